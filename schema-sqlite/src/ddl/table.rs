//! `CREATE TABLE`.

use std::collections::VecDeque;

use sqlite3_parser::ast::{
    Cmd, ColumnConstraint, CreateTableBody, DeferSubclause, Expr, ForeignKeyClause, IndexedColumn, InitDeferredPred,
    RefAct, RefArg, ResolveType, SortOrder, SortedColumn, Stmt, TabFlags, TableConstraint,
};
use sqlite3_parser::lexer::sql::{Parser, TokenType};
use sqlite3_parser::{Bump, FallibleIterator as _};

use super::text::{Text, dequote};
use super::{Read, Unreadable, default};
use schema_core::model::{
    Action, Check, Column, Conflict, DefaultValue, Direction, ForeignKey, Generated, KeyColumn, Name, NotNull,
    PrimaryKey, Sql, Storage, Table, Type, Unique,
};

/// What `PRAGMA table_xinfo` says of a column, which is better than what its text does: SQLite has
/// found out where the type ends, and whether the column may be null.
pub(crate) struct ColumnInfo {
    pub(crate) name: Name,
    pub(crate) ty: String,
    pub(crate) not_null: bool,
}

/// Reads a table. A reference without columns has none yet: they are the primary key of a table that may
/// not have been read.
pub(crate) fn read_table(sql: &str, name: &Name, columns: Vec<ColumnInfo>) -> Result<Read<Table>, Unreadable> {
    let bump = Bump::new();
    let mut parser = Parser::new(&bump, sql.as_bytes());
    let command = parser.next().map_err(|error| error.to_string())?;
    let Some(Cmd::Stmt(Stmt::CreateTable { body, .. })) = command else {
        return Err("it is no `create table`".to_owned());
    };
    let CreateTableBody::ColumnsAndConstraints { columns: definitions, constraints, flags } = body else {
        return Err("it is a `create table … as`".to_owned());
    };
    if definitions.len() != columns.len() {
        return Err("its text and its columns do not agree".to_owned());
    }

    let text = Text::new(sql)?;
    let mut reader = Reader { table: Table::new(name.clone()), found: Found::new(&text)? };
    reader.table.strict = flags.contains(TabFlags::Strict);
    reader.table.without_rowid = flags.contains(TabFlags::WithoutRowid);
    for info in columns {
        let mut column = Column::new(info.name, Type::Verbatim(Sql::new(info.ty)));
        column.nullable = !info.not_null;
        column.not_null.said = info.not_null;
        reader.table.columns.push(column);
    }
    for (at, definition) in definitions.iter().enumerate() {
        if !reader.table.columns[at].name.same(&dequote(definition.col_name.0)) {
            return Err("its text and its columns do not agree".to_owned());
        }
        for constraint in definition.constraints {
            let name = constraint.name.as_ref().map(|name| dequote(name.0));
            reader.column_constraint(at, name, &constraint.constraint)?;
        }
    }
    for constraint in constraints.into_iter().flatten() {
        let name = constraint.name.as_ref().map(|name| dequote(name.0));
        reader.table_constraint(name, &constraint.constraint)?;
    }
    if !reader.found.is_empty() {
        return Err("its expressions cannot be told apart".to_owned());
    }
    Ok(Read { value: reader.table, unsaid: Vec::new() })
}

/// The expressions of the text, in its order. `CHECK`, `DEFAULT` and `AS` are reserved words of SQLite:
/// where they stand outside every bracket but the table's own, they open a clause (`SET DEFAULT` does not).
struct Found {
    checks: VecDeque<Sql>,
    defaults: VecDeque<DefaultValue>,
    generated: VecDeque<Sql>,
}

impl Found {
    fn new(text: &Text<'_>) -> Result<Self, Unreadable> {
        let (mut checks, mut defaults, mut generated) = Default::default();
        for (at, token) in text.tokens.iter().enumerate().filter(|(_, token)| token.depth == 1) {
            let before = at.checked_sub(1).and_then(|before| text.kind(before));
            match token.kind {
                TokenType::TK_CHECK => VecDeque::push_back(&mut checks, text.inside(at + 1)?),
                TokenType::TK_AS => VecDeque::push_back(&mut generated, text.inside(at + 1)?),
                TokenType::TK_DEFAULT if before != Some(TokenType::TK_SET) => {
                    VecDeque::push_back(&mut defaults, default::read(text, at)?);
                }
                _ => {}
            }
        }
        Ok(Self { checks, defaults, generated })
    }

    fn is_empty(&self) -> bool {
        self.checks.is_empty() && self.defaults.is_empty() && self.generated.is_empty()
    }
}

fn next<T>(queue: &mut VecDeque<T>) -> Result<T, Unreadable> {
    queue.pop_front().ok_or_else(|| "its expressions cannot be told apart".to_owned())
}

struct Reader {
    table: Table,
    found: Found,
}

impl Reader {
    fn column_constraint(
        &mut self,
        at: usize,
        name: Option<Name>,
        constraint: &ColumnConstraint<'_>,
    ) -> Result<(), Unreadable> {
        let column = self.table.columns[at].name.clone();
        let this = |order: Option<SortOrder>| {
            vec![KeyColumn { name: column.clone(), collation: None, direction: direction(order) }]
        };
        match constraint {
            ColumnConstraint::PrimaryKey { order, conflict_clause, auto_increment } => {
                self.primary_key(name, this(*order), *auto_increment, *conflict_clause);
            }
            ColumnConstraint::NotNull { nullable, conflict_clause } => {
                if !nullable {
                    self.table.columns[at].not_null =
                        NotNull { said: true, name, conflict: conflict(*conflict_clause) };
                }
            }
            ColumnConstraint::Unique(conflict_clause) => self.unique(name, this(None), *conflict_clause),
            ColumnConstraint::Check(_) => {
                let expr = next(&mut self.found.checks)?;
                self.table.checks.push(Check { name, expr });
            }
            ColumnConstraint::Default(_) => {
                self.table.columns[at].default = Some(next(&mut self.found.defaults)?);
            }
            ColumnConstraint::Collate { collation_name } => {
                self.table.columns[at].collation = Some(dequote(collation_name.0));
            }
            ColumnConstraint::ForeignKey { clause, defer_clause } => {
                self.foreign_key(name, vec![column.clone()], clause);
                self.deferred(defer_clause.as_ref());
            }
            ColumnConstraint::Defer(clause) => self.deferred(Some(clause)),
            ColumnConstraint::Generated { typ, .. } => {
                let stored = typ.as_ref().is_some_and(|word| word.0.eq_ignore_ascii_case("stored"));
                let storage = if stored { Storage::Stored } else { Storage::Virtual };
                let expr = next(&mut self.found.generated)?;
                self.table.columns[at].generated = Some(Generated { expr, storage });
            }
        }
        Ok(())
    }

    fn table_constraint(&mut self, name: Option<Name>, constraint: &TableConstraint<'_>) -> Result<(), Unreadable> {
        match constraint {
            TableConstraint::PrimaryKey { columns, auto_increment, conflict_clause } => {
                let mut columns = key(columns, "the primary key")?;
                self.rowid(&mut columns);
                self.primary_key(name, columns, *auto_increment, *conflict_clause);
            }
            TableConstraint::Unique { columns, conflict_clause } => {
                let columns = key(columns, "a unique constraint")?;
                self.unique(name, columns, *conflict_clause);
            }
            // SQLite reads a conflict clause here, and forgets it.
            TableConstraint::Check(_, _) => {
                let expr = next(&mut self.found.checks)?;
                self.table.checks.push(Check { name, expr });
            }
            TableConstraint::ForeignKey { columns, clause, defer_clause } => {
                self.foreign_key(name, names(columns), clause);
                self.deferred(defer_clause.as_ref());
            }
        }
        Ok(())
    }

    /// Here an integer key is the rowid whatever its direction; one that descends on its column is not, and
    /// alone keeps it in the model.
    fn rowid(&self, columns: &mut [KeyColumn]) {
        let [only] = columns else { return };
        let ty = self.table.column_named(&only.name).map(|column| &column.ty);
        let is_integer = matches!(ty, Some(Type::Verbatim(ty)) if ty.as_str().eq_ignore_ascii_case("INTEGER"));
        if is_integer && !self.table.without_rowid {
            only.direction = Direction::Asc;
        }
    }

    fn primary_key(
        &mut self,
        name: Option<Name>,
        columns: Vec<KeyColumn>,
        autoincrement: bool,
        clause: Option<ResolveType>,
    ) {
        self.table.primary_key = Some(PrimaryKey { name, columns, autoincrement, conflict: conflict(clause) });
    }

    fn unique(&mut self, name: Option<Name>, columns: Vec<KeyColumn>, clause: Option<ResolveType>) {
        self.table.uniques.push(Unique { name, columns, conflict: conflict(clause) });
    }

    /// `MATCH`, which SQLite reads and forgets, and `ON INSERT`, which it ignores, say nothing.
    fn foreign_key(&mut self, name: Option<Name>, columns: Vec<Name>, clause: &ForeignKeyClause<'_>) {
        let (mut on_delete, mut on_update) = (Action::NoAction, Action::NoAction);
        for argument in clause.args {
            match argument {
                RefArg::OnDelete(act) => on_delete = action(*act),
                RefArg::OnUpdate(act) => on_update = action(*act),
                RefArg::OnInsert(_) | RefArg::Match(_) => {}
            }
        }
        self.table.foreign_keys.push(ForeignKey {
            name,
            columns,
            table: dequote(clause.tbl_name.0),
            references: clause.columns.map(names).unwrap_or_default(),
            bare: false,
            on_delete,
            on_update,
            deferred: false,
        });
    }

    /// Only `DEFERRABLE INITIALLY DEFERRED` defers (<https://sqlite.org/foreignkeys.html#fk_deferred>);
    /// every other form says what is so without it.
    fn deferred(&mut self, clause: Option<&DeferSubclause>) {
        let deferred = Some(InitDeferredPred::InitiallyDeferred);
        if let Some(key) = self.table.foreign_keys.last_mut() {
            key.deferred |= clause.is_some_and(|clause| clause.deferrable && clause.init_deferred == deferred);
        }
    }
}

fn conflict(clause: Option<ResolveType>) -> Conflict {
    match clause {
        None | Some(ResolveType::Abort) => Conflict::Abort,
        Some(ResolveType::Rollback) => Conflict::Rollback,
        Some(ResolveType::Fail) => Conflict::Fail,
        Some(ResolveType::Ignore) => Conflict::Ignore,
        Some(ResolveType::Replace) => Conflict::Replace,
    }
}

fn direction(order: Option<SortOrder>) -> Direction {
    if order == Some(SortOrder::Desc) { Direction::Desc } else { Direction::Asc }
}

/// The columns of a key. SQLite takes a string that names a column for the column.
fn key(columns: &[SortedColumn<'_>], what: &str) -> Result<Vec<KeyColumn>, Unreadable> {
    let mut key = Vec::new();
    for column in columns {
        let (expr, collation) = match &column.expr {
            Expr::Collate(inner, collation) => (*inner, Some(dequote(collation))),
            other => (other, None),
        };
        let name = word(expr).ok_or_else(|| format!("{what} is on no column"))?;
        key.push(KeyColumn { name, collation, direction: direction(column.order) });
    }
    Ok(key)
}

fn word(expr: &Expr<'_>) -> Option<Name> {
    use sqlite3_parser::ast::Literal;
    match expr {
        Expr::Id(id) => Some(dequote(id.0)),
        Expr::Name(name) => Some(dequote(name.0)),
        Expr::Literal(Literal::String(text)) => Some(dequote(text)),
        _ => None,
    }
}

fn names(columns: &[IndexedColumn<'_>]) -> Vec<Name> {
    columns.iter().map(|column| dequote(column.col_name.0)).collect()
}

fn action(act: RefAct) -> Action {
    match act {
        RefAct::SetNull => Action::SetNull,
        RefAct::SetDefault => Action::SetDefault,
        RefAct::Cascade => Action::Cascade,
        RefAct::Restrict => Action::Restrict,
        RefAct::NoAction => Action::NoAction,
    }
}
