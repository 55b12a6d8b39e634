//! Models for property tests.
//!
//! A test includes this file by its path: `#[path = "common/models.rs"] mod models;`.
//!
//! - [`any_model`]: whatever the language can say, sound or not, with hostile names.
//! - [`sound_model`]: models that `check` has nothing to say of and that SQLite takes; their SQL is valid
//!   too, so that they can be planned and run.

#![allow(dead_code, unreachable_pub, reason = "each test takes what it needs")]

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use schema_core::model::new_types::NewTypes;
use schema_core::model::{
    Action, Check, Column, Conflict, DefaultValue, Direction, Enum, EnumType, Expression, ForeignKey, Generated, Index,
    IndexKey, IndexPart, KeyColumn, Literal, Model, Name, NotNull, PrimaryKey, Rename, RenameColumn, RustType, Sql,
    Storage, Table, Transition, Trigger, Type, Unique, Variant, View, VirtualTable,
};

/// Names that have troubled somebody's tool. None ends in a digit.
pub const HOSTILE: [&str; 24] = [
    "a",
    "id",
    "select",
    "order items",
    "table",
    "index",
    "primary",
    "sql",
    "unique",
    "check",
    "foreign",
    "type",
    "self",
    "it's",
    "say \"hi\"",
    "back`tick",
    "[bracket]",
    "größe",
    "日本",
    "😀",
    "line\nbreak",
    "tab\t",
    "back\\slash",
    "--",
];

pub fn hostile_name() -> impl Strategy<Value = Name> {
    prop_oneof![
        4 => proptest::sample::select(&HOSTILE[..]).prop_map(Name::from),
        4 => "[a-z_][a-z0-9_]{0,8}".prop_map(Name::from),
        1 => "\\PC{0,6}".prop_map(Name::from),
        1 => any::<String>().prop_map(|text| Name::from(text.chars().take(8).collect::<String>())),
    ]
}

/// Doc lines in their normal form.
pub fn docs() -> impl Strategy<Value = Vec<String>> {
    let line = prop_oneof![
        Just(String::new()),
        Just("/ a slash".to_owned()),
        Just("*/ an end".to_owned()),
        Just("   indented \"and\" \\quoted".to_owned()),
        "\\PC{0,12}",
    ];
    vec(line.prop_map(|line: String| line.trim_end().to_owned()), 0..3)
}

fn any_sql() -> impl Strategy<Value = Sql> {
    prop_oneof![
        Just(Sql::new("a > 0")),
        Just(Sql::new("\"a b\" = 'it''s' -- why\n + 1")),
        Just(Sql::new("")),
        Just(Sql::new("'\"#'")),
        "\\PC{0,12}".prop_map(Sql::new),
    ]
}

pub fn any_type() -> impl Strategy<Value = Type> {
    prop_oneof![
        6 => plain_type(),
        1 => (any::<u16>(), any::<u16>()).prop_map(|(precision, scale)| Type::Decimal { precision, scale }),
        1 => any::<u32>().prop_map(Type::Varchar),
        1 => any::<u32>().prop_map(Type::Char),
        2 => any_sql().prop_map(Type::Verbatim),
        2 => hostile_name().prop_map(|name| Type::Enum(Box::new(EnumType::new(name, [])))),
    ]
}

fn plain_type() -> impl Strategy<Value = Type> {
    proptest::sample::select(vec![
        Type::SmallInt,
        Type::Integer,
        Type::BigInt,
        Type::Real,
        Type::Double,
        Type::Boolean,
        Type::Text,
        Type::Blob,
        Type::Date,
        Type::Time,
        Type::DateTime,
        Type::Json,
        Type::Uuid,
    ])
}

fn rust_type() -> impl Strategy<Value = RustType> {
    let named = proptest::sample::select(vec![
        "i32",
        "crate::Email",
        "::std::vec::Vec<u8>",
        "Map<String, Vec<r#type>>",
        "[u8; 16]",
        "(u8, u16)",
        "&'static str",
        "()",
        "r#new",
        "new::Id",
    ]);
    prop_oneof![
        2 => named.prop_map(|name| RustType::Named(name.to_owned())),
        1 => "[A-Z][a-z]{0,3}[0-9]?|r#new".prop_map(RustType::New),
    ]
}

fn any_default() -> impl Strategy<Value = DefaultValue> {
    prop_oneof![
        Just(DefaultValue::Now),
        any_sql().prop_map(DefaultValue::Expr),
        Just(DefaultValue::Literal(Literal::Null)),
        any::<bool>().prop_map(|value| DefaultValue::Literal(Literal::Boolean(value))),
        "-?[0-9]{1,25}".prop_map(|number| DefaultValue::Literal(Literal::Integer(number))),
        "-?[0-9]{1,5}(\\.[0-9]{0,5}|[eE][+-]?[0-9]{1,3}|\\.[0-9]{1,3}e[0-9])"
            .prop_map(|number| DefaultValue::Literal(Literal::Real(number))),
        any::<String>().prop_map(|text| DefaultValue::Literal(Literal::Text(text))),
        Just(DefaultValue::Literal(Literal::Text("\"\r\n\\\u{202e}\u{7f}".to_owned()))),
        vec(any::<u8>(), 0..9).prop_map(|bytes| DefaultValue::Literal(Literal::Blob(bytes))),
    ]
}

fn action() -> impl Strategy<Value = Action> {
    proptest::sample::select(vec![
        Action::NoAction,
        Action::Restrict,
        Action::SetNull,
        Action::SetDefault,
        Action::Cascade,
    ])
}

fn storage() -> impl Strategy<Value = Storage> {
    prop_oneof![Just(Storage::Stored), Just(Storage::Virtual)]
}

fn conflict() -> impl Strategy<Value = Conflict> {
    prop_oneof![
        4 => Just(Conflict::Abort),
        1 => proptest::sample::select(vec![Conflict::Rollback, Conflict::Fail, Conflict::Ignore, Conflict::Replace]),
    ]
}

/// Names that are words of the language where the name of `not null` may stand.
fn not_null() -> impl Strategy<Value = NotNull> {
    let words = vec!["on", "as", "default", "references", "primary", "unique", "collate", "check", "generated", "not"];
    let name = prop_oneof![hostile_name(), proptest::sample::select(words).prop_map(Name::from)];
    (option::weighted(0.3, name), conflict()).prop_map(|(name, conflict)| NotNull { name, conflict, said: false })
}

prop_compose! {
    fn any_column()(
        name in hostile_name(),
        docs in docs(),
        ty in any_type(),
        (nullable, not_null) in (any::<bool>(), not_null()),
        rust_type in option::of(rust_type()),
        default in option::of(any_default()),
        collation in option::of(hostile_name()),
        generated in option::weighted(0.2, (any_sql(), storage())),
    ) -> Column {
        let generated = generated.map(|(expr, storage)| Generated { expr, storage });
        Column { name, docs, ty, nullable, not_null, rust_type, default, collation, generated }
    }
}

fn names() -> impl Strategy<Value = Vec<Name>> {
    vec(hostile_name(), 0..4)
}

prop_compose! {
    fn any_foreign_key()(
        name in option::of(hostile_name()),
        columns in names(),
        table in hostile_name(),
        // None would be the key of the table, where it has one.
        references in vec(hostile_name(), 1..4),
        on_delete in action(),
        (on_update, deferred) in (action(), any::<bool>()),
    ) -> ForeignKey {
        ForeignKey { name, columns, table, references, bare: false, on_delete, on_update, deferred }
    }
}

prop_compose! {
    fn any_part()(
        column in hostile_name(),
        expr in option::weighted(0.3, any_sql()),
        collation in option::weighted(0.3, hostile_name()),
        desc in any::<bool>(),
    ) -> IndexPart {
        let key = expr.map_or(IndexKey::Column(column), IndexKey::Expr);
        IndexPart { key, collation, direction: if desc { Direction::Desc } else { Direction::Asc } }
    }
}

prop_compose! {
    fn any_key_column()(
        name in hostile_name(),
        collation in option::weighted(0.3, hostile_name()),
        desc in any::<bool>(),
    ) -> KeyColumn {
        KeyColumn { name, collation, direction: if desc { Direction::Desc } else { Direction::Asc } }
    }
}

fn key_columns() -> impl Strategy<Value = Vec<KeyColumn>> {
    vec(any_key_column(), 0..4)
}

prop_compose! {
    fn any_index()(
        name in hostile_name(),
        unique in any::<bool>(),
        parts in vec(any_part(), 0..3),
        filter in option::of(any_sql()),
    ) -> Index {
        Index { name, unique, parts, filter }
    }
}

prop_compose! {
    fn any_table()(
        name in hostile_name(),
        rust_name in option::of(proptest::sample::select(vec!["Row", "r#type", "_x", "Größe"])),
        docs in docs(),
        columns in vec(any_column(), 0..5),
        key in option::of((option::of(hostile_name()), key_columns(), any::<bool>(), any::<bool>(), conflict())),
        foreign_keys in vec(any_foreign_key(), 0..3),
        uniques in vec((option::of(hostile_name()), key_columns(), conflict()), 0..3),
        checks in vec((option::of(hostile_name()), any_sql()), 0..3),
        indexes in vec(any_index(), 0..3),
        (strict, without_rowid) in any::<(bool, bool)>(),
    ) -> Table {
        let primary_key = key.map(|(name, mut key, autoincrement, own, conflict)| {
            // Arbitrary names would hardly ever be those of a column.
            if own {
                key = columns.iter().take(1).map(|column| KeyColumn::new(column.name.clone())).collect();
            }
            PrimaryKey { name, columns: key, autoincrement, conflict }
        });
        Table {
            name,
            rust_name: rust_name.map(str::to_owned),
            docs,
            columns,
            primary_key,
            foreign_keys,
            uniques: uniques
                .into_iter()
                .map(|(name, columns, conflict)| Unique { name, columns, conflict })
                .collect(),
            checks: checks.into_iter().map(|(name, expr)| Check { name, expr }).collect(),
            indexes,
            strict,
            without_rowid,
        }
    }
}

/// Any model that the language can say.
pub fn any_model() -> impl Strategy<Value = Model> {
    let tables = vec(any_table(), 0..4);
    (vec(any_enum(), 0..3), tables, vec(any_view(), 0..2), vec(any_trigger(), 0..2), vec(any_virtual_table(), 0..2))
        .prop_map(|(enums, tables, views, triggers, virtual_tables)| {
            let mut model = Model { enums, tables, views, triggers, virtual_tables };
            // Arbitrary names would hardly ever be those of an enum.
            let names: Vec<Name> = model.enums.iter().map(|declared| declared.name.clone()).collect();
            let columns = model.tables.iter_mut().flat_map(|table| &mut table.columns);
            for (column, name) in columns.zip(names.iter().cycle()) {
                if let Type::Enum(of) = &mut column.ty {
                    of.name = name.clone();
                }
            }
            model.resolve_enums();
            model
        })
}

prop_compose! {
    fn any_enum()(
        name in hostile_name(),
        rust_name in option::of(proptest::sample::select(vec!["State", "r#type", "_x", "Größe"])),
        docs in docs(),
        variants in vec((any::<String>(), option::of(Just("r#Try".to_owned())), docs()), 0..4),
    ) -> Enum {
        let variants = variants.into_iter().map(|(text, rust_name, docs)| Variant { text, rust_name, docs });
        Enum { name, rust_name: rust_name.map(str::to_owned), docs, variants: variants.collect() }
    }
}

/// SQL of several lines, which does not end as a statement does.
fn object_sql() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("SELECT 1".to_owned()),
        Just("(a, \"b c\") AS\n  SELECT 1,\n\t'\\ \"#'\r\n".to_owned()),
        Just("AFTER INSERT ON \"t\" BEGIN\n    SELECT ';';\nEND".to_owned()),
        any_sql().prop_map(|sql| sql.as_str().to_owned()),
        any::<String>(),
    ]
    .prop_map(|text| text.trim().trim_end_matches(|c: char| c == ';' || c.is_whitespace()).to_owned())
}

prop_compose! {
    fn any_view()(name in hostile_name(), docs in docs(), sql in object_sql()) -> View {
        View { docs, ..View::new(name, sql) }
    }
}

prop_compose! {
    fn any_trigger()(name in hostile_name(), docs in docs(), sql in object_sql()) -> Trigger {
        Trigger { docs, ..Trigger::new(name, sql) }
    }
}

prop_compose! {
    fn any_virtual_table()(
        name in hostile_name(),
        docs in docs(),
        module in hostile_name(),
        arguments in object_sql(),
    ) -> VirtualTable {
        VirtualTable { docs, ..VirtualTable::new(name, module, arguments) }
    }
}

prop_compose! {
    /// Any transition, of whatever tables.
    pub fn any_transition()(
        tables in vec((hostile_name(), hostile_name()), 0..3),
        columns in vec((hostile_name(), hostile_name(), hostile_name()), 0..3),
        drop_tables in names(),
        drop_columns in vec((hostile_name(), hostile_name()), 0..3),
        backfills in vec((hostile_name(), hostile_name(), any_sql()), 0..3),
        casts in vec((hostile_name(), hostile_name(), any_sql()), 0..3),
    ) -> Transition {
        let expression = |(table, column, expr)| Expression { table, column, expr };
        Transition {
            rename_tables: tables.into_iter().map(|(from, to)| Rename { from, to }).collect(),
            rename_columns: columns.into_iter().map(|(table, from, to)| RenameColumn { table, from, to }).collect(),
            drop_tables,
            drop_columns,
            backfills: backfills.into_iter().map(expression).collect(),
            casts: casts.into_iter().map(expression).collect(),
        }
    }
}

/// A table before it is made sound: choices, which [`build`] turns into what they may be.
#[derive(Clone, Debug)]
struct Recipe {
    name: usize,
    docs: Vec<String>,
    columns: Vec<Ingredient>,
    /// How many columns the key has; 0 is none.
    key: usize,
    key_named: bool,
    autoincrement: bool,
    strict: bool,
    without_rowid: bool,
    references: Vec<(usize, Action, Action, bool)>,
    uniques: Vec<(usize, usize, bool)>,
    checks: Vec<(usize, bool)>,
    indexes: Vec<(usize, usize, bool, bool, bool, bool)>,
}

#[derive(Clone, Debug)]
struct Ingredient {
    name: usize,
    docs: Vec<String>,
    ty: Type,
    nullable: bool,
    rust_type: Option<RustType>,
    default: Option<u8>,
    collation: bool,
    generated: Option<Storage>,
}

fn sound_type() -> impl Strategy<Value = Type> {
    prop_oneof![
        8 => plain_type(),
        1 => (1..30u16, 0..30u16).prop_map(|(a, b)| Type::Decimal { precision: a.max(b), scale: a.min(b) }),
        1 => (1..100u32).prop_map(Type::Varchar),
        1 => (1..100u32).prop_map(Type::Char),
        1 => proptest::sample::select(vec!["INT", "TEXT", "ANY", "BLOB", "REAL", "INTEGER"])
            .prop_map(|name| Type::Verbatim(Sql::new(name))),
        2 => (0..2usize).prop_map(|number| Type::Enum(Box::new(sound_enums()[number].ty()))),
    ]
}

/// The enums of every sound model.
fn sound_enums() -> Vec<Enum> {
    let variants = |texts: &[&str]| texts.iter().map(|text| Variant::new(*text)).collect();
    vec![
        Enum { variants: variants(&["open", "in progress", "it's \"done\"", ""]), ..Enum::new("the state") },
        Enum {
            rust_name: Some("Level".to_owned()),
            docs: vec!["How bad it is.".to_owned()],
            variants: variants(&["größe", "0", "Ω"]),
            ..Enum::new("select")
        },
    ]
}

prop_compose! {
    fn ingredient()(
        name in 0..HOSTILE.len(),
        docs in docs(),
        ty in sound_type(),
        nullable in any::<bool>(),
        rust_type in option::weighted(0.1, rust_type()),
        default in option::weighted(0.4, any::<u8>()),
        collation in proptest::bool::weighted(0.1),
        generated in option::weighted(0.1, storage()),
    ) -> Ingredient {
        Ingredient { name, docs, ty, nullable, rust_type, default, collation, generated }
    }
}

prop_compose! {
    fn recipe()(
        name in 0..HOSTILE.len(),
        docs in docs(),
        columns in vec(ingredient(), 1..7),
        (key, key_named, autoincrement) in (0..3usize, proptest::bool::weighted(0.2), any::<bool>()),
        (strict, without_rowid) in (proptest::bool::weighted(0.2), proptest::bool::weighted(0.2)),
        references in vec((any::<usize>(), action(), action(), any::<bool>()), 0..3),
        uniques in vec((any::<usize>(), 1..3usize, any::<bool>()), 0..2),
        checks in vec((any::<usize>(), any::<bool>()), 0..2),
        indexes in vec((any::<usize>(), 1..4usize, any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()), 0..3),
    ) -> Recipe {
        Recipe {
            name, docs, columns, key, key_named, autoincrement, strict, without_rowid, references, uniques, checks, indexes,
        }
    }
}

/// Models that are sound, by `check` and by SQLite.
pub fn sound_model() -> impl Strategy<Value = Model> {
    vec(recipe(), 1..5).prop_map(|recipes| build(&recipes))
}

/// A name that no other number has: not to SQL, and not in Rust.
fn numbered(base: usize, number: usize) -> Name {
    Name::from(format!("{}_{number}", HOSTILE[base % HOSTILE.len()]))
}

/// The identifier as SQL writes it.
pub fn quoted(name: &Name) -> String {
    format!("\"{}\"", name.as_str().replace('"', "\"\""))
}

fn build(recipes: &[Recipe]) -> Model {
    let mut tables: Vec<Table> = recipes.iter().enumerate().map(|(index, recipe)| base_table(index, recipe)).collect();
    for (index, recipe) in recipes.iter().enumerate() {
        for (number, &(target, on_delete, on_update, named)) in recipe.references.iter().enumerate() {
            add_reference(&mut tables, index, number, target, on_delete, on_update, named);
        }
    }
    for (index, (table, recipe)) in tables.iter_mut().zip(recipes).enumerate() {
        add_items(table, index, recipe);
    }
    name_what_is_ambiguous(&mut tables);
    let mut model = Model { enums: sound_enums(), ..Model::of_tables(tables) };
    if let Some(table) = model.tables.first() {
        let name = quoted(&table.name);
        model.views.push(View::new("the view", format!("(n) AS SELECT count(*) FROM {name} -- all of it")));
        model.views.push(View::new("a view of it", "WITH x AS (SELECT n FROM \"the view\")\nSELECT n FROM x"));
        let body = format!("AFTER INSERT ON {name} BEGIN\n    SELECT ';';\n    DELETE FROM {name} WHERE 0;\nEND");
        model.triggers.push(Trigger::new("the trigger", body));
        model.virtual_tables.push(VirtualTable::new("the search", "fts5", "a, b, tokenize = 'porter ascii'"));
    }
    model
}

/// A column that references columns of different types has to say its own.
fn name_what_is_ambiguous(tables: &mut [Table]) {
    loop {
        let model = Model::of_tables(tables.to_vec());
        let types = NewTypes::of(&model);
        let columns = model.tables.iter().enumerate();
        let mut columns = columns.flat_map(|(place, table)| (0..table.columns.len()).map(move |at| (place, table, at)));
        let ambiguous = columns.find(|(_, table, at)| types.column(table, &table.columns[*at]).len() > 1);
        let Some((place, _, at)) = ambiguous else { return };
        tables[place].columns[at].rust_type = Some(RustType::Named("i64".to_owned()));
    }
}

fn base_table(index: usize, recipe: &Recipe) -> Table {
    let mut table = Table::new(numbered(recipe.name, index));
    // Scripts without capitals would give the struct the name of its module.
    table.rust_name = Some(format!("Row{index}"));
    table.docs.clone_from(&recipe.docs);
    table.strict = recipe.strict;
    let key = recipe.key.min(recipe.columns.len());
    table.without_rowid = recipe.without_rowid && key > 0;
    for (number, ingredient) in recipe.columns.iter().enumerate() {
        let mut column = Column::new(numbered(ingredient.name, number), ingredient.ty.clone());
        column.docs.clone_from(&ingredient.docs);
        column.rust_type = match &ingredient.rust_type {
            // One of a kind in the model, and of a type that Rust has one for.
            Some(RustType::New(_)) if ingredient.ty == Type::Verbatim(Sql::new("ANY")) => None,
            Some(RustType::New(_)) if matches!(ingredient.ty, Type::Enum(_)) => None,
            Some(RustType::New(_)) => Some(RustType::New(format!("New{index}Of{number}"))),
            named => named.clone(),
        };
        column.nullable = ingredient.nullable && number >= key;
        let is_enum = matches!(column.ty, Type::Enum(_));
        column.collation = (ingredient.collation && !is_enum).then(|| Name::from("NOCASE"));
        // The first column is stored, so that there is one; the key is, so that it may be.
        match ingredient.generated {
            // An expression knows no values of an enum.
            Some(storage) if number >= key.max(1) && !is_enum => {
                let from = quoted(&table.columns[0].name);
                column.generated = Some(Generated { expr: Sql::new(format!("coalesce({from}, 0)")), storage });
                column.nullable = true;
            }
            _ if !column.nullable && ingredient.collation => {
                column.not_null = NotNull { name: Some(Name::from("on")), conflict: Conflict::Replace, said: false };
                column.default = ingredient.default.and_then(|seed| default_of(&column, seed));
            }
            _ => column.default = ingredient.default.and_then(|seed| default_of(&column, seed)),
        }
        table.columns.push(column);
    }
    if key > 0 {
        let columns: Vec<Name> = table.columns.iter().take(key).map(|column| column.name.clone()).collect();
        let single_integer = key == 1 && table.columns[0].ty == Type::Integer;
        // A single one may be the rowid, which has no direction.
        let desc = key > 1 && recipe.autoincrement;
        let columns = columns.into_iter().map(|name| KeyColumn {
            name,
            collation: None,
            direction: if desc { Direction::Desc } else { Direction::Asc },
        });
        table.primary_key = Some(PrimaryKey {
            name: recipe.key_named.then(|| Name::from(format!("pk {index}"))),
            autoincrement: recipe.autoincrement && single_integer && !table.without_rowid,
            ..PrimaryKey::new(columns)
        });
        // The bare words are of a key that is the rowid alone.
        let column = &mut table.columns[0];
        let is_rowid = single_integer && !table.without_rowid && column.not_null == NotNull::default();
        column.not_null.said = is_rowid && index.is_multiple_of(2);
    }
    table
}

fn default_of(column: &Column, seed: u8) -> Option<DefaultValue> {
    if column.nullable && seed.is_multiple_of(5) {
        return Some(DefaultValue::Literal(Literal::Null));
    }
    if seed.is_multiple_of(7) && !matches!(column.ty, Type::Enum(_)) {
        return Some(DefaultValue::Expr(Sql::new(if seed.is_multiple_of(2) { "abs(-1)" } else { "lower('X')" })));
    }
    let literal = match &column.ty {
        Type::SmallInt | Type::Integer | Type::BigInt => Literal::Integer((i32::from(seed) - 100).to_string()),
        Type::Real | Type::Double => Literal::Real(format!("-{seed}.50")),
        Type::Decimal { .. } => Literal::Integer("0".to_owned()),
        Type::Boolean => Literal::Boolean(seed.is_multiple_of(2)),
        Type::Varchar(_) | Type::Char(_) => Literal::Text("x".to_owned()),
        Type::Text | Type::Json | Type::Uuid => Literal::Text(format!("it's \"{seed}\"\n😀")),
        Type::Blob => Literal::Blob(vec![seed, 0, 255]),
        Type::Date | Type::Time | Type::DateTime => return Some(DefaultValue::Now),
        Type::Enum(of) => Literal::Text(of.values[usize::from(seed) % of.values.len()].clone()),
        Type::Verbatim(_) => return None,
    };
    Some(DefaultValue::Literal(literal))
}

/// References are to primary keys, by columns of their own.
fn add_reference(
    tables: &mut [Table],
    index: usize,
    number: usize,
    target: usize,
    on_delete: Action,
    on_update: Action,
    named: bool,
) {
    let target = &tables[target % tables.len()];
    let Some(key) = &target.primary_key else { return };
    let (to, references) = (target.name.clone(), key.names().cloned().collect::<Vec<_>>());
    let types: Vec<Type> =
        references.iter().map(|name| target.column(name).map_or(Type::Text, |column| column.ty.clone())).collect();
    let possible = |action: Action| if action == Action::SetDefault { Action::NoAction } else { action };
    let mut columns = Vec::new();
    for (position, ty) in types.into_iter().enumerate() {
        let mut column = Column::new(format!("ref_{number}_{position}"), ty);
        column.nullable = true;
        columns.push(column.name.clone());
        tables[index].columns.push(column);
    }
    tables[index].foreign_keys.push(ForeignKey {
        name: named.then(|| Name::from(format!("fk {number}"))),
        columns,
        table: to,
        references,
        // They are the key.
        bare: number.is_multiple_of(3),
        on_delete: possible(on_delete),
        on_update: possible(on_update),
        deferred: named,
    });
}

fn add_items(table: &mut Table, index: usize, recipe: &Recipe) {
    let count = table.columns.len();
    let some = |seed: usize, wanted: usize| -> Vec<Name> {
        let wanted = wanted.min(count);
        (0..wanted).map(|step| table.columns[(seed % count + step) % count].name.clone()).collect()
    };
    let mut uniques = Vec::new();
    for (number, &(seed, wanted, named)) in recipe.uniques.iter().enumerate() {
        // Two constraints on the same columns have one clause.
        let clauses = [Conflict::Abort, Conflict::Ignore, Conflict::Replace, Conflict::Fail, Conflict::Rollback];
        let columns = some(seed, wanted).into_iter().map(|name| KeyColumn {
            name,
            collation: named.then(|| Name::from("RTRIM")),
            direction: if seed.is_multiple_of(2) { Direction::Desc } else { Direction::Asc },
        });
        uniques.push(Unique {
            name: named.then(|| Name::from(format!("uq {number}"))),
            columns: columns.collect(),
            conflict: clauses[(seed % count) % clauses.len()],
        });
    }
    let mut checks = Vec::new();
    for (number, &(seed, named)) in recipe.checks.iter().enumerate() {
        let column = quoted(&table.columns[seed % count].name);
        let expr = Sql::new(format!("{column} IS NULL OR {column} IS NOT 'it''s; (' /* ) */"));
        checks.push(Check { name: named.then(|| Name::from(format!("ck {number}"))), expr });
    }
    let mut indexes = Vec::new();
    for (number, &(seed, wanted, unique, desc, partial, by_expr)) in recipe.indexes.iter().enumerate() {
        let mut parts: Vec<IndexPart> = some(seed, wanted)
            .into_iter()
            .map(|name| IndexPart {
                key: IndexKey::Column(name),
                collation: None,
                direction: if desc { Direction::Desc } else { Direction::Asc },
            })
            .collect();
        if by_expr {
            let column = quoted(&table.columns[seed % count].name);
            let key = IndexKey::Expr(Sql::new(format!("lower({column})")));
            parts.push(IndexPart { key, collation: Some(Name::from("NOCASE")), direction: Direction::Asc });
        }
        indexes.push(Index {
            name: numbered(seed, 1000 * (index + 1) + number),
            unique,
            parts,
            filter: partial.then(|| Sql::new(format!("{} IS NOT NULL", quoted(&table.columns[0].name)))),
        });
    }
    table.uniques = uniques;
    table.checks = checks;
    table.indexes = indexes;
}
