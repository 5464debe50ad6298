//! Builds again when a file is added to what the binary carries: the macros
//! that embed these folders see only the files that were there.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=seed_data");
}
