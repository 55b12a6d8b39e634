//! Spans of `tracing`, with the feature of that name; nothing without it.

/// A span that is open until it is dropped.
#[cfg(feature = "tracing")]
pub(crate) type Span = tracing::span::EnteredSpan;

/// A whole upgrade.
#[cfg(feature = "tracing")]
pub(crate) fn upgrade(history: &str) -> Span {
    tracing::info_span!("upgrade", history).entered()
}

/// A revision of it.
#[cfg(feature = "tracing")]
pub(crate) fn revision(name: &str) -> Span {
    tracing::info_span!("revision", name).entered()
}

/// A span that is open until it is dropped.
#[cfg(not(feature = "tracing"))]
pub(crate) struct Span;

/// A whole upgrade.
#[cfg(not(feature = "tracing"))]
pub(crate) fn upgrade(_: &str) -> Span {
    Span
}

/// A revision of it.
#[cfg(not(feature = "tracing"))]
pub(crate) fn revision(_: &str) -> Span {
    Span
}
