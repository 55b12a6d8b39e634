//! What a revision is, whatever it is called.

use std::fmt;
use std::str::FromStr;

use super::Script;
use crate::dialect::Dialect;

/// BLAKE3 over the parent's identity and the revision's files, with line ends (CRLF) and the final
/// newline normalised.
///
/// Its name is no part of it: numbers are for people. Written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity(pub [u8; 32]);

impl Identity {
    /// The identity of a revision on this parent (`None` for the first one).
    pub fn of(parent: Option<Self>, snapshot: &str, scripts: &[Script<'_>]) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"frostline revision 1\0");
        hasher.update(&parent.map_or([0; 32], |parent| parent.0));
        add(&mut hasher, "snapshot", snapshot);
        for script in scripts {
            add(&mut hasher, script.dialect.word(), &script.up);
            add(&mut hasher, script.dialect.word(), &script.down);
        }
        Self(*hasher.finalize().as_bytes())
    }

    /// The hash of the checkpoint that leads to the revision of this identity by these scripts.
    pub fn of_checkpoint<'a>(revision: Self, scripts: impl IntoIterator<Item = (Dialect, &'a str)>) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"frostline checkpoint 1\0");
        hasher.update(&revision.0);
        for (dialect, sql) in scripts {
            add(&mut hasher, dialect.word(), sql);
        }
        Self(*hasher.finalize().as_bytes())
    }
}

/// Adds one part, with its length before it so that no two lists of parts hash alike.
fn add(hasher: &mut blake3::Hasher, label: &str, text: &str) {
    let text = text.trim_end_matches(['\n', '\r']);
    let text: std::borrow::Cow<'_, str> =
        if text.contains('\r') { text.replace("\r\n", "\n").into() } else { text.into() };
    for part in [label, &text] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
        let digits = self.0.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let text: String = digits.map(|digit| DIGITS[usize::from(digit)]).collect();
        f.write_str(&text)
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnIdentity;

impl FromStr for Identity {
    type Err = NotAnIdentity;

    fn from_str(text: &str) -> Result<Self, NotAnIdentity> {
        let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return Err(NotAnIdentity) };
        let mut bytes = [0; 32];
        if pairs.len() != bytes.len() {
            return Err(NotAnIdentity);
        }
        let digit = |byte| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            b'A'..=b'F' => Ok(byte - b'A' + 10),
            _ => Err(NotAnIdentity),
        };
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
        Ok(Self(bytes))
    }
}
