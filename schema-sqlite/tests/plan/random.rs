//! Models drawn at random, changed at random, with rows drawn at random.
//!
//! Every draw comes from one number. A failure names it: `SEED=n cargo test -p schema-core --test plan
//! one_seed -- --ignored --nocapture` runs it alone. Before it is told, changes that it does not need are
//! taken away.

use std::collections::BTreeSet;

use schema_core::dialect::sqlite::rowid_alias;
use schema_core::diff::{Ambiguity, ambiguities};
use schema_core::model::{
    Action, Check, Column, Conflict, DefaultValue, Direction, EnumType, Expression, ForeignKey, Generated, Index,
    IndexKey, IndexPart, KeyColumn, Literal, Model, Name, NotNull, PrimaryKey, Rename, RenameColumn, Sql, Storage,
    Table, Transition, Trigger, Type, Unique, View, VirtualTable,
};
use schema_core::plan::{Target, both, plan};
use schema_core::syntax::print_model;

use super::laws::{self, Outcome};
use super::model::target;
use super::rows::{Random, fill, quote};

/// Names that break what does not quote, and names that differ in case only.
const NAMES: [&str; 26] = [
    "a", "b", "c", "d", "e", "f", "g", "h", "A", "b2", "order", "select", "it's", "x y", "q\"q", "[z]", "`", "semi;",
    "é", "😀", "rowid", "oid", "_rowid_", "dash-", "--", "TEXT",
];

/// A model whose tables and columns are known by more than their names.
#[derive(Clone)]
struct Sketch {
    model: Model,
    /// For each table its number, and its columns'.
    ids: Vec<(u32, Vec<u32>)>,
    next: u32,
    backfills: Vec<(u32, u32, Sql)>,
    casts: Vec<(u32, u32, Sql)>,
    /// Views and triggers of a table, by its number.
    objects: Vec<Object>,
    /// Virtual tables: number, name, columns.
    virtuals: Vec<(u32, Name, Vec<&'static str>)>,
}

/// A view or trigger, written anew for each model.
#[derive(Clone)]
struct Object {
    name: Name,
    table: u32,
    form: usize,
}

/// Names of virtual tables.
const VIRTUAL: [&str; 5] = ["fts a", "FTS A", "fts\"b", "it's fts", "[fts]"];

/// Columns of virtual tables.
const TEXTS: [&str; 4] = ["one", "\"t wo\"", "\"th\"\"ree\"", "four UNINDEXED"];

fn texts(random: &mut Random) -> Vec<&'static str> {
    let mut texts: Vec<&str> = TEXTS.into_iter().filter(|_| random.chance(60)).collect();
    if random.chance(40) {
        texts.reverse();
    }
    if texts.is_empty() { vec![TEXTS[0]] } else { texts }
}

fn conflict(random: &mut Random) -> Conflict {
    if random.chance(70) {
        return Conflict::Abort;
    }
    *random.pick(&[Conflict::Rollback, Conflict::Fail, Conflict::Ignore, Conflict::Replace])
}

fn key_columns(random: &mut Random, names: Vec<Name>) -> Vec<KeyColumn> {
    let column = |name: Name| {
        let direction = if random.chance(20) { Direction::Desc } else { Direction::Asc };
        let collation = random.chance(10).then(|| Name::from("NOCASE"));
        KeyColumn { name, collation, direction }
    };
    names.into_iter().map(column).collect()
}

fn unique(random: &mut Random, table: &Table) -> Unique {
    let columns = some_columns(random, table, 2);
    let columns = key_columns(random, columns);
    Unique { name: maybe_name(random, "uq"), columns, conflict: conflict(random) }
}

fn name(random: &mut Random) -> Name {
    if random.chance(1) {
        return Name::new("long_".repeat(40));
    }
    Name::from(*random.pick(&NAMES))
}

fn ty(random: &mut Random, strict: bool) -> Type {
    let types = [
        of_enum(random),
        of_enum(random),
        Type::Integer,
        Type::Integer,
        Type::BigInt,
        Type::SmallInt,
        Type::Real,
        Type::Decimal { precision: 8, scale: 2 },
        Type::Boolean,
        Type::Text,
        Type::Text,
        Type::Varchar(20),
        Type::Blob,
        Type::DateTime,
        Type::Json,
        Type::Verbatim(Sql::new("")),
        Type::Verbatim(Sql::new("GEOMETRY(POINT)")),
    ];
    random.pick(if strict { &types[..15] } else { &types }).clone()
}

fn of_enum(random: &mut Random) -> Type {
    let values = ["open", "it's", "x y", "\"é\"", ""];
    let some: Vec<String> = values.iter().filter(|_| random.chance(70)).map(|value| (*value).to_owned()).collect();
    let values = if some.is_empty() { vec!["open".to_owned()] } else { some };
    Type::Enum(Box::new(EnumType::new("state", values)))
}

fn default(random: &mut Random) -> DefaultValue {
    match random.below(9) {
        0 => DefaultValue::Literal(Literal::Null),
        1 => DefaultValue::Literal(Literal::Integer("-5".to_owned())),
        2 => DefaultValue::Literal(Literal::Real("1.50".to_owned())),
        3 => DefaultValue::Literal(Literal::Text("it's \"x\"; --\n".to_owned())),
        4 => DefaultValue::Literal(Literal::Blob(vec![0, 255])),
        5 => DefaultValue::Literal(Literal::Boolean(true)),
        6 => DefaultValue::Now,
        7 => DefaultValue::Literal(Literal::Text("007".to_owned())),
        _ => DefaultValue::Expr(Sql::new("abs(-7) -- seven")),
    }
}

fn column(random: &mut Random, table: &Table) -> Column {
    let mut column = Column::new(name(random), ty(random, table.strict));
    column.nullable = random.chance(70);
    if !column.nullable {
        column.not_null =
            NotNull { name: random.chance(20).then(|| Name::from("nn")), conflict: conflict(random), said: false };
    }
    if random.chance(35) {
        column.default = Some(default(random));
    }
    if random.chance(15) {
        column.collation = Some(Name::from(*random.pick(&["NOCASE", "RTRIM", "BINARY"])));
    }
    let plain: Vec<&Column> = table.columns.iter().filter(|column| column.generated.is_none()).collect();
    if random.chance(15) && !plain.is_empty() {
        let source = quote(random.pick(&plain).name.as_str());
        let storage = if random.chance(50) { Storage::Stored } else { Storage::Virtual };
        column.generated = Some(Generated { expr: Sql::new(format!("{source} || ''")), storage });
        column.ty = Type::Text;
        column.nullable = true;
        column.not_null = NotNull::default();
        column.default = None;
    }
    column
}

fn has(columns: &[Column], name: &Name) -> bool {
    columns.iter().any(|column| column.name.same(name))
}

fn some_columns(random: &mut Random, table: &Table, most: usize) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for _ in 0..1 + random.below(most) {
        if let Some(column) = (!table.columns.is_empty()).then(|| random.pick(&table.columns))
            && !names.contains(&column.name)
        {
            names.push(column.name.clone());
        }
    }
    names
}

fn maybe_name(random: &mut Random, prefix: &str) -> Option<Name> {
    random.chance(70).then(|| Name::new(format!("{prefix}_{}", random.below(1000))))
}

fn add_check(random: &mut Random, table: &mut Table) {
    let Some(column) = (!table.columns.is_empty()).then(|| random.pick(&table.columns).name.clone()) else { return };
    let column = quote(column.as_str());
    let expr = match random.below(4) {
        0 => format!("{column} IS NOT 'never'"),
        1 => format!("{}.{column} IS NOT 'never'", quote(table.name.as_str())),
        2 => format!("length({column}) < 100000 OR {column} IS NULL -- long"),
        _ => format!("typeof({column}) <> 'never'"),
    };
    table.checks.push(Check { name: maybe_name(random, "ck"), expr: Sql::new(expr) });
}

fn add_index(random: &mut Random, table: &mut Table) {
    let mut parts = Vec::new();
    for column in some_columns(random, table, 3) {
        let key = if random.chance(20) {
            IndexKey::Expr(Sql::new(format!("lower({})", quote(column.as_str()))))
        } else {
            IndexKey::Column(column)
        };
        let collation = random.chance(15).then(|| Name::from("NOCASE"));
        let direction = if random.chance(25) { Direction::Desc } else { Direction::Asc };
        parts.push(IndexPart { key, collation, direction });
    }
    let filter =
        random.chance(20).then(|| Sql::new(format!("{} > 0", quote(some_columns(random, table, 1)[0].as_str()))));
    let index = Index { name: Name::new(format!("ix_{}", random.below(40))), unique: random.chance(15), parts, filter };
    table.indexes.push(index);
}

/// What a reference may refer to. A key by another collation than its columns' is none.
fn keys(table: &Table) -> Vec<Vec<Name>> {
    let uniques = table.uniques.iter().map(|unique| &unique.columns);
    let keys = uniques.chain(table.primary_key.iter().map(|key| &key.columns));
    let plain = keys.filter(|columns| columns.iter().all(|column| column.collation.is_none()));
    plain.map(|columns| columns.iter().map(|column| column.name.clone()).collect()).collect()
}

fn add_reference(random: &mut Random, sketch: &mut Sketch, at: usize) {
    let parent = random.below(sketch.model.tables.len());
    let target = sketch.model.tables[parent].clone();
    let keys = keys(&target);
    if keys.is_empty() {
        return;
    }
    let references = random.pick(&keys).clone();
    let table = &mut sketch.model.tables[at];
    let mut columns: Vec<Name> = Vec::new();
    for reference in &references {
        // A column of its own, of the type that it refers to.
        let column = target.column(reference).unwrap();
        let fresh = Name::new(format!("ref_{}", sketch.next));
        let new = Column {
            name: fresh.clone(),
            nullable: true,
            collation: column.collation.clone(),
            ..Column::new("", column.ty.clone())
        };
        table.columns.push(new);
        sketch.ids[at].1.push(sketch.next);
        sketch.next += 1;
        columns.push(fresh);
    }
    let actions = [Action::NoAction, Action::Cascade, Action::SetNull, Action::Restrict, Action::SetDefault];
    let (on_delete, on_update) = (*random.pick(&actions), *random.pick(&actions));
    let name = maybe_name(random, "fk");
    table.foreign_keys.push(ForeignKey {
        name,
        columns,
        table: target.name,
        references,
        // Where it is the primary key; else it is mended.
        bare: sketch.next.is_multiple_of(2),
        on_delete,
        on_update,
        deferred: random.chance(20),
    });
}

impl Sketch {
    fn new(random: &mut Random) -> Self {
        let mut sketch = Self {
            model: Model::default(),
            ids: Vec::new(),
            next: 1,
            backfills: Vec::new(),
            casts: Vec::new(),
            objects: Vec::new(),
            virtuals: Vec::new(),
        };
        for _ in 0..1 + random.below(4) {
            sketch.add_table(random);
        }
        for at in 0..sketch.model.tables.len() {
            if random.chance(50) {
                add_reference(random, &mut sketch, at);
            }
        }
        for _ in 0..random.below(5) {
            sketch.add_object(random);
        }
        for _ in 0..random.below(3) {
            sketch.add_virtual(random);
        }
        sketch
    }

    fn add_object(&mut self, random: &mut Random) {
        let name = Name::new(format!("object's \"{}\"", random.below(12)));
        if self.objects.iter().any(|object| object.name == name) {
            return;
        }
        let Some((table, _)) = (!self.ids.is_empty()).then(|| random.pick(&self.ids).clone()) else { return };
        self.objects.push(Object { name, table, form: random.below(8) });
    }

    fn add_virtual(&mut self, random: &mut Random) {
        let name = Name::from(*random.pick(&VIRTUAL));
        let id = self.id();
        if !self.virtuals.iter().any(|(_, other, _)| other.same(&name)) {
            self.virtuals.push((id, name, texts(random)));
        }
    }

    /// Writes the views, triggers and virtual tables into the model.
    fn write(&mut self) {
        let (mut views, mut triggers): (Vec<View>, Vec<Trigger>) = (Vec::new(), Vec::new());
        for Object { name, table, form } in &self.objects {
            let Some(at) = self.ids.iter().position(|(id, _)| id == table) else { continue };
            let table = &self.model.tables[at];
            let (own, column) = (quote(table.name.as_str()), quote(table.columns[0].name.as_str()));
            let other = quote(self.model.tables[self.model.tables.len() - 1].name.as_str());
            match form {
                0 => views.push(View::new(name.clone(), format!("SELECT * FROM {own}"))),
                1 => views.push(View::new(name.clone(), format!("(n, \"m;\") AS SELECT {column}, 1 FROM {own} -- ;"))),
                2 => views.push(View::new(
                    name.clone(),
                    format!("WITH x AS (SELECT {column} AS c FROM {own}) SELECT x.c, count(*) FROM x, {other} GROUP BY 1"),
                )),
                3 => {
                    let Some(view) = views.first().map(|view| quote(view.name.as_str())) else { continue };
                    views.push(View::new(name.clone(), format!("SELECT count(*) AS n FROM {view}")));
                }
                // Nothing that a plan does fires these.
                4 => triggers.push(Trigger::new(
                    name.clone(),
                    format!("AFTER UPDATE ON {own} BEGIN SELECT raise(ABORT, 'an update fired'); END"),
                )),
                5 => triggers.push(Trigger::new(
                    name.clone(),
                    format!("BEFORE DELETE ON {own} WHEN old.{column} IS NOT 'x' BEGIN SELECT raise(FAIL, 'a delete fired'); END -- ;"),
                )),
                6 => triggers.push(Trigger::new(
                    name.clone(),
                    format!("AFTER INSERT ON {own} BEGIN SELECT CASE WHEN count(*) THEN 1 END FROM {other}; SELECT 2; END"),
                )),
                _ => {
                    let Some(view) = views.first().map(|view| quote(view.name.as_str())) else { continue };
                    let sql = format!("INSTEAD OF INSERT ON {view} BEGIN SELECT {column} FROM {own}; END");
                    triggers.push(Trigger::new(name.clone(), sql));
                }
            }
        }
        let virtuals = self.virtuals.iter();
        let table =
            |(_, name, columns): &(u32, Name, Vec<&str>)| VirtualTable::new(name.clone(), "fts5", columns.join(", "));
        self.model.virtual_tables = virtuals.map(table).collect();
        (self.model.views, self.model.triggers) = (views, triggers);
    }

    fn id(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }

    fn free_table_name(&self, random: &mut Random) -> Name {
        loop {
            let name = name(random);
            if self.model.table_named(&name).is_none() {
                return name;
            }
        }
    }

    fn add_table(&mut self, random: &mut Random) {
        let mut table = Table::new(self.free_table_name(random));
        table.strict = random.chance(15);
        table.without_rowid = random.chance(15);
        let mut ids = Vec::new();
        for _ in 0..1 + random.below(6) {
            let column = column(random, &table);
            if !has(&table.columns, &column.name) {
                table.columns.push(column);
                ids.push(self.id());
            }
        }
        if table.without_rowid || random.chance(75) {
            set_key(random, &mut table);
        }
        for _ in 0..random.below(3) {
            add_index(random, &mut table);
        }
        if random.chance(30) {
            let unique = unique(random, &table);
            table.uniques.push(unique);
        }
        if random.chance(40) {
            add_check(random, &mut table);
        }
        let id = self.id();
        self.model.tables.push(table);
        self.ids.push((id, ids));
    }

    /// Drops whatever names what is not there, so that most draws are sound.
    fn mend(&mut self) {
        // A key that goes takes references with it.
        self.mend_once();
        self.mend_once();
    }

    fn mend_once(&mut self) {
        let model = self.model.clone();
        for table in &mut self.model.tables {
            let columns = table.columns.clone();
            let there = |names: &[Name]| names.iter().all(|name| columns.iter().any(|column| column.name == *name));
            let plain = |expr: &Sql| {
                let words: Vec<String> = expr.as_str().split('"').skip(1).step_by(2).map(str::to_owned).collect();
                words.iter().all(|word| {
                    word.is_empty() || word == table.name.as_str() || has(&columns, &Name::new(word.as_str()))
                })
            };
            table.indexes.retain(|index| {
                index.parts.iter().all(|part| match &part.key {
                    IndexKey::Column(name) => there(std::slice::from_ref(name)),
                    IndexKey::Expr(expr) => plain(expr),
                }) && index.filter.as_ref().is_none_or(plain)
            });
            table.uniques.retain(|unique| unique.names().all(|name| there(std::slice::from_ref(name))));
            table.checks.retain(|check| plain(&check.expr));
            table.foreign_keys.retain(|key| {
                there(&key.columns)
                    && model.table(&key.table).is_some_and(|parent| keys(parent).contains(&key.references))
            });
            for key in &mut table.foreign_keys {
                let parent = model.table(&key.table).and_then(|parent| parent.primary_key.as_ref());
                key.bare &= parent.is_some_and(|parent| parent.names().eq(&key.references));
            }
            if table.primary_key.as_ref().is_some_and(|key| !key.names().all(|name| there(std::slice::from_ref(name))))
            {
                table.primary_key = None;
            }
            if let Some(key) = &mut table.primary_key {
                key.autoincrement = false;
            }
            let alias = rowid_alias(table).is_some();
            if let Some(key) = &mut table.primary_key
                && alias
                && key.columns[0].name.as_str().len().is_multiple_of(2)
            {
                key.autoincrement = true;
            }
            // The bare words are of a key that is the rowid alone.
            let rowid = rowid_alias(table).map(|column| column.name.clone());
            let is_long = table.columns.len().is_multiple_of(2);
            for column in &mut table.columns {
                let plain = NotNull { said: column.not_null.said, ..NotNull::default() };
                column.not_null.said = column.not_null == plain && rowid.as_ref() == Some(&column.name) && is_long;
            }
            for column in &mut table.columns {
                let is_broken = column.generated.as_ref().is_some_and(|generated| !plain(&generated.expr));
                if is_broken {
                    column.generated = None;
                }
            }
        }
        let mut seen = BTreeSet::new();
        for table in &self.model.tables {
            seen.insert(table.name.folded());
        }
        for table in &mut self.model.tables {
            table.indexes.retain(|index| seen.insert(index.name.folded()));
        }
    }

    fn rename_table(&mut self, at: usize, to: Name) {
        let from = self.model.tables[at].name.clone();
        for key in self.model.tables.iter_mut().flat_map(|table| &mut table.foreign_keys) {
            if key.table == from {
                key.table = to.clone();
            }
        }
        let table = &mut self.model.tables[at];
        for check in &mut table.checks {
            let (old, new) = (format!("{}.", quote(from.as_str())), format!("{}.", quote(to.as_str())));
            check.expr = Sql::new(check.expr.as_str().replace(&old, &new));
        }
        table.name = to;
    }

    fn rename_column(&mut self, at: usize, from: &Name, to: &Name) {
        let owner = self.model.tables[at].name.clone();
        let spell =
            |names: &mut [Name]| names.iter_mut().filter(|name| *name == from).for_each(|name| *name = to.clone());
        let (old, new) = (quote(from.as_str()), quote(to.as_str()));
        let respell = |expr: &mut Sql| {
            // The table's own name, too, may be the same word; it stands before a dot.
            let text = expr
                .as_str()
                .replace(&format!("{old}."), "\u{1}")
                .replace(&old, &new)
                .replace('\u{1}', &format!("{old}."));
            *expr = Sql::new(text);
        };
        for key in self.model.tables.iter_mut().flat_map(|table| &mut table.foreign_keys) {
            if key.table == owner {
                spell(&mut key.references);
            }
        }
        let table = &mut self.model.tables[at];
        table.foreign_keys.iter_mut().for_each(|key| spell(&mut key.columns));
        let keys = table.primary_key.iter_mut().flat_map(|key| &mut key.columns);
        for column in keys.chain(table.uniques.iter_mut().flat_map(|unique| &mut unique.columns)) {
            spell(std::slice::from_mut(&mut column.name));
        }
        table.checks.iter_mut().for_each(|check| respell(&mut check.expr));
        for index in &mut table.indexes {
            for part in &mut index.parts {
                match &mut part.key {
                    IndexKey::Column(name) if name == from => *name = to.clone(),
                    IndexKey::Column(_) => {}
                    IndexKey::Expr(expr) => respell(expr),
                }
            }
            index.filter.iter_mut().for_each(respell);
        }
        for column in &mut table.columns {
            if column.name == *from {
                column.name = to.clone();
            }
            column.generated.iter_mut().for_each(|generated| respell(&mut generated.expr));
        }
    }

    /// One change.
    fn change(&mut self, random: &mut Random) {
        if self.model.tables.is_empty() {
            return self.add_table(random);
        }
        let at = random.below(self.model.tables.len());
        let count = self.model.tables[at].columns.len();
        let place = random.below(count);
        let picked = self.model.tables[at].columns.get(place).map(|column| column.name.clone());
        let (table_id, column_ids) = self.ids[at].clone();
        let Some(picked) = picked else { return };
        match random.below(38) {
            36 | 37 => {
                let columns = &mut self.model.tables[at].columns;
                let enums = columns.iter_mut().filter(|column| matches!(column.ty, Type::Enum(_)));
                let fresh = of_enum(random);
                enums.for_each(|column| column.ty = fresh.clone());
            }
            30 | 31 => {
                if random.chance(30) {
                    self.objects.pop();
                }
                self.add_object(random);
            }
            32 => self.add_virtual(random),
            33 => drop(self.virtuals.pop()),
            34 => {
                let to = Name::from(*random.pick(&VIRTUAL));
                let is_free = self.virtuals.iter().skip(1).all(|(_, other, _)| !other.same(&to));
                if let Some((_, name, _)) = self.virtuals.first_mut().filter(|_| is_free) {
                    *name = to;
                } else if let [first, second, ..] = self.virtuals.as_mut_slice() {
                    std::mem::swap(&mut first.1, &mut second.1);
                }
            }
            35 => {
                let fresh = texts(random);
                if let Some((_, _, columns)) = self.virtuals.first_mut() {
                    *columns = fresh;
                }
            }
            0 => self.add_table(random),
            1 => {
                self.model.tables.remove(at);
                self.ids.remove(at);
            }
            2 => {
                let to = self.free_table_name(random);
                self.rename_table(at, to);
            }
            3 => {
                let other = random.below(self.model.tables.len());
                if other != at {
                    let (a, b) = (self.model.tables[at].name.clone(), self.model.tables[other].name.clone());
                    self.rename_table(at, "\u{2}".into());
                    self.rename_table(other, a);
                    self.rename_table(at, b);
                }
            }
            4..=8 => {
                let mut table = self.model.tables[at].clone();
                let column = column(random, &table);
                if !has(&table.columns, &column.name) {
                    let id = self.id();
                    if random.chance(60) || (!column.nullable && column.default.is_none()) {
                        self.backfills.push((table_id, id, Sql::new("'backfilled ' || 1")));
                    }
                    let to = if random.chance(70) { count } else { random.below(count + 1) };
                    table.columns.insert(to, column);
                    self.ids[at].1.insert(to, id);
                    self.model.tables[at] = table;
                }
            }
            9..=11 => {
                if count > 1 {
                    self.model.tables[at].columns.remove(place);
                    self.ids[at].1.remove(place);
                }
            }
            12..=14 => {
                let to = name(random);
                if !self.model.tables[at].columns.iter().any(|column| column.name.same(&to) && column.name != picked) {
                    self.rename_column(at, &picked, &to);
                }
            }
            15 => {
                let other = self.model.tables[at].columns[random.below(count)].name.clone();
                if other != picked {
                    self.rename_column(at, &picked, &"\u{2}".into());
                    self.rename_column(at, &other, &picked);
                    self.rename_column(at, &"\u{2}".into(), &other);
                }
            }
            16 | 17 => {
                let strict = self.model.tables[at].strict;
                self.model.tables[at].columns[place].ty = ty(random, strict);
                let text = quote(picked.as_str());
                self.casts.push((table_id, column_ids[place], Sql::new(format!("\u{3}{text}"))));
            }
            18 | 19 => {
                let column = &mut self.model.tables[at].columns[place];
                column.nullable = !column.nullable && column.generated.is_none() || column.generated.is_some();
                if random.chance(50) && column.generated.is_none() {
                    self.backfills.push((table_id, column_ids[place], Sql::new("'was null ' || 2")));
                }
            }
            20 => {
                let column = &mut self.model.tables[at].columns[place];
                if column.generated.is_none() {
                    column.default = random.chance(70).then(|| default(random));
                }
            }
            21 => self.model.tables[at].columns[place].collation = random.chance(60).then(|| Name::from("NOCASE")),
            22 => {
                let to = random.below(count);
                let column = self.model.tables[at].columns.remove(place);
                self.model.tables[at].columns.insert(to, column);
                let id = self.ids[at].1.remove(place);
                self.ids[at].1.insert(to, id);
            }
            23 => self.model.tables[at].without_rowid ^= self.model.tables[at].primary_key.is_some(),
            24 => self.model.tables[at].strict ^= true,
            25 => {
                let mut table = self.model.tables[at].clone();
                if random.chance(70) {
                    set_key(random, &mut table)
                } else {
                    table.primary_key = None
                }
                self.model.tables[at] = table;
            }
            26 => {
                let table = &mut self.model.tables[at];
                if table.uniques.pop().is_none() {
                    let unique = unique(random, table);
                    table.uniques.push(unique);
                }
            }
            27 => {
                let table = &mut self.model.tables[at];
                if table.checks.pop().is_none() || random.chance(50) {
                    add_check(random, table);
                }
            }
            28 => {
                let table = &mut self.model.tables[at];
                if random.chance(40) {
                    table.indexes.pop();
                }
                add_index(random, table);
                // Names are global, and may move.
                if random.chance(30) {
                    let other = random.below(self.model.tables.len());
                    if let Some(index) = self.model.tables[at].indexes.pop() {
                        let part = self.model.tables[other].columns.first().map(|column| column.name.clone());
                        let parts = part.into_iter().map(|name| IndexPart {
                            key: IndexKey::Column(name),
                            collation: None,
                            direction: Direction::Asc,
                        });
                        let moved = Index { parts: parts.collect(), filter: None, ..index };
                        self.model.tables[other].indexes.push(moved);
                    }
                }
            }
            _ => add_reference(random, self, at),
        }
    }

    /// What the two models cannot tell.
    fn transition(&self, before: &Self) -> Transition {
        let mut transition = Transition::default();
        let mut renamed = BTreeSet::new();
        for (table, (id, columns)) in self.model.tables.iter().zip(&self.ids) {
            let Some(old) = before.ids.iter().position(|(other, _)| other == id) else { continue };
            let (old_table, old_columns) = (&before.model.tables[old], &before.ids[old].1);
            if old_table.name != table.name {
                transition.rename_tables.push(Rename { from: old_table.name.clone(), to: table.name.clone() });
                renamed.insert(table.name.clone());
            }
            for (column, id) in table.columns.iter().zip(columns) {
                if let Some(old) = old_columns.iter().position(|other| other == id) {
                    let (from, to) = (old_table.columns[old].name.clone(), column.name.clone());
                    if from != to {
                        transition.rename_columns.push(RenameColumn { table: table.name.clone(), from, to });
                    }
                }
            }
        }
        for (id, name, _) in &self.virtuals {
            if let Some((_, old, _)) = before.virtuals.iter().find(|(other, old, _)| other == id && old != name) {
                transition.rename_tables.push(Rename { from: old.clone(), to: name.clone() });
            }
        }
        for (list, into) in [(&self.backfills, &mut transition.backfills), (&self.casts, &mut transition.casts)] {
            for (table_id, column_id, expr) in list {
                let Some(at) = self.ids.iter().position(|(id, _)| id == table_id) else { continue };
                let Some(place) = self.ids[at].1.iter().position(|id| id == column_id) else { continue };
                let column = &self.model.tables[at].columns[place];
                let table = &self.model.tables[at].name;
                let Some(old) = before.ids.iter().position(|(id, _)| id == table_id) else { continue };
                // A cast is of the column by its old name.
                let expr = match expr.as_str().strip_prefix('\u{3}') {
                    None => expr.clone(),
                    Some(_) => match before.ids[old].1.iter().position(|id| id == column_id) {
                        Some(place) => Sql::new(quote(before.model.tables[old].columns[place].name.as_str())),
                        None => continue,
                    },
                };
                let is_new =
                    !into.iter().any(|entry: &Expression| entry.table == *table && entry.column == column.name);
                if is_new && column.generated.is_none() {
                    into.push(Expression { table: table.clone(), column: column.name.clone(), expr });
                }
            }
        }
        for ambiguity in ambiguities(&before.model, &self.model, &transition) {
            match ambiguity {
                Ambiguity::Table { from, .. } => transition.drop_tables.push(from),
                Ambiguity::Column { table, from, .. } => transition.drop_columns.push((table, from)),
            }
        }
        transition
    }
}

fn set_key(random: &mut Random, table: &mut Table) {
    let columns = some_columns(random, table, 2);
    let is_generated = |name: &Name| table.column(name).is_some_and(|column| column.generated.is_some());
    if columns.iter().any(is_generated) {
        return;
    }
    if random.chance(60)
        && let Some(place) = table.columns.iter().position(|column| column.name == columns[0])
    {
        table.columns[place].ty = Type::Integer;
        table.columns[place].default = None;
        table.primary_key = Some(PrimaryKey {
            name: maybe_name(random, "pk"),
            conflict: conflict(random),
            ..PrimaryKey::new(&columns[..1])
        });
    } else {
        table.primary_key = Some(PrimaryKey {
            name: maybe_name(random, "pk"),
            conflict: conflict(random),
            ..PrimaryKey::new(key_columns(random, columns))
        });
    }
}

/// What came of one number.
#[derive(Debug, PartialEq, Eq)]
enum Drawn {
    /// It is no schema that SQLite holds.
    NoSchema,
    /// The plan was refused.
    Unplannable(String),
    /// The rows did not allow it.
    Refused(String),
    /// It ran, and every law holds.
    Ran,
}

struct Draw {
    from: Sketch,
    to: Sketch,
}

fn draw(seed: u64, skip: &BTreeSet<usize>) -> Draw {
    let mut random = Random::new(seed);
    let mut from = Sketch::new(&mut random);
    from.mend();
    let mut to = from.clone();
    from.write();
    for number in 0..1 + random.below(8) {
        let mut own = Random::new(seed.wrapping_mul(31).wrapping_add(number as u64));
        if !skip.contains(&number) {
            to.change(&mut own);
            to.mend();
        }
    }
    to.write();
    Draw { from, to }
}

/// Whether SQLite has such a schema. What a declaration may say is less; a database in use may hold more.
fn is_sound(model: &Model) -> bool {
    super::script::made(model).is_ok()
}

fn run(seed: u64, skip: &BTreeSet<usize>) -> Result<Drawn, String> {
    let Draw { from, to } = draw(seed, skip);
    if !is_sound(&from.model) || !is_sound(&to.model) {
        return Ok(Drawn::NoSchema);
    }
    let transition = to.transition(&from);
    let target = match seed % 4 {
        0 => target(3, 37),
        1 if super::script::library() >= (3, 54) => target(3, 54),
        _ => Target::SQLITE,
    };
    let describe = |error: String| {
        format!("{error}\n\nfrom:\n{}\nto:\n{}\n{transition:#?}", print_model(&from.model), print_model(&to.model))
    };
    if let Err(error) = both(&from.model, &to.model, &transition, &target) {
        assert!(error.is_unplannable());
        return Ok(Drawn::Unplannable(error.to_string()));
    }
    let prepare = |connection: &rusqlite::Connection| fill(connection, &from.model, &mut Random::new(seed + 1), 3);
    let result = laws::hold(&from.model, &to.model, &transition, &target, prepare, |_| {});
    match result.map_err(describe)?.0 {
        Outcome::Ran => Ok(Drawn::Ran),
        Outcome::Refused(error, found) => {
            Ok(Drawn::Refused(format!("{} {error}", if found.is_empty() { "unseen" } else { "seen" })))
        }
    }
}

/// What a newer library alters in place is what an older one rebuilds.
#[test]
fn in_place_and_rebuilt_are_one() {
    if super::script::library() < (3, 54) {
        super::script::skipped("what SQLite 3.54 alters in place");
        return;
    }
    let mut in_place = 0;
    for seed in 0..120 {
        let Draw { from, to } = draw(seed, &BTreeSet::new());
        if !is_sound(&from.model) || !is_sound(&to.model) {
            continue;
        }
        let transition = to.transition(&from);
        // The same rows for both: a default may be the time.
        let filled = super::script::made(&from.model).unwrap();
        fill(&filled, &from.model, &mut Random::new(seed + 1), 3);
        let folder = tempfile::tempdir().unwrap();
        let results = [target(3, 37), target(3, 54)].map(|target| {
            let plan = plan(&from.model, &to.model, &transition, &target).ok()?;
            let path = folder.path().join(format!("{}.db", target.version.1));
            filled.execute("VACUUM INTO ?1", [path.to_str().unwrap()]).unwrap();
            let connection = rusqlite::Connection::open(&path).unwrap();
            let applied = super::script::apply(&connection, &plan).is_ok();
            let model = if applied { &to.model } else { &from.model };
            Some((applied, super::oracle::schema(&connection), laws::whole(&connection, model), laws::rebuilt(&plan)))
        });
        if let [Some(old), Some(new)] = results {
            assert_eq!((old.0, old.1, old.2), (new.0, new.1, new.2), "SEED={seed}");
            in_place += usize::from(old.3 != new.3);
        }
    }
    assert!(in_place > 4, "{in_place}");
}

/// Runs a number; on a failure takes away the changes that it does without.
fn shrunk(seed: u64) -> Result<Drawn, String> {
    let mut skip = BTreeSet::new();
    let mut error = match run(seed, &skip) {
        Ok(drawn) => return Ok(drawn),
        Err(error) => error,
    };
    for number in 0..8 {
        skip.insert(number);
        match run(seed, &skip) {
            Err(smaller) => error = smaller,
            Ok(_) => drop(skip.remove(&number)),
        }
    }
    Err(format!("SEED={seed}\n{error}"))
}

fn many(seeds: std::ops::Range<u64>) {
    let total = seeds.end - seeds.start;
    let (mut ran, mut schemas) = (0, 0);
    let mut refused: Vec<String> = Vec::new();
    let mut unplannable: Vec<String> = Vec::new();
    let mut failed: Vec<String> = Vec::new();
    for seed in seeds {
        // A long run tells more than its first failure.
        if failed.len() == 5 {
            break;
        }
        match shrunk(seed) {
            Ok(Drawn::NoSchema) => continue,
            Ok(Drawn::Ran) => ran += 1,
            Ok(Drawn::Refused(error)) => refused.push(error),
            Ok(Drawn::Unplannable(error)) => unplannable.push(error),
            Err(error) => failed.push(error),
        }
        schemas += 1;
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
    if std::env::var_os("TELL").is_some() {
        let mut kinds = std::collections::BTreeMap::new();
        for error in refused.iter().chain(&unplannable) {
            *kinds.entry(error.chars().take(60).collect::<String>()).or_insert(0) += 1;
        }
        println!(
            "{total} numbers, {schemas} schemas, {ran} ran, {} refused, {} unplannable\n{kinds:#?}",
            refused.len(),
            unplannable.len()
        );
    }
    // The laws say little when most draws never come to them.
    assert!(
        ran * 2 > schemas,
        "{ran} of {schemas} ran; {} were refused, {} unplannable",
        refused.len(),
        unplannable.len()
    );
    assert!(schemas * 3 > total, "{schemas} of {total} were schemas");
}

#[test]
fn laws_hold_for_drawn_changes() {
    many(0..300);
}

#[test]
#[ignore = "minutes"]
fn laws_hold_for_many_drawn_changes() {
    let count = std::env::var("COUNT").ok().and_then(|count| count.parse().ok()).unwrap_or(20_000);
    many(1000..1000 + count);
}

#[test]
#[ignore = "for a number that failed"]
fn one_seed() {
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0);
    println!("{:?}", shrunk(seed).unwrap_or_else(|error| panic!("{error}")));
}
