use frostline::Table;

#[allow(non_upper_case_globals)]
mod employees {
    use frostline::{Column, SelfReference, TableInfo};

    pub type Row = super::Employee;
    pub type Key = i64;
    pub static TABLE: TableInfo = TableInfo::new("employees", &[("id", 0), ("manager_id", 2)], &[0]);
    pub const id: Column<Row, i64> = Column::new(&TABLE, 0);
    pub const manager_id: Column<Row, Option<i64>> = Column::new(&TABLE, 1);
    pub const by_manager_id: SelfReference<Row> = SelfReference::new(&TABLE, &[(1, 0)]);
}

#[derive(Table)]
#[table(employees)]
struct Employee {
    id: i64,
    manager_id: Option<i64>,
}

fn asked() {
    let _ = Employee::query().join(employees::by_manager_id);
}

fn main() {}
