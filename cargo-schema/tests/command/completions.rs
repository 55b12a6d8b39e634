use crate::support::Project;

#[test]
fn each_shell_has_a_script() {
    let project = Project::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = project.well(&format!("completions {shell}"));
        assert!(ran.out.contains("snapshot") && ran.out.contains("cargo-schema"), "{shell}: {}", ran.out);
    }
    project.run(["completions", "tcsh"]).code(2).complains("tcsh");
}

#[test]
fn cargo_s_own_word_is_passed_over() {
    let project = Project::empty();
    let direct = project.well("--help");
    let through_cargo = project.well("schema --help");
    assert_eq!(direct.out, through_cargo.out);
    assert!(direct.out.contains("Usage: cargo schema [OPTIONS] <COMMAND>"), "{}", direct.out);
}

#[test]
fn every_command_has_help_with_its_exit_codes() {
    let project = Project::empty();
    for command in ["init", "snapshot", "check", "diff", "sql", "upgrade", "current", "history", "verify"] {
        project.well(&format!("{command} --help")).says("Examples:").says("Exit codes:");
    }
    project.run(["nonsense"]).code(2);
    project.run::<&str>([]).code(2);
}
