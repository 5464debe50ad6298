//! Tests of parsing and judging database URLs.

use super::*;

#[test]
fn a_url_names_a_file_or_a_server() {
    for (text, shown) in [
        ("sqlite:data/directory.db", "sqlite:data/directory.db"),
        ("sqlite:///var/lib/directory.db", "sqlite:/var/lib/directory.db"),
        ("postgres://u:secret@db:5432/directory?options=x", "postgres://db:5432/directory"),
        ("postgres://u:se%2Fcr%40et:%25@db/d", "postgres://db/d"),
        ("postgresql:///directory?host=/run", "postgres:///directory"),
        ("postgres://u@/d?host=10.0.0.11,10.0.0.12&port=5432,5432", "postgres:///d"),
    ] {
        assert_eq!(text.parse::<DatabaseUrl>().unwrap().to_string(), shown);
    }
}

/// Malformed URLs from an attack on an earlier version, and similar ones. The password is
/// `dirsecretpw`, with something odd in or around it.
const MALFORMED: [(&str, InvalidDatabaseUrl); 40] = [
    ("", InvalidDatabaseUrl::Scheme),
    ("data.db", InvalidDatabaseUrl::Scheme),
    ("sqlite:", InvalidDatabaseUrl::NoPath),
    ("sqlite::memory:", InvalidDatabaseUrl::NoPath),
    ("sqlite:folder/", InvalidDatabaseUrl::NoPath),
    ("sqlite3:a.db", InvalidDatabaseUrl::Scheme),
    ("sqlite:postgres://dir:dirsecretpw@db/d", InvalidDatabaseUrl::Scheme),
    ("sqlite://dir:dirsecretpw@db/d", InvalidDatabaseUrl::Scheme),
    ("postgre://u:dirsecretpw@db/d", InvalidDatabaseUrl::Scheme),
    (" postgres://u:dirsecretpw@db/d", InvalidDatabaseUrl::Scheme),
    ("POSTGRES://u:dirsecretpw@db/d", InvalidDatabaseUrl::Scheme),
    ("postgres:/u:dirsecretpw@db/d", InvalidDatabaseUrl::Scheme),
    ("host=db password=dirsecretpw", InvalidDatabaseUrl::Scheme),
    ("mysql://u:dirsecretpw@db/d", InvalidDatabaseUrl::Scheme),
    ("file:a.db", InvalidDatabaseUrl::Scheme),
    ("postgres://u:dirsecretpw@db", InvalidDatabaseUrl::NoDatabase),
    ("postgres://u:dirsecretpw@db/", InvalidDatabaseUrl::NoDatabase),
    ("postgres://u:dirsecretpw@db/?host=x", InvalidDatabaseUrl::NoDatabase),
    ("postgres://u:dirsecretpw%zz@db/d", InvalidDatabaseUrl::Encoding),
    ("postgres://u:dirsecretpw%@db/d", InvalidDatabaseUrl::Encoding),
    ("postgres://u:dirsecretpw%4@db/d", InvalidDatabaseUrl::Encoding),
    ("postgres://u:dirsecretpw%00@db/d", InvalidDatabaseUrl::Encoding),
    ("postgres://u:dirsecretpw%ff@db/d", InvalidDatabaseUrl::Encoding),
    ("postgres://u:dirsecretpw x@db/d", InvalidDatabaseUrl::Encoding),
    ("postgres://u:dirsecretpw\n@db/d", InvalidDatabaseUrl::Encoding),
    ("postgres://u:dirsecretpw/x@db/d", InvalidDatabaseUrl::Ambiguous),
    ("postgres://u:dirsecretpw?x@db/d", InvalidDatabaseUrl::Ambiguous),
    ("postgres://u:dirsecretpw@x@db/d", InvalidDatabaseUrl::Ambiguous),
    ("postgres://u:x@dirsecretpw@db:9540/d", InvalidDatabaseUrl::Ambiguous),
    ("postgres://u:x/dirsecretpw/y@db/d", InvalidDatabaseUrl::Ambiguous),
    ("postgres://u:1/dirsecretpw/d", InvalidDatabaseUrl::Ambiguous),
    ("postgres://u:dirsecretpw/d", InvalidDatabaseUrl::Host),
    ("postgres://db:dirsecretpw/d", InvalidDatabaseUrl::Host),
    ("postgres://u:x@[dirsecretpw]/d", InvalidDatabaseUrl::Host),
    ("postgres://u:x@db:99999/d", InvalidDatabaseUrl::Host),
    ("postgres://u:x@db;dirsecretpw/d", InvalidDatabaseUrl::Host),
    ("postgres://u:x@db/d?dirsecretpw", InvalidDatabaseUrl::Parameter),
    ("postgres://u:x@db/d?dirsecretpw=1", InvalidDatabaseUrl::Parameter),
    ("postgres://u@db/d?pasword=dirsecretpw", InvalidDatabaseUrl::Parameter),
    ("postgres://u@db/d?service=dirsecretpw", InvalidDatabaseUrl::Parameter),
];

#[test]
fn a_malformed_url_is_refused_without_quoting_it() {
    for (text, expected) in MALFORMED {
        let invalid = text.parse::<DatabaseUrl>().expect_err(text);
        assert_eq!(invalid, expected, "{text}");
        assert!(!invalid.to_string().contains("dirsecret"), "{invalid}");
    }
}

#[test]
fn unencrypted_connections_to_remote_hosts_are_detected() {
    for (text, environment, crosses) in [
        ("sqlite:a.db", None, false),
        ("sqlite:a.db", Some("db.example"), false),
        ("postgres:///d", None, false),
        ("postgres:///d", Some(""), false),
        ("postgres:///d", Some("/run/postgresql"), false),
        ("postgres:///d", Some("db.example"), true),
        ("postgres:///d", Some("localhost,db.example"), true),
        ("postgres://u@:5433/d", Some("db.example"), true),
        ("postgres://localhost/d", Some("db.example"), false),
        ("postgres://localhost/d", None, false),
        ("postgres://u@127.0.0.1:5433/d", None, false),
        ("postgres://[::1]:5432/d", None, false),
        ("postgres://[2001:db8::1]/d", None, true),
        ("postgres:///d?host=/run/postgresql", None, false),
        ("postgres://%2Frun%2Fpostgresql/d", None, false),
        ("postgres://%2frun/d?host=db.example", None, true),
        ("postgres://db.example/d", None, true),
        ("postgres://d%62.example/d", None, true),
        ("postgres://localhost,db.example:5432/d", None, true),
        ("postgres:///d?host=db.example", None, true),
        ("postgres:///d?h%6fst=192.0.2.1", None, true),
        ("postgres://localhost/d?h%6Fst=192.0.2.1", None, true),
        ("postgres://localhost/d?host=localhost&host=db.example", None, true),
        ("postgres:///d?hostaddr=192.0.2.1", None, true),
        ("postgres://localhost/d?hostaddr=192.0.2.1", None, true),
        ("postgres://localhost/d?host%61ddr=192.0.2.1", None, true),
        ("postgres:///d?hostaddr=127.0.0.1,192.0.2.1", None, true),
        ("postgres://db.example/d?hostaddr=127.0.0.1", None, true),
    ] {
        let url: DatabaseUrl = text.parse().unwrap();
        assert_eq!(url.crosses_network_in_clear(environment), crosses, "{text} {environment:?}");
    }
}

#[test]
fn a_secret_in_a_text_is_detected() {
    for (url, text, expected) in [
        ("postgres://u:pass%2Fword@db/d", "failed for pass/word", true),
        ("postgres://u:pass%2Fword@db/d", "failed for pass%2Fword", true),
        ("postgres://u@db/d?password=word", "a word", true),
        ("postgres://u:password@db/d", "connection refused", false),
        ("postgres://u@db/d", "connection refused", false),
    ] {
        assert_eq!(url.parse::<DatabaseUrl>().unwrap().secret_appears_in(text), expected, "{url}");
    }
}
