//! The one error type.

use std::fmt;

/// What a call of this crate returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call gave up.
///
/// Its text is fact first, remedy second. What sort of failure it is can be asked with the `is_…`
/// methods; the cause underneath, if there is one, is its [`source`](std::error::Error::source).
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: Kind,
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The sorts of failure. Private, so that a new sort breaks nobody; see the `is_…` methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(dead_code, reason = "`Unplannable` arises with the feature `plan` only")]
pub(crate) enum Kind {
    /// A file could not be read or written.
    Io,
    /// The history on disk, or embedded, is not sound.
    History,
    /// A change cannot be planned.
    Unplannable,
}

impl Error {
    #[allow(dead_code, reason = "some sorts arise in some features only")]
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { kind, message: message.into(), source: None }))
    }

    #[allow(dead_code, reason = "some sorts arise in some features only")]
    pub(crate) fn caused_by(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    #[allow(dead_code, reason = "some sorts arise in some features only")]
    pub(crate) fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The cause underneath, for an error that takes this one's place.
    pub fn into_source(self) -> Option<Box<dyn std::error::Error + Send + Sync>> {
        self.0.source
    }

    /// A file could not be read or written.
    pub fn is_io(&self) -> bool {
        self.kind() == Kind::Io
    }

    /// The history, on disk or embedded, is not sound.
    pub fn is_history(&self) -> bool {
        self.kind() == Kind::History
    }

    /// The change cannot be planned; the text says why and what to do instead.
    pub fn is_unplannable(&self) -> bool {
        self.kind() == Kind::Unplannable
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
