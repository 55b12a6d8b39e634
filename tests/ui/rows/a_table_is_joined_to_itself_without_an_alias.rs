use frostline::Table;

frostline::schema! {
    #![revisions = "fixtures/employees"]

    table employees as Employee {
        id integer primary key, manager_id integer? references employees (id), name text
    }
}

fn asked() {
    let _ = Employee::query().join(employees::by_manager_id);
}

fn main() {}
