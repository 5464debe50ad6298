//! Help texts, usage errors, and the `openapi` command.

use crate::program::{VARIABLES, program, run};

#[test]
fn the_openapi_command_prints_the_committed_document() {
    let printed = run(&mut program(["openapi"]));
    assert_eq!((printed.code, printed.stderr.as_str()), (Some(0), ""));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.json");
    let committed = std::fs::read_to_string(path).unwrap();
    // Not `assert_eq!`, which would print both documents, about 100 kB each.
    assert!(printed.stdout == committed, "regenerate: antislavery-directory openapi > {path}");
}

#[test]
fn schema_prints_the_committed_schemas() {
    for document in ["profile", "term"] {
        let printed = run(&mut program(["schema", document]));
        let path = format!("{}/openapi/{document}.schema.json", env!("CARGO_MANIFEST_DIR"));
        assert_eq!(printed.code, Some(0));
        assert!(printed.stdout == std::fs::read_to_string(&path).unwrap(), "{path} differs");
    }
    assert_eq!(run(&mut program(["schema", "country"])).code, Some(2));
}

#[test]
fn help_names_every_command_and_every_variable() {
    let help = run(&mut program(["--help"]));
    assert_eq!((help.code, help.stderr.as_str()), (Some(0), ""));
    for command in ["serve", "load", "check", "export", "openapi", "schema"] {
        let names = |line: &str| line.trim_start().starts_with(command);
        assert!(help.stdout.lines().any(names), "{command} is not in\n{}", help.stdout);
    }
    for variable in VARIABLES.iter().chain(&["RUST_LOG"]) {
        assert!(help.stdout.contains(variable), "{variable} is not in\n{}", help.stdout);
    }
    assert!(help.stdout.contains("Exit codes: 0 done"), "{}", help.stdout);
}

#[test]
fn wrong_usage_exits_with_2_and_a_hint() {
    for (arguments, word) in [
        (&["--no-such-flag"][..], "--help"),
        (&["--lisen", "127.0.0.1:0"], "--listen"),
        (&["lod", "seed_data"], "load"),
        (&["load"], "PATH"),
        (&["check"], "PATH"),
        (&["export"], "PATH"),
        (&["export", "-", "--format", "xml"], "ndjson"),
        (&["load", "no-such-folder"], "does not exist"),
        (&["check", "no-such-folder"], "does not exist"),
        (&["check", concat!(env!("CARGO_MANIFEST_DIR"), "/LICENSE-MIT")], "rename it"),
        (&["--listen", "8080"], "--listen"),
        (&["--rate-limit", "0"], "`off`"),
        (&["--trusted-proxy", "proxy"], "10.0.0.0/8"),
        (&["--public-url", "ftp://directory.example"], "https"),
        (&["--permalink-base", "https://w3id.example/a?b"], "without a query"),
        (&["--workers", "0"], "--workers"),
        (&["--cache-mib", "much"], "--cache-mib"),
    ] {
        let refused = run(&mut program(arguments));
        assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(refused.stderr.contains(word), "{arguments:?}: {}", refused.stderr);
        assert!(refused.stderr.starts_with("error: "), "{arguments:?}: {}", refused.stderr);
    }
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let arguments = ["-c", "set -o pipefail; \"$0\" openapi | head -c 1"];
    let mut command = std::process::Command::new("bash");
    let outcome = run(command.args(arguments).arg(env!("CARGO_BIN_EXE_antislavery-directory")));
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(0), "{"), "{outcome:?}");
}
