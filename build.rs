//! Rebuilds the crate when a file is added to an embedded folder, because the embedding macros
//! track only existing files.
//!
//! It also sets `SITE_BUILD` to a hash of `src/site`, so that browsers do not reuse cached pages
//! and assets of another build, and `CATALOG_BUILD` to a hash of everything by which rows of the
//! catalog become columns, so that no file of columns of another build is read.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=seed_data");
    println!("cargo:rerun-if-changed=src/site");
    let mut hasher = DefaultHasher::new();
    hash(Path::new("src/site"), &mut hasher);
    println!("cargo:rustc-env=SITE_BUILD={:016x}", hasher.finish());
    let mut hasher = DefaultHasher::new();
    for path in ["src/catalog", "src/text", "src/domain", "Cargo.lock"] {
        println!("cargo:rerun-if-changed={path}");
        hash(Path::new(path), &mut hasher);
    }
    println!("cargo:rustc-env=CATALOG_BUILD={:016x}", hasher.finish());
}

/// Hashes the paths and contents of all files in a folder, sorted by name.
fn hash(path: &Path, hasher: &mut DefaultHasher) {
    if let Ok(entries) = fs::read_dir(path) {
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        paths.iter().for_each(|path| hash(path, hasher));
    } else if let Ok(bytes) = fs::read(path) {
        hasher.write(path.as_os_str().as_encoded_bytes());
        hasher.write(&bytes);
    }
}
