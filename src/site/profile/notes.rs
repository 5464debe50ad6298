//! The caveats of a profile where they matter: criticism in the section that it concerns, and
//! smaller notes on the limits of the data.

use crate::domain::{Caveat, CaveatKind, CaveatTopic, Keyword, Profile};
use crate::site::display;
use crate::site::excerpt::excerpt;

/// Number of sentences of a dispute that a section shows.
const SENTENCES: usize = 2;

/// Maximum number of characters of a dispute that a section shows.
const CHARACTERS: usize = 320;

/// A part of the profile page that shows caveats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotedPart {
    Facts,
    Framing,
    Method,
    Countries,
    Outcomes,
    Leadership,
    Research,
    Help,
    Sources,
}

/// The parts that show disputes as text, in the order of the page, with their ids.
const WITH_TEXT: [(NotedPart, &str); 8] = [
    (NotedPart::Framing, "framing"),
    (NotedPart::Method, "method"),
    (NotedPart::Countries, "countries"),
    (NotedPart::Outcomes, "outcomes"),
    (NotedPart::Leadership, "leadership"),
    (NotedPart::Research, "research"),
    (NotedPart::Help, "help"),
    (NotedPart::Sources, "sources"),
];

/// The caveats of one kind that concern one key.
pub struct Notes<'p> {
    /// The key, which is part of the id of the full texts.
    pub key: &'static str,
    /// The subject that they concern, in words.
    pub about: String,
    pub caveats: Vec<&'p Caveat>,
}

impl Notes<'_> {
    /// The beginning of each.
    pub fn excerpts(&self) -> Vec<String> {
        let text = |caveat: &&Caveat| excerpt(caveat.note.as_str(), SENTENCES, CHARACTERS);
        self.caveats.iter().map(text).collect()
    }
}

/// The part of the page that shows the caveats on a topic.
fn part_of(topic: CaveatTopic) -> NotedPart {
    use CaveatTopic as Topic;
    match topic {
        Topic::Name
        | Topic::Acronym
        | Topic::OtherNames
        | Topic::Status
        | Topic::Founded
        | Topic::Founders
        | Topic::Headquarters
        | Topic::Website
        | Topic::Identifiers
        | Topic::Affiliation
        | Topic::Parent
        | Topic::Related
        | Topic::Kinds
        | Topic::Scope => NotedPart::Facts,
        Topic::Summary | Topic::Framing | Topic::FocusAreas => NotedPart::Framing,
        Topic::Method | Topic::Approaches | Topic::Populations | Topic::Sectors => {
            NotedPart::Method
        }
        Topic::Countries => NotedPart::Countries,
        Topic::Outcomes => NotedPart::Outcomes,
        Topic::Governance => NotedPart::Leadership,
        Topic::Research => NotedPart::Research,
        Topic::WaysToHelp | Topic::Media => NotedPart::Help,
        Topic::Sources => NotedPart::Sources,
    }
}

/// The caveats of a kind that a part of the page shows, by key.
pub fn notes(profile: &Profile, part: NotedPart, kind: CaveatKind) -> Vec<Notes<'_>> {
    let topics = CaveatTopic::ALL.iter().filter(|topic| part_of(**topic) == part);
    let groups = topics.map(|&topic| {
        let concerns = |it: &&Caveat| it.about == topic && it.kind == kind;
        let caveats = profile.caveats.iter().filter(concerns).collect();
        Notes { key: topic.as_str(), about: about(topic.as_str()), caveats }
    });
    groups.filter(|notes| !notes.caveats.is_empty()).collect()
}

/// Number of disputes in a profile.
pub fn dispute_count(profile: &Profile) -> usize {
    profile.caveats.iter().filter(|it| it.kind == CaveatKind::Disputed).count()
}

/// The id of the element that shows the first dispute of the page, if there is one.
pub fn first_dispute(profile: &Profile) -> Option<String> {
    let shows =
        |(part, _): &&(NotedPart, &str)| !notes(profile, *part, CaveatKind::Disputed).is_empty();
    let with_text = WITH_TEXT.iter().find(shows).map(|(_, id)| format!("disputed-{id}"));
    with_text.or_else(|| {
        let first = profile.caveats.iter().find(|it| it.kind == CaveatKind::Disputed)?;
        Some(format!("caveat-{}", first.about.as_str()))
    })
}

/// The heading of the caveats on a key: a noun, as in a list of contents.
pub fn about(key: &str) -> String {
    match key {
        "founded" => "Founding date".to_owned(),
        "framing" => "How they frame the problem".to_owned(),
        "method" => "Methods".to_owned(),
        "outcomes" => "Results".to_owned(),
        "countries" => "Countries".to_owned(),
        "governance" => "Leadership and money".to_owned(),
        "scope" => "Reach".to_owned(),
        "focus_areas" => "What they work against".to_owned(),
        "approaches" => "How they work".to_owned(),
        key => display::capitalized(&display::key_name(key)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::{Organization, read_stored};

    fn with_caveats(caveats: &[(&str, &str)]) -> Organization {
        let caveat = |(about, kind): &(&str, &str)| json!({"about": about, "kind": kind, "note": "One. Two. Three.", "sources": []});
        let caveats: Vec<_> = caveats.iter().map(caveat).collect();
        let profile = json!({
            "slug": "a", "name": "A", "summary": "It exists.",
            "framing": {"summary": "As a wrong.", "sources": []},
            "method": {"summary": "By tests.", "steps": [], "sources": []},
            "focus_areas": ["bonded-labour"], "approaches": ["rescue"], "kinds": [],
            "caveats": caveats,
        });
        read_stored(&profile.to_string()).unwrap()
    }

    #[test]
    fn each_caveat_is_shown_by_exactly_one_part() {
        let all: Vec<(&str, &str)> =
            CaveatTopic::ALL.iter().map(|topic| (topic.as_str(), "disputed")).collect();
        let profile = with_caveats(&all);
        let parts = WITH_TEXT.iter().map(|(part, _)| *part).chain([NotedPart::Facts]);
        let shown = parts.flat_map(|part| notes(&profile, part, CaveatKind::Disputed));
        assert_eq!(shown.map(|it| it.caveats.len()).sum::<usize>(), all.len());
    }

    #[test]
    fn the_first_dispute_is_the_first_on_the_page() {
        for (caveats, expected) in [
            (&[][..], None),
            (&[("method", "data")], None),
            (&[("founded", "disputed")], Some("caveat-founded")),
            (&[("founded", "disputed"), ("outcomes", "disputed")], Some("disputed-outcomes")),
            (&[("outcomes", "disputed"), ("approaches", "disputed")], Some("disputed-method")),
        ] {
            assert_eq!(first_dispute(&with_caveats(caveats)).as_deref(), expected, "{caveats:?}");
        }
    }

    #[test]
    fn a_section_shows_the_first_sentences_of_a_dispute() {
        let profile = with_caveats(&[("method", "disputed"), ("method", "data")]);
        let shown = notes(&profile, NotedPart::Method, CaveatKind::Disputed);
        assert_eq!(shown[0].excerpts(), ["One. Two."]);
    }
}
