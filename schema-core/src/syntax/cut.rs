//! Cuts a text into the pieces that pest reads.
//!
//! A piece is a setting, an attribute, the head of a table, or one entry of a body. Cutting knows
//! Rust's lexing (strings, comments, brackets) and nothing of the language but the word `table`, so
//! that a piece which pest refuses does not disturb the next one.

use std::borrow::Cow;

use crate::fault::Span;

/// How deep brackets may nest in one piece. Types are the one thing that nests; the parser is recursive
/// there, and no text may exhaust the stack.
const DEEPEST: u32 = 32;

/// The words that start something at the top level.
const OBJECTS: [&[u8]; 6] = [b"table", b"enum", b"view", b"trigger", b"virtual", b"transition"];

/// A stretch of text for one run of pest.
#[derive(Debug)]
pub(super) struct Piece<'t> {
    /// Where it stands in the whole text.
    pub(super) span: Span,
    /// Its text, byte for byte in place, with comments blanked.
    pub(super) text: Cow<'t, str>,
    /// What ended it.
    pub(super) stop: Stop,
    /// Whether each bracket has its partner.
    pub(super) balanced: bool,
    /// Where brackets nest too deep, if they do.
    pub(super) too_deep: Option<usize>,
    /// A doc comment in its midst, where it documents nothing.
    pub(super) stray_doc: Option<Span>,
}

/// What ended a piece. The mark itself is not consumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// `,`
    Comma,
    /// `{`
    Open,
    /// `}`
    Close,
    /// The first word of another table, enum, view and so on, although this one has not ended.
    Table,
    /// The end of the text, or of what the piece is by itself.
    End,
}

/// What stands before a table, a column or an item.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// A doc comment.
    Doc(Span),
    /// `//!` or `/*! */`.
    InnerDoc(Span),
    /// `#[…`
    Attribute,
    /// `#![…`
    Setting,
    /// Something else.
    Other(u8),
    /// The end of the text.
    End,
}

/// One step of the cutter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lexeme {
    Blank,
    Comment,
    Doc,
    InnerDoc,
    Word,
    Quoted,
    Mark(u8),
    End,
}

/// Something that is opened and never closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unclosed {
    String,
    Comment,
}

#[derive(Debug)]
pub(super) struct Cutter<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// How many bytes may still be read twice, so that the time stays linear in the text.
    spare: usize,
    /// The string or comment that runs to the end of the text, by its first byte.
    pub(super) unclosed: Option<(usize, Unclosed)>,
}

impl<'t> Cutter<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        // A byte order mark, as some editors on Windows write it.
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, bytes: text.as_bytes(), at, spare: 4 * text.len(), unclosed: None }
    }

    /// Where the next piece starts.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Goes on elsewhere.
    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    /// Skips blanks and comments, and says what comes then. A doc comment is consumed, nothing else is.
    pub(super) fn lead(&mut self) -> Lead {
        loop {
            let start = self.at;
            match self.lexeme() {
                Lexeme::Blank | Lexeme::Comment => {}
                Lexeme::Doc => return Lead::Doc(Span::new(start, self.at)),
                Lexeme::InnerDoc => return Lead::InnerDoc(Span::new(start, self.at)),
                Lexeme::End => return Lead::End,
                Lexeme::Mark(b'#') => {
                    let after = self.after_blanks(self.at);
                    self.at = start;
                    return match self.bytes.get(after) {
                        Some(b'[') => Lead::Attribute,
                        Some(b'!') => Lead::Setting,
                        _ => Lead::Other(b'#'),
                    };
                }
                _ => {
                    self.at = start;
                    return Lead::Other(self.bytes[start]);
                }
            }
        }
    }

    /// The word that stands here, or nothing.
    pub(super) fn word(&self) -> &'t str {
        let end = word_end(self.bytes, self.at);
        self.text.get(self.at..end).unwrap_or_default()
    }

    /// One attribute or setting: from `#` to the `]` that closes it.
    pub(super) fn attribute(&mut self) -> Piece<'t> {
        let mut piece = Draft::new(self.at);
        let mut depth = 0u32;
        loop {
            let start = self.at;
            match self.lexeme() {
                Lexeme::End => break,
                lexeme @ (Lexeme::Comment | Lexeme::Doc | Lexeme::InnerDoc) => piece.comment(lexeme, start, self.at),
                Lexeme::Mark(b'[') => depth += 1,
                Lexeme::Mark(b']') => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        break;
                    }
                }
                Lexeme::Mark(b'{' | b'}') => {
                    self.at = start;
                    break;
                }
                _ => {}
            }
        }
        piece.finish(self.text, self.at, Stop::End, depth == 0)
    }

    /// The head of a table: up to its `{`.
    pub(super) fn head(&mut self) -> Piece<'t> {
        let mut piece = Draft::new(self.at);
        // At first as after the word `table`: where a name may stand, `table` is one.
        let mut name_may_follow = true;
        loop {
            let start = self.at;
            let stop = match self.lexeme() {
                Lexeme::Blank => continue,
                lexeme @ (Lexeme::Comment | Lexeme::Doc | Lexeme::InnerDoc) => {
                    piece.comment(lexeme, start, self.at);
                    continue;
                }
                Lexeme::Word => {
                    let word = &self.bytes[start..self.at];
                    if OBJECTS.contains(&word) && !name_may_follow {
                        Stop::Table
                    } else {
                        name_may_follow = start == piece.start || matches!(word, b"table" | b"enum" | b"as");
                        continue;
                    }
                }
                Lexeme::Mark(b'{') => Stop::Open,
                Lexeme::Mark(b'}') => Stop::Close,
                Lexeme::End => Stop::End,
                Lexeme::Quoted | Lexeme::Mark(_) => {
                    name_may_follow = false;
                    continue;
                }
            };
            self.at = start;
            return piece.finish(self.text, start, stop, true);
        }
    }

    /// A view, a trigger or a virtual table: from its word to the end of the string with its SQL. Where
    /// there is none, up to what cannot be part of it.
    pub(super) fn object(&mut self) -> Piece<'t> {
        let mut piece = Draft::new(self.at);
        let (mut words, mut named, mut round) = (0u32, false, 0u32);
        let mut table = None;
        loop {
            let start = self.at;
            let lexeme = self.lexeme();
            let end = match lexeme {
                Lexeme::Blank => continue,
                Lexeme::Comment => {
                    piece.comment(lexeme, start, self.at);
                    continue;
                }
                Lexeme::Word => {
                    let word = &self.bytes[start..self.at];
                    words += 1;
                    // `view` and `trigger` are followed by the name, `virtual` by `table`.
                    let is_name = words > 1 && !named && !(words == 2 && word == b"table" && self.is_virtual(&piece));
                    if round == 0 && named && OBJECTS.contains(&word) {
                        start
                    } else {
                        if named && word == b"table" {
                            table = Some(start);
                        }
                        named |= is_name;
                        continue;
                    }
                }
                Lexeme::Quoted if round == 0 && named => {
                    return piece.finish(self.text, self.at, Stop::End, true);
                }
                Lexeme::Quoted => {
                    named = true;
                    continue;
                }
                Lexeme::Mark(b'(') => {
                    round += 1;
                    continue;
                }
                Lexeme::Mark(b')') if round > 0 => {
                    round -= 1;
                    continue;
                }
                Lexeme::Mark(b'{') => table.unwrap_or(start),
                Lexeme::Mark(b',') if round > 0 => continue,
                Lexeme::Mark(b'}' | b',' | b';' | b'#') | Lexeme::Doc | Lexeme::InnerDoc | Lexeme::End => start,
                Lexeme::Mark(_) => continue,
            };
            self.at = end;
            return piece.finish(self.text, end, Stop::End, true);
        }
    }

    fn is_virtual(&self, piece: &Draft) -> bool {
        self.bytes[piece.start..].starts_with(b"virtual")
    }

    /// One entry of a body: up to the `,` after it or the `}` of the body.
    pub(super) fn entry(&mut self) -> Piece<'t> {
        let mut piece = Draft::new(self.at);
        let (mut round, mut square, mut angle, mut brace) = (0u32, 0u32, 0u32, 0u32);
        let (mut table, mut words) = (None, 0u32);
        loop {
            let start = self.at;
            let lexeme = self.lexeme();
            let stop = match lexeme {
                Lexeme::Blank => continue,
                Lexeme::Quoted => {
                    words += 1;
                    continue;
                }
                Lexeme::Comment | Lexeme::Doc | Lexeme::InnerDoc => {
                    piece.comment(lexeme, start, self.at);
                    continue;
                }
                Lexeme::Word => {
                    let word = &self.bytes[start..self.at];
                    // As the second word `enum` is the type of a column.
                    if word == b"table" || (word == b"enum" && words != 1) {
                        table = Some(start);
                    }
                    words += 1;
                    continue;
                }
                Lexeme::End => Stop::End,
                Lexeme::Mark(b'}') if brace == 0 => Stop::Close,
                Lexeme::Mark(b',') if round + square + angle + brace == 0 || self.spare == 0 => Stop::Comma,
                Lexeme::Mark(b'{') if table.is_some() => Stop::Table,
                Lexeme::Mark(mark) => {
                    let depth = match mark {
                        b'(' | b')' => &mut round,
                        b'[' | b']' => &mut square,
                        b'<' | b'>' => &mut angle,
                        b'{' | b'}' => &mut brace,
                        _ => continue,
                    };
                    if matches!(mark, b'(' | b'[' | b'<' | b'{') {
                        *depth += 1;
                        if round + square + angle + brace > DEEPEST && piece.too_deep.is_none() {
                            piece.too_deep = Some(start);
                        }
                    } else {
                        *depth = depth.saturating_sub(1);
                    }
                    continue;
                }
            };
            let end = if stop == Stop::Table { table.unwrap_or(start) } else { start };
            self.at = end;
            return piece.finish(self.text, end, stop, round + square + angle + brace == 0);
        }
    }

    /// The rest of the line.
    pub(super) fn line(&mut self) -> Piece<'t> {
        let mut piece = Draft::new(self.at);
        loop {
            let start = self.at;
            match self.lexeme() {
                Lexeme::End => break,
                Lexeme::Blank if self.bytes[start..self.at].contains(&b'\n') => {
                    self.at = start;
                    break;
                }
                Lexeme::Mark(b'{' | b'}') => {
                    self.at = start;
                    break;
                }
                lexeme @ (Lexeme::Comment | Lexeme::Doc | Lexeme::InnerDoc) => piece.comment(lexeme, start, self.at),
                _ => {}
            }
        }
        piece.finish(self.text, self.at, Stop::End, true)
    }

    /// Goes on after a piece that was refused at `refused`. Where its brackets are at odds it may have
    /// swallowed its neighbours: the next one starts at the first `,` after the fault, whatever is open.
    pub(super) fn resume(&mut self, piece: &Piece<'_>, refused: usize) {
        if piece.balanced {
            return;
        }
        self.at = refused.clamp(piece.span.start, piece.span.end);
        while self.at < piece.span.end {
            let start = self.at;
            if matches!(self.lexeme(), Lexeme::Mark(b',') | Lexeme::End) {
                self.at = start;
                break;
            }
        }
        self.at = self.at.min(piece.span.end);
        self.spare = self.spare.saturating_sub(piece.span.end - self.at);
    }

    /// Goes back to `at`, amid a piece that ended at `end`, as often as the time stays linear.
    pub(super) fn go_back(&mut self, at: usize, end: usize) -> bool {
        let again = end.saturating_sub(at);
        let may = again < self.spare;
        if may {
            self.spare -= again;
            self.at = at;
        }
        may
    }

    /// Whether a line of a merge conflict starts here; if so it is skipped.
    pub(super) fn conflict(&mut self) -> bool {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let at_line_start = self.at == 0 || self.bytes.get(self.at - 1) == Some(&b'\n');
        let marks = [b"<<<<<<<", b"|||||||", b"=======", b">>>>>>>"];
        if !at_line_start || !marks.iter().any(|mark| rest.starts_with(*mark)) {
            return false;
        }
        self.at += rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
        true
    }

    /// Skips the body that starts here with `{`.
    pub(super) fn skip_body(&mut self) {
        let mut depth = 0u32;
        loop {
            match self.lexeme() {
                Lexeme::Mark(b'{') => depth += 1,
                Lexeme::Mark(b'}') if depth <= 1 => return,
                Lexeme::Mark(b'}') => depth -= 1,
                Lexeme::End => return,
                _ => {}
            }
        }
    }

    /// The bytes of the token at `at`, for a fault to point at. Empty at the end of the text.
    pub(super) fn token_at(text: &'t str, at: usize) -> Span {
        let mut cutter = Self { text, bytes: text.as_bytes(), at: at.min(text.len()), spare: 0, unclosed: None };
        loop {
            let start = cutter.at;
            match cutter.lexeme() {
                Lexeme::Blank | Lexeme::Comment => {}
                Lexeme::End => return Span::new(start, start),
                Lexeme::Mark(b':') if text.as_bytes().get(cutter.at) == Some(&b':') => {
                    return Span::new(start, cutter.at + 1);
                }
                _ => return Span::new(start, cutter.at),
            }
        }
    }

    fn after_blanks(&self, mut at: usize) -> usize {
        while self.bytes.get(at).is_some_and(|&byte| blank(byte)) {
            at += 1;
        }
        at
    }

    /// Steps over one lexeme.
    fn lexeme(&mut self) -> Lexeme {
        let bytes = self.bytes;
        let start = self.at;
        let Some(&first) = bytes.get(start) else { return Lexeme::End };
        if blank(first) {
            self.at = self.after_blanks(start + 1);
            return Lexeme::Blank;
        }
        if word_byte(first) {
            self.at = word_end(bytes, start);
            if bytes.get(self.at).is_some_and(|&next| matches!(next, b'"' | b'#')) {
                return self.prefixed(start);
            }
            return Lexeme::Word;
        }
        match first {
            b'"' => {
                self.quoted(start, start);
                Lexeme::Quoted
            }
            b'/' if bytes.get(start + 1) == Some(&b'/') => self.line_comment(start),
            b'/' if bytes.get(start + 1) == Some(&b'*') => self.block_comment(start),
            b'\'' => {
                self.at = character_end(self.text, start);
                Lexeme::Quoted
            }
            // Blank to Rust, and so rare that the grammar does not know them.
            b'\x0b' | b'\x0c' => {
                self.at = start + 1;
                Lexeme::Comment
            }
            mark => {
                self.at = start + 1;
                Lexeme::Mark(mark)
            }
        }
    }

    /// A word right before `"` or `#`: the prefix of a string, a raw identifier, or just a word.
    fn prefixed(&mut self, start: usize) -> Lexeme {
        let bytes = self.bytes;
        let after = self.at;
        match &bytes[start..after] {
            b"r" | b"br" | b"cr" => {
                let mut hashes = 0;
                while bytes.get(after + hashes) == Some(&b'#') {
                    hashes += 1;
                }
                if bytes.get(after + hashes) == Some(&b'"') {
                    self.raw(start, after + hashes, hashes);
                    return Lexeme::Quoted;
                }
                if hashes == 1 && bytes.get(after + 1).is_some_and(|&byte| word_byte(byte)) {
                    self.at = word_end(bytes, after + 1);
                }
                Lexeme::Word
            }
            b"b" | b"c" if bytes[after] == b'"' => {
                self.quoted(start, after);
                Lexeme::Quoted
            }
            _ => Lexeme::Word,
        }
    }

    /// A string with escapes whose `"` is at `quote`.
    fn quoted(&mut self, start: usize, quote: usize) {
        let mut at = quote + 1;
        loop {
            match self.bytes.get(at) {
                None => {
                    self.unclosed = Some((start, Unclosed::String));
                    self.at = self.bytes.len();
                    return;
                }
                Some(b'"') => {
                    self.at = at + 1;
                    return;
                }
                Some(b'\\') => at += 2,
                Some(_) => at += 1,
            }
        }
    }

    /// A raw string whose `"` is at `quote`.
    fn raw(&mut self, start: usize, quote: usize, hashes: usize) {
        let mut at = quote + 1;
        while let Some(&byte) = self.bytes.get(at) {
            at += 1;
            if byte == b'"' && (0..hashes).all(|more| self.bytes.get(at + more) == Some(&b'#')) {
                self.at = at + hashes;
                return;
            }
        }
        self.unclosed = Some((start, Unclosed::String));
        self.at = self.bytes.len();
    }

    fn line_comment(&mut self, start: usize) -> Lexeme {
        let mut at = start + 2;
        while self.bytes.get(at).is_some_and(|&byte| byte != b'\n') {
            at += 1;
        }
        self.at = at;
        match (self.bytes.get(start + 2), self.bytes.get(start + 3)) {
            (Some(b'!'), _) => Lexeme::InnerDoc,
            (Some(b'/'), Some(b'/')) => Lexeme::Comment,
            (Some(b'/'), _) => Lexeme::Doc,
            _ => Lexeme::Comment,
        }
    }

    /// Block comments nest, in Rust as here.
    fn block_comment(&mut self, start: usize) -> Lexeme {
        let bytes = self.bytes;
        let mut at = start + 2;
        let mut depth = 1u32;
        loop {
            match (bytes.get(at), bytes.get(at + 1)) {
                (Some(b'/'), Some(b'*')) => {
                    depth = depth.saturating_add(1);
                    at += 2;
                }
                (Some(b'*'), Some(b'/')) => {
                    depth -= 1;
                    at += 2;
                    if depth == 0 {
                        break;
                    }
                }
                (Some(_), _) => at += 1,
                (None, _) => {
                    self.unclosed = Some((start, Unclosed::Comment));
                    self.at = bytes.len();
                    return Lexeme::Comment;
                }
            }
        }
        self.at = at;
        match &bytes[start + 2..at - 2] {
            [b'!', ..] => Lexeme::InnerDoc,
            [b'*', b'*', ..] | [b'*'] | [] => Lexeme::Comment,
            [b'*', ..] => Lexeme::Doc,
            _ => Lexeme::Comment,
        }
    }
}

/// A piece in the making.
struct Draft {
    start: usize,
    comments: Vec<Span>,
    too_deep: Option<usize>,
    stray_doc: Option<Span>,
}

impl Draft {
    fn new(start: usize) -> Self {
        Self { start, comments: Vec::new(), too_deep: None, stray_doc: None }
    }

    fn comment(&mut self, lexeme: Lexeme, start: usize, end: usize) {
        self.comments.push(Span::new(start, end));
        if lexeme != Lexeme::Comment && self.stray_doc.is_none() {
            self.stray_doc = Some(Span::new(start, end));
        }
    }

    fn finish(self, text: &str, end: usize, stop: Stop, balanced: bool) -> Piece<'_> {
        let slice = text.get(self.start..end).unwrap_or_default();
        let inside = |span: &Span| span.end <= end;
        let blanked = if self.comments.iter().any(inside) {
            let mut blanked = String::with_capacity(slice.len());
            let mut from = self.start;
            for comment in self.comments.iter().filter(|span| inside(span)) {
                blanked.push_str(text.get(from..comment.start).unwrap_or_default());
                blanked.extend(std::iter::repeat_n(' ', comment.end - comment.start));
                from = comment.end;
            }
            blanked.push_str(text.get(from..end).unwrap_or_default());
            Cow::Owned(blanked)
        } else {
            Cow::Borrowed(slice)
        };
        Piece {
            span: Span::new(self.start, end),
            text: blanked,
            stop,
            balanced,
            too_deep: self.too_deep,
            stray_doc: self.stray_doc.filter(inside),
        }
    }
}

fn blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

/// Whether the byte belongs to a word; a byte beyond ASCII is taken for part of one.
fn word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn word_end(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(|&byte| word_byte(byte)) {
        at += 1;
    }
    at
}

/// The end of a character literal, or of the `'` of a lifetime. The language has no character
/// literals, but one that holds a quote must not be taken for the start of a string.
fn character_end(text: &str, start: usize) -> usize {
    /// `'\u{10ffff}'` is the longest.
    const LONGEST: usize = 12;
    let mut chars = text.get(start + 1..).unwrap_or_default().char_indices();
    let escaped = chars.next().is_some_and(|(_, first)| first == '\\');
    if escaped {
        chars.next();
    }
    let reach = if escaped { LONGEST } else { 1 };
    chars.take(reach).find(|&(_, c)| c == '\'').map_or(start + 1, |(at, _)| start + 1 + at + 1)
}
