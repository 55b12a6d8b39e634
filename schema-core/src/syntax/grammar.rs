//! The rules of `grammar.pest`, as pest has optimised them.
//!
//! Generated: `BLESS=1 cargo test -p schema-core --test grammar` writes it anew.

use super::engine::Kind::{self, Atomic, CompoundAtomic, Normal, Silent};
use super::engine::Node::{
    self, Ahead, Any, AnyCase, Call, Choice, End, Letter, NotAhead, Optional, Peek, Pop,
    Push, Range, Repeat, Restore, Sequence, Text, Until,
};
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[allow(
    non_camel_case_types,
    clippy::upper_case_acronyms,
    reason = "the grammar's own names"
)]
pub(super) enum Rule {
    WHITESPACE,
    setting,
    setting_key,
    table_head,
    struct_as,
    table_option,
    strict,
    without_rowid,
    object,
    view,
    trigger,
    virtual_table,
    enum_head,
    enum_as,
    variant,
    variant_as,
    enum_front,
    column,
    column_front,
    table_front,
    item,
    format,
    transition_head,
    answer,
    rename_table,
    rename_column,
    drop_table,
    drop_column,
    backfill,
    cast,
    modifier,
    primary,
    autoincrement,
    references,
    deferred,
    unchecked,
    on_conflict,
    resolution,
    not_null,
    not_null_name,
    modifier_word,
    action,
    on_delete,
    on_update,
    what,
    cascade,
    restrict,
    set_null,
    set_default,
    no_action,
    rust_as,
    new_name,
    column_unique,
    default,
    default_value,
    now,
    true_,
    false_,
    null,
    column_check,
    collate,
    generated,
    storage,
    stored,
    virtual_,
    column_type,
    plain_type,
    decimal,
    varchar,
    enumeration,
    char,
    primary_key,
    foreign_key,
    unique,
    unique_index,
    index,
    check,
    label,
    unnamed,
    columns,
    key_columns,
    key_column,
    parts,
    part,
    direction,
    asc,
    desc,
    filter,
    attribute,
    rust_type,
    rust_path,
    rust_segment,
    rust_argument,
    rust_group,
    rust_reference,
    lifetime,
    rust_ident,
    struct_name,
    enum_rust_name,
    variant_name,
    sql,
    sql_text,
    table_name,
    view_name,
    trigger_name,
    enum_name,
    variant_text,
    target_table,
    column_name,
    index_name,
    collation,
    name,
    end,
    ident,
    plain_ident,
    raw_ident,
    string,
    plain_string,
    plain,
    raw_string,
    bytes,
    number,
    integer,
    digits,
    nullable,
    open,
    close,
    open_square,
    close_square,
    comma,
    semicolon,
    dot,
    hash,
    bang,
    equals,
    minus,
    less,
    greater,
    ampersand,
    path_sep,
    word_action,
    word_as,
    word_backfill,
    word_cast,
    word_char,
    word_check,
    word_collate,
    word_conflict,
    word_column,
    word_deferrable,
    word_deferred,
    word_decimal,
    word_default,
    word_delete,
    word_doc,
    word_drop,
    word_enum,
    word_foreign,
    word_format,
    word_generated,
    word_index,
    word_initially,
    word_key,
    word_new,
    word_no,
    word_not,
    word_null,
    word_on,
    word_primary,
    word_references,
    word_rename,
    word_rowid,
    word_set,
    word_sql,
    word_table,
    word_to,
    word_transition,
    word_trigger,
    word_unique,
    word_update,
    word_varchar,
    word_view,
    word_virtual,
    word_where,
    word_with,
    word_without,
    EOI,
}
pub(super) static RULES: [(Kind, Node); 186usize] = [
    (Silent, Choice(&[Text(" "), Text("\n"), Text("\r"), Text("\t")])),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::hash),
                Call(Rule::bang),
                Call(Rule::open_square),
                Call(Rule::setting_key),
                Call(Rule::equals),
                Call(Rule::string),
                Call(Rule::close_square),
                End,
            ],
        ),
    ),
    (Atomic, Call(Rule::ident)),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_table),
                Call(Rule::table_name),
                Optional(&Call(Rule::struct_as)),
                Repeat(&Sequence(&[NotAhead(&End), Call(Rule::table_option)])),
                End,
            ],
        ),
    ),
    (Normal, Sequence(&[Call(Rule::word_as), Call(Rule::struct_name)])),
    (Silent, Choice(&[Call(Rule::strict), Call(Rule::without_rowid)])),
    (Atomic, Sequence(&[Text("strict"), Call(Rule::end)])),
    (Normal, Sequence(&[Call(Rule::word_without), Call(Rule::word_rowid)])),
    (
        Normal,
        Sequence(
            &[
                Choice(
                    &[
                        Restore(&Call(Rule::view)),
                        Restore(&Call(Rule::trigger)),
                        Restore(&Call(Rule::virtual_table)),
                    ],
                ),
                End,
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_view),
                Call(Rule::view_name),
                Optional(&Restore(&Call(Rule::columns))),
                Call(Rule::sql_text),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[Call(Rule::word_trigger), Call(Rule::trigger_name), Call(Rule::sql_text)],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_virtual),
                Call(Rule::word_table),
                Call(Rule::table_name),
                Call(Rule::sql_text),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_enum),
                Call(Rule::enum_name),
                Optional(&Call(Rule::enum_as)),
                End,
            ],
        ),
    ),
    (Normal, Sequence(&[Call(Rule::word_as), Call(Rule::enum_rust_name)])),
    (
        Normal,
        Sequence(&[Call(Rule::variant_text), Optional(&Call(Rule::variant_as)), End]),
    ),
    (Normal, Sequence(&[Call(Rule::word_as), Call(Rule::variant_name)])),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_enum),
                Call(Rule::enum_name),
                Optional(&Call(Rule::enum_as)),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::column_name),
                Call(Rule::column_type),
                Optional(&Call(Rule::nullable)),
                Repeat(&Restore(&Sequence(&[NotAhead(&End), Call(Rule::modifier)]))),
                End,
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::column_name),
                Optional(
                    &Restore(
                        &Sequence(
                            &[
                                Call(Rule::column_type),
                                Optional(&Call(Rule::nullable)),
                                Optional(&Call(Rule::rust_as)),
                            ],
                        ),
                    ),
                ),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_table),
                Call(Rule::table_name),
                Optional(&Call(Rule::struct_as)),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Choice(
                    &[
                        Restore(&Call(Rule::primary_key)),
                        Restore(&Call(Rule::foreign_key)),
                        Restore(&Call(Rule::unique_index)),
                        Restore(&Call(Rule::unique)),
                        Restore(&Call(Rule::index)),
                        Restore(&Call(Rule::check)),
                    ],
                ),
                End,
            ],
        ),
    ),
    (Normal, Sequence(&[Call(Rule::word_format), Call(Rule::integer), End])),
    (Normal, Sequence(&[Call(Rule::word_transition), End])),
    (
        Normal,
        Sequence(
            &[
                Choice(
                    &[
                        Restore(&Call(Rule::rename_table)),
                        Restore(&Call(Rule::rename_column)),
                        Restore(&Call(Rule::drop_table)),
                        Restore(&Call(Rule::drop_column)),
                        Restore(&Call(Rule::backfill)),
                        Restore(&Call(Rule::cast)),
                    ],
                ),
                End,
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_rename),
                Call(Rule::word_table),
                Call(Rule::name),
                Call(Rule::word_to),
                Call(Rule::name),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_rename),
                Call(Rule::word_column),
                Call(Rule::name),
                Call(Rule::dot),
                Call(Rule::name),
                Call(Rule::word_to),
                Call(Rule::name),
            ],
        ),
    ),
    (
        Normal,
        Sequence(&[Call(Rule::word_drop), Call(Rule::word_table), Call(Rule::name)]),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_drop),
                Call(Rule::word_column),
                Call(Rule::name),
                Call(Rule::dot),
                Call(Rule::name),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_backfill),
                Call(Rule::name),
                Call(Rule::dot),
                Call(Rule::name),
                Call(Rule::word_with),
                Call(Rule::sql_text),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_cast),
                Call(Rule::name),
                Call(Rule::dot),
                Call(Rule::name),
                Call(Rule::word_with),
                Call(Rule::sql_text),
            ],
        ),
    ),
    (
        Silent,
        Choice(
            &[
                Restore(&Call(Rule::default)),
                Restore(&Call(Rule::references)),
                Call(Rule::primary),
                Call(Rule::rust_as),
                Call(Rule::column_unique),
                Restore(&Call(Rule::collate)),
                Restore(&Call(Rule::column_check)),
                Restore(&Call(Rule::generated)),
                Restore(&Call(Rule::not_null)),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_primary),
                Call(Rule::word_key),
                Optional(&Call(Rule::autoincrement)),
                Optional(&Call(Rule::on_conflict)),
            ],
        ),
    ),
    (Atomic, Sequence(&[Text("autoincrement"), Call(Rule::end)])),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_references),
                Call(Rule::target_table),
                Optional(&Restore(&Call(Rule::columns))),
                Repeat(
                    &Choice(
                        &[
                            Call(Rule::action),
                            Call(Rule::deferred),
                            Call(Rule::unchecked),
                        ],
                    ),
                ),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_deferrable),
                Call(Rule::word_initially),
                Call(Rule::word_deferred),
            ],
        ),
    ),
    (Atomic, Sequence(&[Text("unchecked"), Call(Rule::end)])),
    (
        Normal,
        Sequence(
            &[Call(Rule::word_on), Call(Rule::word_conflict), Call(Rule::resolution)],
        ),
    ),
    (
        Atomic,
        Sequence(
            &[
                Choice(
                    &[
                        Text("abort"),
                        Text("rollback"),
                        Text("fail"),
                        Text("ignore"),
                        Text("replace"),
                    ],
                ),
                Call(Rule::end),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_not),
                Call(Rule::word_null),
                Optional(&Restore(&Call(Rule::not_null_name))),
                Optional(&Call(Rule::on_conflict)),
            ],
        ),
    ),
    (
        Normal,
        Choice(
            &[
                Sequence(
                    &[NotAhead(&Call(Rule::modifier_word)), Call(Rule::plain_ident)],
                ),
                Restore(&Call(Rule::string)),
                Call(Rule::raw_ident),
            ],
        ),
    ),
    (
        Atomic,
        Sequence(
            &[
                Choice(
                    &[
                        Text("on"),
                        Text("as"),
                        Text("default"),
                        Text("references"),
                        Text("primary"),
                        Text("unique"),
                        Text("collate"),
                        Text("check"),
                        Text("generated"),
                        Text("not"),
                    ],
                ),
                Call(Rule::end),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_on),
                Choice(&[Call(Rule::on_delete), Call(Rule::on_update)]),
            ],
        ),
    ),
    (Normal, Sequence(&[Call(Rule::word_delete), Call(Rule::what)])),
    (Normal, Sequence(&[Call(Rule::word_update), Call(Rule::what)])),
    (
        Normal,
        Choice(
            &[
                Call(Rule::cascade),
                Call(Rule::restrict),
                Call(Rule::set_null),
                Call(Rule::set_default),
                Call(Rule::no_action),
            ],
        ),
    ),
    (Atomic, Sequence(&[Text("cascade"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("restrict"), Call(Rule::end)])),
    (Normal, Sequence(&[Call(Rule::word_set), Call(Rule::word_null)])),
    (Normal, Sequence(&[Call(Rule::word_set), Call(Rule::word_default)])),
    (Normal, Sequence(&[Call(Rule::word_no), Call(Rule::word_action)])),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_as),
                Choice(
                    &[
                        Sequence(&[Call(Rule::word_new), Call(Rule::new_name)]),
                        Call(Rule::rust_type),
                    ],
                ),
            ],
        ),
    ),
    (
        Atomic,
        Sequence(
            &[
                NotAhead(&Call(Rule::modifier_word)),
                Optional(&Text("r#")),
                Call(Rule::ident),
            ],
        ),
    ),
    (Normal, Sequence(&[Call(Rule::word_unique), Optional(&Call(Rule::on_conflict))])),
    (Normal, Sequence(&[Call(Rule::word_default), Call(Rule::default_value)])),
    (
        Normal,
        Choice(
            &[
                Call(Rule::now),
                Call(Rule::true_),
                Call(Rule::false_),
                Call(Rule::null),
                Restore(&Call(Rule::sql)),
                Call(Rule::number),
                Restore(&Call(Rule::bytes)),
                Restore(&Call(Rule::string)),
            ],
        ),
    ),
    (Atomic, Sequence(&[Text("now"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("true"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("false"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("null"), Call(Rule::end)])),
    (Normal, Sequence(&[Call(Rule::word_check), Call(Rule::sql_text)])),
    (Normal, Sequence(&[Call(Rule::word_collate), Call(Rule::collation)])),
    (
        Normal,
        Sequence(
            &[Call(Rule::word_generated), Call(Rule::sql_text), Call(Rule::storage)],
        ),
    ),
    (Normal, Choice(&[Call(Rule::stored), Call(Rule::virtual_)])),
    (Atomic, Sequence(&[Text("stored"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("virtual"), Call(Rule::end)])),
    (
        Normal,
        Choice(
            &[
                Call(Rule::plain_type),
                Call(Rule::varchar),
                Call(Rule::decimal),
                Call(Rule::char),
                Restore(&Call(Rule::enumeration)),
                Restore(&Call(Rule::sql)),
            ],
        ),
    ),
    (
        Atomic,
        Sequence(
            &[
                Choice(
                    &[
                        Text("integer"),
                        Text("text"),
                        Text("datetime"),
                        Text("date"),
                        Text("time"),
                        Text("boolean"),
                        Text("bigint"),
                        Text("smallint"),
                        Text("real"),
                        Text("double"),
                        Text("blob"),
                        Text("json"),
                        Text("uuid"),
                    ],
                ),
                Call(Rule::end),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_decimal),
                Call(Rule::open),
                Call(Rule::integer),
                Optional(&Sequence(&[Call(Rule::comma), Call(Rule::integer)])),
                Call(Rule::close),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_varchar),
                Call(Rule::open),
                Call(Rule::integer),
                Call(Rule::close),
            ],
        ),
    ),
    (Normal, Sequence(&[Call(Rule::word_enum), Call(Rule::enum_name)])),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_char),
                Call(Rule::open),
                Call(Rule::integer),
                Call(Rule::close),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_primary),
                Call(Rule::word_key),
                Optional(&Restore(&Call(Rule::label))),
                Call(Rule::key_columns),
                Optional(&Call(Rule::autoincrement)),
                Optional(&Call(Rule::on_conflict)),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_foreign),
                Call(Rule::word_key),
                Optional(&Restore(&Call(Rule::label))),
                Call(Rule::columns),
                Call(Rule::word_references),
                Call(Rule::target_table),
                Optional(&Restore(&Call(Rule::columns))),
                Repeat(
                    &Choice(
                        &[
                            Call(Rule::action),
                            Call(Rule::deferred),
                            Call(Rule::unchecked),
                        ],
                    ),
                ),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_unique),
                Optional(&Restore(&Call(Rule::label))),
                Call(Rule::key_columns),
                Optional(&Call(Rule::on_conflict)),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_unique),
                Call(Rule::word_index),
                Optional(&Restore(&Call(Rule::index_name))),
                Call(Rule::parts),
                Optional(&Restore(&Call(Rule::filter))),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_index),
                Optional(&Restore(&Call(Rule::index_name))),
                Call(Rule::parts),
                Optional(&Restore(&Call(Rule::filter))),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::word_check),
                Choice(
                    &[
                        Restore(&Sequence(&[Call(Rule::sql_text), Ahead(&End)])),
                        Restore(&Sequence(&[Call(Rule::label), Call(Rule::sql_text)])),
                    ],
                ),
            ],
        ),
    ),
    (Normal, Choice(&[Call(Rule::unnamed), Restore(&Call(Rule::name))])),
    (Atomic, Sequence(&[Text("_"), Call(Rule::end)])),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::open),
                Optional(
                    &Restore(
                        &Sequence(
                            &[
                                Call(Rule::name),
                                Repeat(
                                    &Restore(&Sequence(&[Call(Rule::comma), Call(Rule::name)])),
                                ),
                                Optional(&Call(Rule::comma)),
                            ],
                        ),
                    ),
                ),
                Call(Rule::close),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::open),
                Optional(
                    &Restore(
                        &Sequence(
                            &[
                                Call(Rule::key_column),
                                Repeat(
                                    &Restore(
                                        &Sequence(&[Call(Rule::comma), Call(Rule::key_column)]),
                                    ),
                                ),
                                Optional(&Call(Rule::comma)),
                            ],
                        ),
                    ),
                ),
                Call(Rule::close),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::name),
                Optional(&Restore(&Call(Rule::collate))),
                Optional(&Call(Rule::direction)),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::open),
                Optional(
                    &Restore(
                        &Sequence(
                            &[
                                Call(Rule::part),
                                Repeat(
                                    &Restore(&Sequence(&[Call(Rule::comma), Call(Rule::part)])),
                                ),
                                Optional(&Call(Rule::comma)),
                            ],
                        ),
                    ),
                ),
                Call(Rule::close),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Choice(&[Restore(&Call(Rule::sql)), Restore(&Call(Rule::name))]),
                Optional(&Restore(&Call(Rule::collate))),
                Optional(&Call(Rule::direction)),
            ],
        ),
    ),
    (Normal, Choice(&[Call(Rule::asc), Call(Rule::desc)])),
    (Atomic, Sequence(&[Text("asc"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("desc"), Call(Rule::end)])),
    (Normal, Sequence(&[Call(Rule::word_where), Call(Rule::sql_text)])),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::hash),
                Call(Rule::open_square),
                Call(Rule::word_doc),
                Call(Rule::equals),
                Call(Rule::string),
                Call(Rule::close_square),
                End,
            ],
        ),
    ),
    (
        Normal,
        Choice(
            &[
                Call(Rule::rust_group),
                Call(Rule::rust_reference),
                Sequence(&[NotAhead(&Call(Rule::word_new)), Call(Rule::rust_path)]),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Optional(&Call(Rule::path_sep)),
                Call(Rule::rust_segment),
                Repeat(&Sequence(&[Call(Rule::path_sep), Call(Rule::rust_segment)])),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::rust_ident),
                Optional(
                    &Sequence(
                        &[
                            Optional(&Call(Rule::path_sep)),
                            Call(Rule::less),
                            Optional(
                                &Sequence(
                                    &[
                                        Call(Rule::rust_argument),
                                        Repeat(
                                            &Sequence(&[Call(Rule::comma), Call(Rule::rust_argument)]),
                                        ),
                                        Optional(&Call(Rule::comma)),
                                    ],
                                ),
                            ),
                            Call(Rule::greater),
                        ],
                    ),
                ),
            ],
        ),
    ),
    (
        Normal,
        Choice(&[Call(Rule::lifetime), Call(Rule::rust_type), Call(Rule::integer)]),
    ),
    (
        Normal,
        Choice(
            &[
                Sequence(
                    &[
                        Call(Rule::open),
                        Optional(
                            &Sequence(
                                &[
                                    Call(Rule::rust_type),
                                    Repeat(
                                        &Sequence(&[Call(Rule::comma), Call(Rule::rust_type)]),
                                    ),
                                    Optional(&Call(Rule::comma)),
                                ],
                            ),
                        ),
                        Call(Rule::close),
                    ],
                ),
                Sequence(
                    &[
                        Call(Rule::open_square),
                        Call(Rule::rust_type),
                        Optional(
                            &Sequence(
                                &[
                                    Call(Rule::semicolon),
                                    Choice(&[Call(Rule::integer), Call(Rule::rust_path)]),
                                ],
                            ),
                        ),
                        Call(Rule::close_square),
                    ],
                ),
            ],
        ),
    ),
    (
        Normal,
        Sequence(
            &[
                Call(Rule::ampersand),
                Optional(&Call(Rule::lifetime)),
                Call(Rule::rust_type),
            ],
        ),
    ),
    (Atomic, Sequence(&[Text("'"), Call(Rule::ident)])),
    (Atomic, Sequence(&[Optional(&Text("r#")), Call(Rule::ident)])),
    (Atomic, Sequence(&[Optional(&Text("r#")), Call(Rule::ident)])),
    (Atomic, Sequence(&[Optional(&Text("r#")), Call(Rule::ident)])),
    (Atomic, Sequence(&[Optional(&Text("r#")), Call(Rule::ident)])),
    (Normal, Sequence(&[Call(Rule::word_sql), Call(Rule::string)])),
    (Normal, Call(Rule::string)),
    (
        Normal,
        Choice(
            &[
                Call(Rule::plain_ident),
                Restore(&Call(Rule::string)),
                Call(Rule::raw_ident),
            ],
        ),
    ),
    (
        Normal,
        Choice(
            &[
                Call(Rule::plain_ident),
                Restore(&Call(Rule::string)),
                Call(Rule::raw_ident),
            ],
        ),
    ),
    (
        Normal,
        Choice(
            &[
                Call(Rule::plain_ident),
                Restore(&Call(Rule::string)),
                Call(Rule::raw_ident),
            ],
        ),
    ),
    (
        Normal,
        Choice(
            &[
                Call(Rule::plain_ident),
                Restore(&Call(Rule::string)),
                Call(Rule::raw_ident),
            ],
        ),
    ),
    (
        Normal,
        Choice(
            &[
                Call(Rule::plain_ident),
                Restore(&Call(Rule::string)),
                Call(Rule::raw_ident),
            ],
        ),
    ),
    (
        Normal,
        Choice(
            &[
                Call(Rule::plain_ident),
                Restore(&Call(Rule::string)),
                Call(Rule::raw_ident),
            ],
        ),
    ),
    (
        Normal,
        Choice(
            &[
                Call(Rule::plain_ident),
                Restore(&Call(Rule::string)),
                Call(Rule::raw_ident),
            ],
        ),
    ),
    (
        Normal,
        Choice(
            &[
                Call(Rule::plain_ident),
                Restore(&Call(Rule::string)),
                Call(Rule::raw_ident),
            ],
        ),
    ),
    (
        Normal,
        Choice(
            &[
                Call(Rule::plain_ident),
                Restore(&Call(Rule::string)),
                Call(Rule::raw_ident),
            ],
        ),
    ),
    (
        Normal,
        Choice(
            &[
                Call(Rule::plain_ident),
                Restore(&Call(Rule::string)),
                Call(Rule::raw_ident),
            ],
        ),
    ),
    (Silent, NotAhead(&Letter(pest::unicode::XID_CONTINUE))),
    (
        Silent,
        Sequence(
            &[
                Choice(&[Letter(pest::unicode::XID_START), Text("_")]),
                Repeat(&Letter(pest::unicode::XID_CONTINUE)),
            ],
        ),
    ),
    (
        Atomic,
        Sequence(
            &[
                NotAhead(&Sequence(&[Text("_"), Call(Rule::end)])),
                Call(Rule::ident),
                NotAhead(&Choice(&[Text("#"), Text("\"")])),
            ],
        ),
    ),
    (Atomic, Sequence(&[Text("r#"), Call(Rule::ident)])),
    (
        CompoundAtomic,
        Choice(&[Call(Rule::plain_string), Restore(&Call(Rule::raw_string))]),
    ),
    (
        Atomic,
        Sequence(
            &[
                Text("\""),
                Call(Rule::plain),
                Repeat(&Sequence(&[Text("\\"), Any, Call(Rule::plain)])),
                Text("\""),
            ],
        ),
    ),
    (Silent, Repeat(&Sequence(&[NotAhead(&Choice(&[Text("\""), Text("\\")])), Any]))),
    (
        Atomic,
        Choice(
            &[
                Sequence(&[Text("r\""), Until(&["\""]), Text("\"")]),
                Restore(
                    &Sequence(
                        &[
                            Text("r"),
                            Push(&Sequence(&[Text("#"), Repeat(&Text("#"))])),
                            Text("\""),
                            Repeat(
                                &Sequence(&[NotAhead(&Sequence(&[Text("\""), Peek])), Any]),
                            ),
                            Text("\""),
                            Pop,
                        ],
                    ),
                ),
            ],
        ),
    ),
    (
        CompoundAtomic,
        Sequence(
            &[
                Text("b"),
                Choice(&[Restore(&Call(Rule::raw_string)), Call(Rule::plain_string)]),
            ],
        ),
    ),
    (Normal, Sequence(&[Optional(&Call(Rule::minus)), Call(Rule::digits)])),
    (
        Atomic,
        Sequence(
            &[
                Range('0', '9'),
                Repeat(&Choice(&[Range('0', '9'), Text("_")])),
                Call(Rule::end),
            ],
        ),
    ),
    (
        Atomic,
        Sequence(
            &[
                Range('0', '9'),
                Repeat(&Choice(&[Range('0', '9'), Text("_")])),
                Optional(
                    &Sequence(
                        &[Text("."), Repeat(&Choice(&[Range('0', '9'), Text("_")]))],
                    ),
                ),
                Optional(
                    &Sequence(
                        &[
                            AnyCase("e"),
                            Optional(&Choice(&[Text("+"), Text("-")])),
                            Choice(&[Range('0', '9'), Text("_")]),
                            Repeat(&Choice(&[Range('0', '9'), Text("_")])),
                        ],
                    ),
                ),
                Call(Rule::end),
            ],
        ),
    ),
    (Atomic, Text("?")),
    (Atomic, Text("(")),
    (Atomic, Text(")")),
    (Atomic, Text("[")),
    (Atomic, Text("]")),
    (Atomic, Text(",")),
    (Atomic, Text(";")),
    (Atomic, Text(".")),
    (Atomic, Text("#")),
    (Atomic, Text("!")),
    (Atomic, Text("=")),
    (Atomic, Text("-")),
    (Atomic, Text("<")),
    (Atomic, Text(">")),
    (Atomic, Text("&")),
    (Atomic, Text("::")),
    (Atomic, Sequence(&[Text("action"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("as"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("backfill"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("cast"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("char"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("check"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("collate"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("conflict"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("column"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("deferrable"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("deferred"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("decimal"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("default"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("delete"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("doc"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("drop"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("enum"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("foreign"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("format"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("generated"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("index"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("initially"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("key"), Call(Rule::end)])),
    (
        Atomic,
        Sequence(
            &[
                Text("new"),
                Call(Rule::end),
                NotAhead(
                    &Sequence(
                        &[
                            Repeat(&Call(Rule::WHITESPACE)),
                            Choice(&[Text("::"), Text("<")]),
                        ],
                    ),
                ),
            ],
        ),
    ),
    (Atomic, Sequence(&[Text("no"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("not"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("null"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("on"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("primary"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("references"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("rename"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("rowid"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("set"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("sql"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("table"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("to"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("transition"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("trigger"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("unique"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("update"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("varchar"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("view"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("virtual"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("where"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("with"), Call(Rule::end)])),
    (Atomic, Sequence(&[Text("without"), Call(Rule::end)])),
];
