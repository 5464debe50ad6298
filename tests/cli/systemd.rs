//! `docs/antislavery-directory.service`, judged by systemd's own tools.

use std::fs;
use std::path::Path;

use crate::program::{BINARY, Outcome, run};

const UNIT: &str = "antislavery-directory.service";

fn documented(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(file)).unwrap()
}

fn systemd_analyze(folder: &Path, arguments: &[&str]) -> Outcome {
    let mut command = std::process::Command::new("systemd-analyze");
    run(command.arg("--no-pager").args(arguments).arg(folder.join(UNIT)))
}

#[test]
#[ignore = "needs systemd-analyze: scripts/test runs it"]
fn the_systemd_unit_is_valid_and_exposes_little() {
    let folder = tempfile::tempdir().unwrap();
    let unit = documented(UNIT);
    let installed = unit.replace("/usr/local/bin/antislavery-directory", BINARY);
    assert_ne!(installed, unit);
    fs::write(folder.path().join(UNIT), installed).unwrap();

    let verified = systemd_analyze(folder.path(), &["verify", "--man=no"]);
    assert_eq!((verified.code, verified.stderr.as_str()), (Some(0), ""), "{verified:?}");

    // The highest exposure that is allowed, in tenths.
    let rated = systemd_analyze(folder.path(), &["security", "--offline=true", "--threshold=30"]);
    assert_eq!(rated.code, Some(0), "{rated:?}");
    let rating = rated.last_line().split("service: ").nth(1).unwrap();
    let rating = rating.split(' ').next().unwrap();
    let text = format!("rates its exposure {rating}, of 10");
    let document = documented("operations.md").replace('\n', " ");
    assert!(document.contains(&text), "docs/operations.md does not say: {text}");
}
