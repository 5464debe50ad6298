//! Builds again when a file is added to what the binary carries: the macros
//! that embed these folders see only the files that were there. And tells one
//! build's pages from another's, so that browsers do not keep old ones.

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
}

/// Takes in every file of a folder, in the order of their names.
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
