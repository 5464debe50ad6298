//! Results: who reports them, and their places and years in words.

use super::profile::{Voice, Voices, is_repeater};
use crate::domain::{Country, NOT_STATED, Outcome, OutcomeKind, Profile, Source};
use crate::text::folded_words;

/// The kinds of parties that report results, the most independent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reporter {
    /// An evaluator who is not part of the organization.
    Evaluation,
    /// A court or a public authority.
    Authority,
    /// Another party, and its own source shows it.
    Independent,
    /// Another party, without its own source, or a blog or an encyclopedia.
    Another,
    /// An organization that is related to this one.
    Related,
    /// The organization itself, or a party that quotes it.
    Itself,
    NotStated,
}

/// Words that only evaluators have in their description.
const EVALUATORS: [&str; 4] = ["evaluation", "evaluations", "evaluator", "evaluators"];

/// Beginnings of the names of courts and public authorities.
const AUTHORITIES: [&str; 7] = [
    "court of",
    "department of",
    "embassy of",
    "government of",
    "ministry of",
    "parliament of",
    "supreme court",
];

impl Reporter {
    /// The party that reports an outcome of a profile.
    pub fn of(outcome: &Outcome, profile: &Profile, voices: &Voices) -> Self {
        let party = outcome.reported_by.as_str();
        if party == NOT_STATED {
            return Self::NotStated;
        }
        match voices.of_party(party) {
            Voice::Own => return Self::Itself,
            Voice::Related => return Self::Related,
            Voice::Other | Voice::Unknown => {}
        }
        let cited = |source: &&Source| outcome.sources.contains(&source.id);
        let mut sources = profile.sources.iter().filter(cited);
        let is_shown = sources.any(|it| voices.is_independent(it));
        let folded = format!(" {} ", folded_words(party));
        let has = |words: &[&str]| words.iter().any(|word| folded.contains(&format!(" {word} ")));
        match () {
            () if !is_shown || has(&["supports"]) || is_repeater(party) => Self::Another,
            () if has(&EVALUATORS) => Self::Evaluation,
            () if has(&AUTHORITIES) => Self::Authority,
            () => Self::Independent,
        }
    }

    /// The label of the result.
    pub fn badge(self) -> &'static str {
        match self {
            Self::Evaluation => "Independent evaluation",
            Self::Authority => "Court or government",
            Self::Independent => "Independent",
            Self::Another => "Reported by others",
            Self::Related => "Related organization",
            Self::Itself => "Self-reported",
            Self::NotStated => "Reporter not stated",
        }
    }

    /// Whether the party is independent of the organization.
    pub fn is_independent(self) -> bool {
        self <= Self::Independent
    }
}

/// The outcomes of a profile with their reporters, the most independent first.
pub fn by_reporter<'p>(profile: &'p Profile, voices: &Voices) -> Vec<(Reporter, &'p Outcome)> {
    let reported = profile.outcomes.iter().map(|it| (Reporter::of(it, profile, voices), it));
    let mut reported: Vec<_> = reported.collect();
    reported.sort_by_key(|(reporter, _)| *reporter);
    reported
}

/// The kind of an outcome in words.
pub fn kind(outcome: &Outcome) -> Option<&'static str> {
    Some(match outcome.kind? {
        OutcomeKind::Reach => "People reached",
        OutcomeKind::Output => "Work done",
        OutcomeKind::Outcome => "Change",
        OutcomeKind::Finding => "Study",
        OutcomeKind::Recognition => "Recognition",
    })
}

/// The places and the time of an outcome: its countries, the note on the place, its years, and the
/// note on the period, without those that are missing.
pub fn details(outcome: &Outcome) -> Vec<String> {
    let places: Vec<&str> = outcome.places.iter().map(|place| place.name()).collect();
    let places = (!places.is_empty()).then(|| places.join(", "));
    // Outcomes of version 0.1 have the code of a country as their note.
    let place = outcome.place.as_ref().map(|place| match place.as_str().parse::<Country>() {
        Ok(country) => country.name().to_owned(),
        Err(_) => place.to_string(),
    });
    let period = outcome.period.as_ref().map(|period| period.as_str().to_owned());
    [places, place, years(outcome), period].into_iter().flatten().collect()
}

/// The party that reports an outcome, in words.
pub fn reporter(outcome: &Outcome) -> String {
    match outcome.reported_by.as_str() {
        NOT_STATED => "the profile does not say who reports it".to_owned(),
        party => format!("reported by {party}"),
    }
}

/// The years of an outcome: `2016`, `2010 to 2016`, `since 2001`, `to 2016`.
pub fn years(outcome: &Outcome) -> Option<String> {
    match (outcome.from.map(|year| year.get()), outcome.to.map(|year| year.get())) {
        (Some(from), Some(to)) if from == to => Some(from.to_string()),
        (Some(from), Some(to)) => Some(format!("{from} to {to}")),
        (Some(from), None) => Some(format!("since {from}")),
        (None, Some(to)) => Some(format!("to {to}")),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::{Node, Organization, parse, read_stored};

    #[test]
    fn the_most_independent_reporters_are_first() {
        let outcome = |reporter: &str, source: &str| json!({"claim": format!("{reporter} says so."), "reported_by": reporter, "sources": [source]});
        let profile = json!({
            "slug": "a", "name": "Freedom Light", "acronym": "FRL", "summary": "It exists.", "kinds": [],
            "parent": {"name": "Example Trust", "slug": null},
            "framing": {"summary": "As a wrong.", "sources": []},
            "method": {"summary": "By tests.", "steps": [], "sources": []},
            "focus_areas": ["bonded-labour"], "approaches": ["rescue"],
            "outcomes": [
                outcome("Freedom Light", "own"),
                outcome("Not stated", "news"),
                outcome("Example Trust", "news"),
                outcome("The Daily News, citing FRL", "news"),
                outcome("A justice blog", "news"),
                outcome("The Daily News", "own"),
                outcome("The Daily News", "news"),
                outcome("US Department of State", "news"),
                outcome("Ann Example, external evaluator", "news"),
            ],
            "sources": [
                {"id": "own", "title": "Our year", "publisher": "Freedom Light"},
                {"id": "news", "title": "A year", "publisher": "The Daily News"},
            ],
        });
        let profile: Organization = read_stored(&profile.to_string()).unwrap();
        let reported = by_reporter(&profile, &Voices::of(&profile, &[]));
        let shown: Vec<(&str, &str)> = reported
            .iter()
            .map(|(it, outcome)| (it.badge(), outcome.reported_by.as_str()))
            .collect();
        assert_eq!(
            shown,
            [
                ("Independent evaluation", "Ann Example, external evaluator"),
                ("Court or government", "US Department of State"),
                ("Independent", "The Daily News"),
                ("Reported by others", "A justice blog"),
                ("Reported by others", "The Daily News"),
                ("Related organization", "Example Trust"),
                ("Self-reported", "Freedom Light"),
                ("Self-reported", "The Daily News, citing FRL"),
                ("Reporter not stated", "Not stated"),
            ]
        );
    }

    #[test]
    fn places_and_years_are_words() {
        for (json, expected) in [
            (r#"{}"#, vec![]),
            (r#"{"from": 2016, "to": 2016, "places": ["GH", "IN"]}"#, vec!["Ghana, India", "2016"]),
            (
                r#"{"from": 2010, "to": 2016, "place": "Lake Volta"}"#,
                vec!["Lake Volta", "2010 to 2016"],
            ),
            (r#"{"from": 2001, "place": "KH"}"#, vec!["Cambodia", "since 2001"]),
            (r#"{"to": 2016, "period": "until summer"}"#, vec!["to 2016", "until summer"]),
        ] {
            let json = json.replacen('{', r#"{"claim": "Some.", "reported_by": "A", "#, 1);
            let json = json.replace(", }", "}");
            let node: Node<'_> = serde_json::from_str(&json).unwrap();
            assert_eq!(details(&parse(&node).unwrap()), expected, "{json}");
        }
    }
}
