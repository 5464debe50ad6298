//! Database URLs that name another server than they seem to, or contain a password.

use crate::program::{program, run};

#[test]
fn no_message_repeats_a_password() {
    for (url, code) in [
        ("postgres://dir:dirsecretpw%zz@127.0.0.1/dir", 2),
        ("postgres://dir:dirsecretpw/x@127.0.0.1/dir", 2),
        ("postgres://dir:dirsecretpw?x@127.0.0.1/dir", 2),
        ("postgres://dir:dirsecretpw@x@127.0.0.1:9540/dir", 2),
        ("postgres://dir:x@dirsecretpw@127.0.0.1/dir", 2),
        ("postgres://db:dirsecretpw/dir", 2),
        ("postgres://dir@127.0.0.1/dir?pasword=dirsecretpw", 2),
        ("postgres://dir:dirsecretpw@[::1/dir", 2),
        ("sqlite:postgres://dir:dirsecretpw@127.0.0.1/dir", 2),
        ("postgres://dir:dirsecretpw@127.0.0.1:1/dir", 3),
        ("postgres://dir@127.0.0.1:1/dir?password=dirsecretpw", 3),
        ("postgres://dir:dirsecretpw@127.0.0.1:1/dir?connect_timeout=x", 3),
        ("postgres://dir:dirsecretpw@127.0.0.1:1/dir?sslmode=dirsecretpw", 3),
    ] {
        let refused =
            run(program(["keys", "list"]).env("DATABASE_URL", url).env("RUST_LOG", "debug"));

        assert_eq!(refused.code, Some(code), "{url}: {refused:?}");
        assert!(!refused.stderr.contains("dirsecret"), "{url}: {}", refused.stderr);
        assert!(!refused.stdout.contains("dirsecret"), "{url}: {}", refused.stdout);
    }
}

#[test]
fn a_remote_server_is_never_connected_to_in_clear() {
    let elsewhere = "192.0.2.1";
    for (variable, url, expected) in [
        ("PGHOSTADDR", "postgres://dir@localhost/dir", "PGHOSTADDR would override the server"),
        ("PGHOSTADDR", "postgres:///dir", "PGHOSTADDR would override the server"),
        ("PGSERVICE", "postgres://dir@localhost/dir", "PGSERVICE would override the server"),
        ("PGSERVICEFILE", "postgres:///dir", "PGSERVICEFILE would override the server"),
        ("PGHOST", "postgres:///dir", "--database-link-is-safe"),
        ("X", "postgres://localhost/dir?h%6fst=192.0.2.1", "--database-link-is-safe"),
        ("X", "postgres://localhost/dir?host%61ddr=192.0.2.1", "--database-link-is-safe"),
        ("X", "postgres://localhost,192.0.2.1/dir", "--database-link-is-safe"),
    ] {
        for command in [vec!["keys", "list"], vec!["verify"], vec!["serve"]] {
            let mut program = program(command);
            let refused = run(program.env("DATABASE_URL", url).env(variable, elsewhere));

            assert!(refused.sentence(2).contains(expected), "{variable} {url}: {}", refused.stderr);
        }
    }
}
