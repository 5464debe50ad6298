//! The results of an organization, and how many of them others report.

use crate::domain::{NOT_STATED, Organization, Outcome};
use crate::text::folded_words;

/// Maximum number of results shown for one organization.
const MAX_SHOWN: usize = 3;

/// The results of one organization, by who reports them.
pub struct Results<'p> {
    /// Number of results.
    pub total: usize,
    /// Number of results that others report.
    pub by_others: usize,
    /// Number of results that the organization itself reports.
    pub by_itself: usize,
    /// The first results; those that others report come first.
    pub shown: Vec<&'p Outcome>,
}

impl<'p> Results<'p> {
    /// The results of a profile. Without a stated reporter, a result is in neither number.
    pub fn of(profile: &'p Organization) -> Self {
        let stated = || profile.outcomes.iter().filter(|it| it.reported_by.as_str() != NOT_STATED);
        let (own, others): (Vec<_>, Vec<_>) =
            stated().partition(|outcome| is_own(profile, outcome.reported_by.as_str()));
        let unstated = profile.outcomes.iter().filter(|it| it.reported_by.as_str() == NOT_STATED);
        let shown = others.iter().chain(&own).copied().chain(unstated).take(MAX_SHOWN);
        Self {
            total: profile.outcomes.len(),
            by_others: others.len(),
            by_itself: own.len(),
            shown: shown.collect(),
        }
    }

    /// The numbers in words: `13 results: 4 reported by others, 9 by the organization itself`.
    pub fn counted(&self) -> String {
        let total = crate::site::display::counted(self.total, "result", "results");
        match (self.by_others, self.by_itself) {
            (0, 0) => total,
            (0, _) => format!("{total}, reported by the organization itself"),
            (_, 0) => format!("{total}, reported by others"),
            (others, own) => {
                format!("{total}: {others} reported by others, {own} by the organization itself")
            }
        }
    }
}

/// Whether a reporter is the organization itself: one of its names is among the words of the
/// reporter, as in "Love146, on Cause IQ".
fn is_own(profile: &Organization, reporter: &str) -> bool {
    let reporter = format!(" {} ", folded_words(reporter));
    let names = [Some(&profile.name), profile.acronym.as_ref()].into_iter().flatten();
    let others = profile.other_names.iter().map(|other| &other.value);
    let mut names = names.chain(others).map(|name| folded_words(name.as_str()));
    names.any(|name| !name.is_empty() && reporter.contains(&format!(" {name} ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::read_stored;

    fn profile(reporters: &[&str]) -> Organization {
        let outcome = |reporter: &&str| serde_json::json!({"claim": format!("Told by {reporter}."), "reported_by": reporter});
        let profile = serde_json::json!({
            "slug": "a",
            "name": "Free the Slaves",
            "acronym": "FTS",
            "summary": "Works.",
            "framing": {"summary": "Poverty."},
            "method": {"summary": "Schools."},
            "focus_areas": ["bonded-labour"],
            "approaches": ["education"],
            "outcomes": reporters.iter().map(outcome).collect::<Vec<_>>(),
        });
        read_stored(&profile.to_string()).unwrap()
    }

    #[test]
    fn results_that_others_report_come_first() {
        for (reporters, counted, first) in [
            (&[][..], "0 results", None),
            (&["FTS"], "1 result, reported by the organization itself", Some("FTS")),
            (&["BBC News"], "1 result, reported by others", Some("BBC News")),
            (&["Not stated"], "1 result", Some("Not stated")),
            (
                &["Free the Slaves, on Cause IQ", "BBC News"],
                "2 results: 1 reported by others, 1 by the organization itself",
                Some("BBC News"),
            ),
        ] {
            let profile = profile(reporters);
            let results = Results::of(&profile);
            assert_eq!(results.counted(), counted, "{reporters:?}");
            let shown = results.shown.first().map(|outcome| outcome.reported_by.as_str());
            assert_eq!(shown, first, "{reporters:?}");
        }
    }

    #[test]
    fn part_of_a_word_is_not_the_name_of_the_organization() {
        let profile = profile(&["FTSE Russell"]);
        assert_eq!(Results::of(&profile).by_others, 1);
    }
}
