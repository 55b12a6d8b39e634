//! What pest expected, in the words of those who write the language.

use pest::error::{Error, ErrorVariant, InputLocation};

use super::cut::{Cutter, Piece};
use super::grammar::Rule;
use super::nearest::nearest;
use crate::fault::{Fault, FaultKind, Site, Span};

/// The words of the types, as the language reference orders them.
pub(super) const TYPES: [&str; 18] = [
    "smallint", "integer", "bigint", "real", "double", "decimal", "boolean", "text", "varchar", "char", "blob", "date",
    "time", "datetime", "json", "uuid", "enum", "sql",
];

/// What other languages call a type, and what it is here.
const ALIASES: [(&str, &str); 36] = [
    ("bool", "boolean"),
    ("bytea", "blob"),
    ("bytes", "blob"),
    ("binary", "blob"),
    ("varbinary", "blob"),
    ("vec", "blob"),
    ("character", "char(n)"),
    ("string", "text"),
    ("str", "text"),
    ("clob", "text"),
    ("nvarchar", "varchar(n)"),
    ("timestamp", "datetime"),
    ("timestamptz", "datetime"),
    ("float", "real"),
    ("float4", "real"),
    ("float8", "double"),
    ("f32", "real"),
    ("f64", "double"),
    ("numeric", "decimal(p, s)"),
    ("money", "decimal(p, s)"),
    ("int", "integer"),
    ("int2", "smallint"),
    ("int4", "integer"),
    ("int8", "bigint"),
    ("tinyint", "smallint"),
    ("i8", "smallint"),
    ("i16", "smallint"),
    ("i32", "integer"),
    ("i64", "integer"),
    ("u8", "smallint"),
    ("u16", "integer"),
    ("u32", "integer"),
    ("u64", "bigint"),
    ("serial", "integer` with `primary key"),
    ("bigserial", "bigint"),
    ("jsonb", "json"),
];

/// What may follow a view, a trigger or a virtual table.
pub(super) const AFTER_OBJECT: &str = "the end of it";

/// What may stand after a column's type, as the reference orders it.
const MODIFIERS: [&str; 10] = [
    "`?`",
    "`as`",
    "`primary key`",
    "`references`",
    "`unique`",
    "`check`",
    "`default`",
    "`collate`",
    "`generated`",
    "`not null`",
];

/// The fault of a piece that pest refused. `after` is what may follow the piece.
pub(super) fn fault(whole: &str, piece: &Piece<'_>, after: &str, error: &Error<Rule>) -> Fault {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let at = (piece.span.start + at).min(piece.span.end);
    let span = Cutter::token_at(whole, at);
    let found = whole.get(span.start..span.end).unwrap_or_default();
    let rules: &[Rule] = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives,
        ErrorVariant::CustomError { .. } => &[],
    };

    let mut phrases: Vec<&str> = Vec::new();
    let mut words: Vec<&str> = Vec::new();
    for &rule in rules {
        let phrase = match rule {
            Rule::EOI => after,
            // In an entry a string that is no name is SQL.
            Rule::string | Rule::sql_text if after == "`,`" || after == AFTER_OBJECT => "SQL in a string",
            _ => phrase(rule),
        };
        if !phrases.contains(&phrase) {
            phrases.push(phrase);
        }
        match rule {
            Rule::column_type => words.extend(TYPES),
            Rule::default_value => words.extend(["now", "true", "false", "null", "sql"]),
            Rule::resolution => words.extend(["abort", "rollback", "fail", "ignore", "replace"]),
            Rule::what => words.extend(["cascade", "restrict", "set", "no"]),
            Rule::direction => words.extend(["asc", "desc"]),
            Rule::storage => words.extend(["stored", "virtual"]),
            Rule::EOI => {}
            _ => words.extend(word(phrase)),
        }
    }
    let is_top = rules.iter().all(|rule| {
        matches!(
            rule,
            Rule::object
                | Rule::word_enum
                | Rule::word_table
                | Rule::word_view
                | Rule::word_trigger
                | Rule::word_virtual
        )
    });
    if is_top && at == piece.span.start {
        phrases = vec!["`table`", "`enum`", "`view`", "`trigger`", "`virtual table`"];
        words.extend(["table", "enum", "view", "trigger", "virtual"]);
    }
    // What may follow the piece is what readers look for first; then as the reference has it.
    phrases.sort_by_key(|phrase| {
        let modifier = MODIFIERS.iter().position(|modifier| modifier == phrase);
        if *phrase == after { 0 } else { modifier.map_or(usize::MAX, |position| position + 1) }
    });

    let remedy = remedy(whole, span, rules, &words);
    if remedy.is_some() && MODIFIERS.iter().skip(1).all(|modifier| phrases.contains(modifier)) {
        phrases.retain(|phrase| !MODIFIERS.contains(phrase));
        phrases.push("a modifier of the column");
    }
    let mut message = format!("expected {}, found {}", list(&phrases), show(found));
    if let Some(remedy) = remedy {
        message.push_str("; ");
        message.push_str(&remedy);
    }
    Fault::new(FaultKind::Syntax, Site::Source(span), message)
}

/// A fault at the token at `at`, which is not what was expected there.
pub(super) fn unexpected(whole: &str, at: usize, expected: &str, remedy: Option<&str>) -> Fault {
    let span = Cutter::token_at(whole, at);
    let found = whole.get(span.start..span.end).unwrap_or_default();
    let mut message = format!("expected {expected}, found {}", show(found));
    if let Some(remedy) = remedy {
        message.push_str("; ");
        message.push_str(remedy);
    }
    Fault::new(FaultKind::Syntax, Site::Source(span), message)
}

/// A piece of source as a message shows it.
pub(super) fn show(found: &str) -> String {
    const LONGEST: usize = 40;
    if found.is_empty() {
        return "the end".to_owned();
    }
    if found.starts_with("///") || found.starts_with("/**") {
        return "a doc comment".to_owned();
    }
    let line = found.lines().next().unwrap_or_default();
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("`{}…`", &line[..end]),
        None if line.len() < found.len() => format!("`{line}…`"),
        None => format!("`{line}`"),
    }
}

/// What a type is called here, if it is known by another name.
pub(super) fn alias(word: &str) -> Option<&'static str> {
    let lower = word.to_ascii_lowercase();
    ALIASES.iter().find(|(alias, _)| *alias == lower).map(|(_, word)| *word)
}

fn remedy(whole: &str, span: Span, rules: &[Rule], words: &[&str]) -> Option<String> {
    let found = whole.get(span.start..span.end).unwrap_or_default();
    if rules.contains(&Rule::column_type) {
        if is_enum(whole, found) {
            return Some(format!("write `enum {found}`"));
        }
        let known = alias(found).or_else(|| {
            // A word that is nearer to one of ours is left for the end.
            if nearest(found, TYPES).is_some() {
                return None;
            }
            nearest(found, ALIASES.iter().map(|(alias, _)| *alias)).and_then(alias)
        });
        if let Some(word) = known {
            return Some(format!("write `{word}`"));
        }
    }
    if rules.contains(&Rule::word_default) || rules.contains(&Rule::default) {
        match found.to_ascii_lowercase().as_str() {
            "not" => {
                return Some("leave `not null` out: a column may be null only with a `?` after its type".to_owned());
            }
            "null" => return Some("write `?` after the type of a column that may be null".to_owned()),
            "autoincrement" | "auto_increment" => return Some("write `primary key autoincrement`".to_owned()),
            "constraint" => return Some("give a constraint with a name a line of its own in the table".to_owned()),
            _ => {}
        }
    }
    if found == "#" || found.starts_with("///") || found.starts_with("/**") {
        return Some("a doc comment stands before the table or column that it documents".to_owned());
    }
    if found.starts_with('\'') {
        return Some("text stands in double quotes".to_owned());
    }
    if found == "::" && rules.contains(&Rule::strict) {
        return Some("the struct is made where the schema is declared; name it without a path".to_owned());
    }
    if rules.contains(&Rule::default_value) && found.starts_with(|c: char| c.is_ascii_digit()) {
        return Some("write a number in decimal digits".to_owned());
    }
    let near = nearest(found, words.iter().copied()).filter(|word| *word != found);
    if let Some(word) = near {
        if word.eq_ignore_ascii_case(found) {
            return Some(lower_case(word));
        }
        return Some(format!("did you mean `{word}`?"));
    }
    if rules.contains(&Rule::EOI) && rules.contains(&Rule::word_default) {
        // A name and a type: the next column.
        let next = Cutter::token_at(whole, span.end);
        if TYPES.contains(&whole.get(next.start..next.end).unwrap_or_default()) {
            return Some("write a `,` before the next column".to_owned());
        }
    }
    None
}

/// Whether the text declares an enum of this name, as far as one can see from afar.
fn is_enum(whole: &str, word: &str) -> bool {
    let declares = |after: &str| {
        let rest = after.trim_start().strip_prefix(word).unwrap_or_default();
        after.starts_with(char::is_whitespace) && rest.starts_with(|c: char| c.is_whitespace() || c == '{')
    };
    !word.is_empty() && whole.match_indices("enum").any(|(at, found)| declares(&whole[at + found.len()..]))
}

/// What to do about a word in capitals.
pub(super) fn lower_case(word: &str) -> String {
    format!("write `{word}`: the words of the language are in lower case")
}

/// "a, b or c"
fn list(phrases: &[&str]) -> String {
    match phrases {
        [] => "something else".to_owned(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// The word that a phrase shows, if it is one: "`primary key`" is `primary`.
fn word(phrase: &str) -> Option<&str> {
    let word = phrase.strip_prefix('`')?.split([' ', '`']).next()?;
    word.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(word)
}

fn phrase(rule: Rule) -> &'static str {
    match rule {
        Rule::column_type | Rule::plain_type => "a column type",
        Rule::default_value => "a value (a literal, `now` or `sql \"…\"`)",
        Rule::what => "`cascade`, `restrict`, `set null`, `set default` or `no action`",
        Rule::storage => "`stored` or `virtual`",
        Rule::table_name | Rule::target_table => "the name of a table",
        Rule::column_name => "the name of a column",
        Rule::view_name => "the name of a view",
        Rule::trigger_name => "the name of a trigger",
        Rule::index_name | Rule::label => "a name",
        Rule::collation => "the name of a collation",
        Rule::struct_name => "the name of a Rust struct",
        Rule::new_name => "the name of the new Rust type",
        Rule::enum_name => "the name of an enum",
        Rule::enum_rust_name => "the name of a Rust enum",
        Rule::variant | Rule::variant_text => "a value of the enum",
        Rule::variant_name => "the name of a Rust variant",
        Rule::enum_head | Rule::enum_front | Rule::enumeration | Rule::word_enum => "`enum`",
        Rule::not_null_name => "the name of the constraint",
        Rule::name | Rule::plain_ident | Rule::raw_ident => "a name",
        Rule::unnamed => "`_`",
        Rule::columns | Rule::key_columns => "`(` and the columns",
        Rule::parts => "`(` and the columns",
        Rule::part | Rule::key_column => "a column",
        Rule::direction => "`asc`, `desc`",
        Rule::asc => "`asc`",
        Rule::desc => "`desc`",
        Rule::action | Rule::word_on => "`on`",
        Rule::on_conflict => "`on conflict`",
        Rule::word_conflict => "`conflict`",
        Rule::resolution => "`abort`, `rollback`, `fail`, `ignore` or `replace`",
        Rule::not_null | Rule::word_not => "`not null`",
        Rule::deferred | Rule::word_deferrable => "`deferrable initially deferred`",
        Rule::word_initially => "`initially`",
        Rule::word_deferred => "`deferred`",
        Rule::unchecked => "`unchecked`",
        Rule::object => "`table`, `view`, `trigger` or `virtual table`",
        Rule::view | Rule::word_view => "`view`",
        Rule::trigger | Rule::word_trigger => "`trigger`",
        Rule::virtual_table | Rule::word_virtual => "`virtual table`",
        Rule::rust_type | Rule::rust_path | Rule::rust_segment | Rule::rust_ident => "a Rust type",
        Rule::rust_group | Rule::rust_reference | Rule::rust_argument => "a Rust type",
        Rule::lifetime => "a lifetime",
        Rule::sql_text => "SQL in a string",
        Rule::string | Rule::plain_string | Rule::raw_string => "a string",
        Rule::bytes => "a byte string",
        Rule::number | Rule::integer | Rule::digits => "a number",
        Rule::setting_key => "`revisions` or `history`",
        Rule::setting => "a setting",
        Rule::item | Rule::primary_key | Rule::foreign_key | Rule::unique | Rule::unique_index | Rule::check => {
            "a constraint"
        }
        Rule::index => "`index`",
        Rule::answer => "`rename`, `drop`, `backfill` or `cast`",
        Rule::rename_table | Rule::rename_column | Rule::word_rename => "`rename`",
        Rule::drop_table | Rule::drop_column | Rule::word_drop => "`drop`",
        Rule::backfill | Rule::word_backfill => "`backfill`",
        Rule::cast | Rule::word_cast => "`cast`",
        Rule::primary => "`primary key`",
        Rule::references | Rule::word_references => "`references`",
        Rule::rust_as | Rule::struct_as | Rule::enum_as | Rule::variant_as | Rule::word_as => "`as`",
        Rule::column_unique => "`unique`",
        Rule::default | Rule::word_default => "`default`",
        Rule::column_check | Rule::word_check => "`check`",
        Rule::collate | Rule::word_collate => "`collate`",
        Rule::generated | Rule::word_generated => "`generated`",
        Rule::filter | Rule::word_where => "`where`",
        Rule::autoincrement => "`autoincrement`",
        Rule::on_delete | Rule::word_delete => "`delete`",
        Rule::on_update | Rule::word_update => "`update`",
        Rule::cascade => "`cascade`",
        Rule::restrict => "`restrict`",
        Rule::set_null => "`set null`",
        Rule::set_default => "`set default`",
        Rule::no_action => "`no action`",
        Rule::now => "`now`",
        Rule::true_ => "`true`",
        Rule::false_ => "`false`",
        Rule::null | Rule::word_null => "`null`",
        Rule::sql | Rule::word_sql => "`sql`",
        Rule::stored => "`stored`",
        Rule::virtual_ => "`virtual`",
        Rule::strict => "`strict`",
        Rule::without_rowid | Rule::word_without => "`without rowid`",
        Rule::decimal | Rule::word_decimal => "`decimal`",
        Rule::varchar | Rule::word_varchar => "`varchar`",
        Rule::char | Rule::word_char => "`char`",
        Rule::nullable => "`?`",
        Rule::open => "`(`",
        Rule::close => "`)`",
        Rule::open_square => "`[`",
        Rule::close_square => "`]`",
        Rule::comma => "`,`",
        Rule::semicolon => "`;`",
        Rule::dot => "`.`",
        Rule::hash => "`#`",
        Rule::bang => "`!`",
        Rule::equals => "`=`",
        Rule::minus => "`-`",
        Rule::less => "`<`",
        Rule::greater => "`>`",
        Rule::ampersand => "`&`",
        Rule::path_sep => "`::`",
        Rule::attribute | Rule::word_doc => "`doc`",
        Rule::word_action => "`action`",
        Rule::word_column => "`column`",
        Rule::word_foreign => "`foreign key`",
        Rule::format | Rule::word_format => "`format`",
        Rule::word_index => "`index`",
        Rule::word_key => "`key`",
        Rule::word_new => "`new`",
        Rule::word_no => "`no action`",
        Rule::word_primary => "`primary key`",
        Rule::word_rowid => "`rowid`",
        Rule::word_set => "`set`",
        Rule::table_head | Rule::table_front | Rule::word_table => "`table`",
        Rule::word_to => "`to`",
        Rule::transition_head | Rule::word_transition => "`transition`",
        Rule::word_unique => "`unique`",
        Rule::word_with => "`with`",
        Rule::column | Rule::column_front => "a column",
        Rule::EOI | Rule::WHITESPACE | Rule::end => "the end",
        // Silent rules: pest tells of what is in them.
        Rule::table_option | Rule::modifier | Rule::modifier_word | Rule::ident | Rule::plain => "a word",
    }
}

/// A fault that is no matter of tokens.
pub(super) fn syntax(span: Span, message: impl Into<String>) -> Fault {
    Fault::new(FaultKind::Syntax, Site::Source(span), message)
}
