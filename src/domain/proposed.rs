//! An organization as far as an editor has described it, to find those that it may duplicate.

use std::collections::BTreeMap;

use super::{Node, Profile};

/// Maximum number of other names and of identifiers that are compared.
const MAX_PARTS: usize = 20;

/// An organization that an editor is about to add. Every part may be missing, unfinished or against
/// the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProposedOrganization {
    pub slug: Option<String>,
    /// The present slug of the organization that is edited, which is not similar to itself; `None`
    /// for a new one.
    pub edited: Option<String>,
    pub name: String,
    pub acronym: Option<String>,
    pub other_names: Vec<String>,
    /// A URL, or a part of one such as `ijm.org`.
    pub website: Option<String>,
    /// The scheme and the value of each identifier, in any spelling.
    pub identifiers: Vec<(String, String)>,
}

impl ProposedOrganization {
    /// The parts of a profile in JSON that can be read; at most 20 other names and identifiers.
    pub fn read(node: &Node<'_>) -> Self {
        let other_names = elements(node.get("other_names"));
        let identifiers = elements(node.get("identifiers"));
        Self {
            slug: text(node.get("slug")),
            edited: None,
            name: text(node.get("name")).unwrap_or_default(),
            acronym: text(node.get("acronym")),
            other_names: other_names.filter_map(|it| text(it.get("value"))).collect(),
            website: text(node.get("website")),
            identifiers: identifiers
                .filter_map(|it| {
                    Some((text(it.get("scheme")).unwrap_or_default(), text(it.get("value"))?))
                })
                .collect(),
        }
    }
}

impl ProposedOrganization {
    /// The parts of a profile that a form has, whose fields are named by pointers with or without the
    /// first slash: `name`, `other_names/0/value`, `identifiers/0/scheme`. Other fields are ignored.
    pub fn from_fields<'f>(fields: impl Iterator<Item = (&'f str, &'f str)>) -> Self {
        let mut proposed = Self::default();
        let mut identifiers: BTreeMap<&str, (String, String)> = BTreeMap::new();
        for (name, value) in fields {
            let value = value.trim();
            let name = name.strip_prefix('/').unwrap_or(name);
            let mut parts = name.split('/');
            let part = (parts.next(), parts.next(), parts.next(), parts.next());
            match part {
                _ if value.is_empty() => {}
                (Some("slug"), None, ..) => proposed.slug = Some(value.to_owned()),
                (Some("name"), None, ..) => proposed.name = value.to_owned(),
                (Some("acronym"), None, ..) => proposed.acronym = Some(value.to_owned()),
                (Some("website"), None, ..) => proposed.website = Some(value.to_owned()),
                (Some("other_names"), Some(_), Some("value"), None) => {
                    proposed.other_names.push(value.to_owned());
                }
                (Some("identifiers"), Some(place), Some(key @ ("scheme" | "value")), None) => {
                    let (scheme, number) = identifiers.entry(place).or_default();
                    *(if key == "scheme" { scheme } else { number }) = value.to_owned();
                }
                _ => {}
            }
        }
        proposed.other_names.truncate(MAX_PARTS);
        let identifiers = identifiers.into_values().filter(|(_, value)| !value.is_empty());
        proposed.identifiers = identifiers.take(MAX_PARTS).collect();
        proposed
    }
}

impl From<&Profile> for ProposedOrganization {
    fn from(profile: &Profile) -> Self {
        let other_names = profile.other_names.iter().take(MAX_PARTS);
        let identifiers = profile.identifiers.iter().take(MAX_PARTS);
        Self {
            slug: Some(profile.slug.to_string()),
            edited: None,
            name: profile.name.to_string(),
            acronym: profile.acronym.as_ref().map(ToString::to_string),
            other_names: other_names.map(|it| it.value.to_string()).collect(),
            website: profile.website.as_ref().map(ToString::to_string),
            identifiers: identifiers
                .map(|it| (it.scheme.as_str().to_owned(), it.value.clone()))
                .collect(),
        }
    }
}

/// A text that is not blank.
fn text(node: Option<&Node<'_>>) -> Option<String> {
    match node? {
        Node::String(text) => Some(text.trim()).filter(|it| !it.is_empty()).map(str::to_owned),
        _ => None,
    }
}

/// The first elements of a list.
fn elements<'n>(list: Option<&'n Node<'n>>) -> impl Iterator<Item = &'n Node<'n>> {
    let elements = match list {
        Some(Node::Array(elements)) => elements.as_slice(),
        _ => &[],
    };
    elements.iter().take(MAX_PARTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_a_form_are_named_by_pointers() {
        let fields = [
            ("name", " Lantern House "),
            ("/website", "lantern.example"),
            ("other_names/0/value", "Lantern"),
            ("other_names/0/kind", "alias"),
            ("other_names/1/value", ""),
            ("identifiers/1/value", "7"),
            ("identifiers/0/value", "54-1"),
            ("identifiers/0/scheme", "us-ein"),
            ("identifiers/2/scheme", "US-EIN"),
            ("founders/0", "Ada"),
            ("name/0", "x"),
        ];
        let expected = ProposedOrganization {
            name: "Lantern House".to_owned(),
            other_names: vec!["Lantern".to_owned()],
            website: Some("lantern.example".to_owned()),
            identifiers: vec![
                ("us-ein".to_owned(), "54-1".to_owned()),
                (String::new(), "7".to_owned()),
            ],
            ..ProposedOrganization::default()
        };
        assert_eq!(ProposedOrganization::from_fields(fields.into_iter()), expected);
    }

    #[test]
    fn everything_that_can_be_read_is_read() {
        let cases = [
            ("null", ProposedOrganization::default()),
            (r#"{"name": 7, "identifiers": "x"}"#, ProposedOrganization::default()),
            (
                r#"{"name": " Lantern House ", "acronym": "", "website": "lantern.example",
                    "other_names": [{"value": "Lantern"}, {"kind": "x"}, 5],
                    "identifiers": [{"scheme": "us-ein", "value": "54-1"}, {"value": "7"}, {}]}"#,
                ProposedOrganization {
                    name: "Lantern House".to_owned(),
                    other_names: vec!["Lantern".to_owned()],
                    website: Some("lantern.example".to_owned()),
                    identifiers: vec![
                        ("us-ein".to_owned(), "54-1".to_owned()),
                        (String::new(), "7".to_owned()),
                    ],
                    ..ProposedOrganization::default()
                },
            ),
        ];
        for (json, expected) in cases {
            let node: Node<'_> = serde_json::from_str(json).unwrap();
            assert_eq!(ProposedOrganization::read(&node), expected, "{json}");
        }
    }
}
