//! A profile that goes through the form comes back as it was.

use crate::domain::{Draft, Node, Organization};

use super::Typed;

/// The canonical JSON of each seed profile.
fn profiles() -> Vec<String> {
    let files = std::fs::read_dir("seed_data/organizations").unwrap();
    let profiles = files.map(|file| {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let node: Node<'_> = serde_json::from_str(&text).unwrap();
        Draft::<Organization>::read(&node).document.unwrap().to_json()
    });
    let profiles: Vec<String> = profiles.collect();
    assert!(profiles.len() > 40);
    profiles
}

/// The canonical JSON of the profile that was typed.
fn written(typed: &Typed) -> String {
    let json = typed.convert().profile.to_string();
    let node: Node<'_> = serde_json::from_str(&json).unwrap();
    Draft::<Organization>::read(&node).document.unwrap().to_json()
}

#[test]
fn a_typed_document_of_a_profile_converts_to_the_same_profile() {
    for profile in profiles() {
        let typed = Typed::of_profile(&serde_json::from_str(&profile).unwrap());
        assert_eq!(written(&typed), profile);
    }
}
