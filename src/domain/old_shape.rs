//! Documents of version 0.1, which are still read: in stored revisions, exports, datasets, seed
//! files, and bodies of requests.
//!
//! A document of the old shape is brought to the present one as JSON, before it is read. Elements
//! keep their places, and a value that breaks a rule stays as it is or is reported here, so that
//! every violation has the pointer that the client wrote.

use std::borrow::Cow;

use super::{
    AffiliationKind, CaveatTopic, Code, Keyword, Label, Node, Organization, Pointer, Read, Slug,
    SubjectKind, Term, Violation, abbreviate, read_stored,
};

/// Keys that every profile of the present shape may have and none of the old shape had. A profile
/// without any of them is of the old shape.
const NEW_KEYS: [&str; 5] = ["related", "kinds", "populations", "sectors", "scope"];

/// Keys of a profile that a caveat could concern in the old shape only.
const OLD_TOPICS: [&str; 6] =
    ["slug", "withdrawal", "caveats", "fact_sources", "withheld", "verified_at"];

/// The party that reports an outcome whose profile did not name it.
pub const NOT_STATED: &str = "Not stated";

/// The summary of a way to help that says neither how nor where.
const HOW_IS_NOT_STATED: &str = "How to do this is not stated.";

/// Affiliations of the old shape, each with the kind of organization that it means.
const KINDS_BY_AFFILIATION: [(&str, &str); 2] =
    [("governmental", "public-body"), ("academic", "research-institute")];

type Members<'t> = Vec<(Cow<'t, str>, Node<'t>)>;

/// The profile in the present shape; `None` if it has that shape already, or is not an object.
pub(super) fn upgraded_profile<'t>(profile: &Node<'t>) -> Option<Node<'t>> {
    let Node::Object(members) = profile else { return None };
    if members.iter().any(|(key, _)| NEW_KEYS.contains(&&**key)) {
        return None;
    }
    let mut members = members.clone();
    let mut kinds = Vec::new();
    for (key, value) in &mut members {
        match &**key {
            "affiliation" => kinds.extend(upgrade_affiliation(value)),
            "outcomes" => each_object(value, |it| add(it, "reported_by", NOT_STATED)),
            "ways_to_help" => each_object(value, upgrade_way_to_help),
            "caveats" => each_object(value, upgrade_caveat),
            _ => {}
        }
    }
    let kinds = kinds.into_iter().map(text_node).collect();
    members.push((Cow::Borrowed("kinds"), Node::Array(kinds)));
    Some(Node::Object(members))
}

/// Reports an unknown affiliation of a profile of the old shape with all that it allowed.
pub(super) fn allow_old_affiliations(profile: &Node<'_>, found: &mut [Violation]) {
    let kind = profile.get("affiliation").and_then(|it| text(it.get("kind")?));
    let Some(kind) = kind else { return };
    let is_unknown =
        |it: &&mut Violation| it.code == Code::UnknownValue && it.pointer == "/affiliation/kind";
    for violation in found.iter_mut().filter(is_unknown) {
        violation.message = format!("`{}` is not allowed here", abbreviate(kind));
        let new = AffiliationKind::ALL.iter().map(|kind| kind.as_str());
        let old = KINDS_BY_AFFILIATION.iter().map(|(affiliation, _)| *affiliation);
        *violation = violation.clone().with_allowed(kind, new.chain(old));
    }
}

/// An affiliation is about faith now. Returns the kind of organization that it meant before.
fn upgrade_affiliation<'t>(affiliation: &mut Node<'t>) -> Option<&'static str> {
    let Node::Object(members) = affiliation else { return None };
    let word = members.iter().find(|(key, _)| key == "kind").and_then(|(_, kind)| text(kind))?;
    if let Some((_, kind)) = KINDS_BY_AFFILIATION.iter().find(|(old, _)| *old == word) {
        *affiliation = Node::Null;
        return Some(kind);
    }
    // Only a faith has a tradition now.
    if word == "secular" {
        members
            .retain(|(key, tradition)| key != "tradition" || !matches!(tradition, Node::String(_)));
    }
    None
}

fn upgrade_way_to_help(way: &mut Members<'_>) {
    let has = |key: &str| way.iter().any(|(it, value)| it == key && *value != Node::Null);
    if !has("url") && !has("summary") && !has("helpline") {
        way.retain(|(key, _)| key != "summary");
        add(way, "summary", HOW_IS_NOT_STATED);
    }
}

fn upgrade_caveat(caveat: &mut Members<'_>) {
    add(caveat, "kind", "data");
    for (key, topic) in caveat {
        let is_old =
            |topic: &str| OLD_TOPICS.contains(&topic) && CaveatTopic::from_word(topic).is_none();
        if key == "about" && text(topic).is_some_and(is_old) {
            *topic = text_node("summary");
        }
    }
}

/// Calls `upgrade` with the members of each object in a list.
fn each_object<'t>(list: &mut Node<'t>, upgrade: impl Fn(&mut Members<'t>)) {
    let Node::Array(items) = list else { return };
    for item in items {
        if let Node::Object(members) = item {
            upgrade(members);
        }
    }
}

/// Adds a member, unless there is one with this key.
fn add<'t>(members: &mut Members<'t>, key: &'static str, value: &'static str) {
    if !members.iter().any(|(it, _)| it == key) {
        members.push((Cow::Borrowed(key), text_node(value)));
    }
}

/// The term in the present shape; `None` if it has that shape already, or is not an object. Reports the
/// violations of the keys that it replaces.
pub(super) fn upgraded_term<'t>(
    term: &Node<'t>,
    at: &Pointer<'_>,
    found: &mut Vec<Violation>,
) -> Option<Node<'t>> {
    let Node::Object(members) = term else { return None };
    let is_old = |(key, value): &(Cow<'_, str>, Node<'_>)| match &**key {
        "broader" => matches!(value, Node::String(_) | Node::Null),
        "same_as" => term.get("legal_basis").is_none(),
        _ => false,
    };
    if !members.iter().any(is_old) {
        return None;
    }
    let upgraded = members.iter().map(|member| match &*member.0 {
        _ if !is_old(member) => member.clone(),
        "broader" => (Cow::Borrowed("broader"), broader_list(&member.1, at, found)),
        _ => (Cow::Borrowed("legal_basis"), legal_basis(&member.1, at, found)),
    });
    Some(Node::Object(upgraded.collect()))
}

fn broader_list<'t>(broader: &Node<'t>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Node<'t> {
    let slug = <Option<Slug>>::read(broader, &at.key("broader"), found).flatten();
    Node::Array(slug.map(|_| broader.clone()).into_iter().collect())
}

fn legal_basis<'t>(same_as: &Node<'t>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Node<'t> {
    let labels = <Vec<Label>>::read(same_as, &at.key("same_as"), found).unwrap_or_default();
    let objects = labels.iter().map(|label| {
        let label = Node::String(Cow::Owned(label.as_str().to_owned()));
        Node::Object(vec![(Cow::Borrowed("label"), label)])
    });
    Node::Array(objects.collect())
}

fn text<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    match node {
        Node::String(text) => Some(text),
        _ => None,
    }
}

fn text_node<'t>(text: &'static str) -> Node<'t> {
    Node::String(Cow::Borrowed(text))
}

/// The canonical JSON of a stored document in the present shape. A document that cannot be read
/// stays as it is.
pub fn in_present_shape(subject: SubjectKind, document: String) -> String {
    // A quote within a text is escaped, so this can only be a key, and every canonical document of
    // the present shape has it.
    let (new_key, is_profile) = match subject {
        SubjectKind::Organization => ("\"related\":", true),
        _ => ("\"legal_basis\":", false),
    };
    if document.contains(new_key) {
        return document;
    }
    let upgraded = if is_profile {
        read_stored::<Organization>(&document).map(|profile| profile.to_json())
    } else {
        read_stored::<Term>(&document).map(|term| term.to_json())
    };
    upgraded.unwrap_or(document)
}

#[cfg(test)]
mod tests;
