//! Tests of the built binary: its output, its exit codes, and its responses over HTTP. One module
//! for each topic; `program` runs the binary.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "each test binary uses a part of the support code")]
mod support;

mod backup;
mod chaos;
mod cluster;
mod commands;
mod crowd;
mod database_url;
mod dataset;
mod differential;
mod edits;
mod engines;
mod export;
mod frozen;
mod full_disk;
mod index;
mod index_faults;
mod interruption;
mod keys;
mod kill;
mod load;
mod log;
mod lost_database;
mod missing_directory;
mod mistakes;
mod nginx;
mod program;
mod read_only;
mod redact;
mod restore;
mod secrecy;
mod start;
mod surroundings;
mod systemd;
mod tables;
mod tour;
mod verify;
