//! The results of an organization, and how many of them others report.

use crate::domain::{Organization, Outcome};
use crate::site::display;
use crate::site::outcome::{Reporter, by_reporter};
use crate::site::profile::Voices;

/// Maximum number of results shown for one organization.
const MAX_SHOWN: usize = 3;

/// The results of one organization with their reporters, the most independent first.
pub struct Results<'p> {
    all: Vec<(Reporter, &'p Outcome)>,
}

impl<'p> Results<'p> {
    pub fn of(profile: &'p Organization, voices: &Voices) -> Self {
        Self { all: by_reporter(profile, voices) }
    }

    /// Number of results.
    pub fn total(&self) -> usize {
        self.all.len()
    }

    /// The first results.
    pub fn shown(&self) -> &[(Reporter, &'p Outcome)] {
        &self.all[..self.all.len().min(MAX_SHOWN)]
    }

    /// The numbers in words: `13 results: 2 independent, 1 from others, 10 self-reported`.
    pub fn counted(&self) -> String {
        let count = |is: fn(Reporter) -> bool| self.all.iter().filter(|(it, _)| is(*it)).count();
        let parts = [
            (count(Reporter::is_independent), "independent"),
            (count(|it| matches!(it, Reporter::Another | Reporter::Related)), "from others"),
            (count(|it| it == Reporter::Itself), "self-reported"),
            (count(|it| it == Reporter::NotStated), "without a stated reporter"),
        ];
        let parts = parts.into_iter().filter(|(count, _)| *count > 0);
        let parts: Vec<String> = parts.map(|(count, kind)| format!("{count} {kind}")).collect();
        let total = display::counted(self.all.len(), "result", "results");
        if parts.is_empty() { total } else { format!("{total}: {}", parts.join(", ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::read_stored;

    #[test]
    fn results_are_counted_by_who_reports_them() {
        for (reporters, counted, first) in [
            (&[][..], "0 results", None),
            (&["FTS"], "1 result: 1 self-reported", Some("FTS")),
            (&["Not stated"], "1 result: 1 without a stated reporter", Some("Not stated")),
            (
                &["Free the Slaves", "BBC News", "FTS", "FTS"],
                "4 results: 1 from others, 3 self-reported",
                Some("BBC News"),
            ),
        ] {
            let outcome = |reporter: &&str| serde_json::json!({"claim": "It works.", "reported_by": reporter});
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
            let profile: Organization = read_stored(&profile.to_string()).unwrap();
            let results = Results::of(&profile, &Voices::of(&profile, &[]));
            assert_eq!(results.counted(), counted);
            let shown = results.shown().first().map(|(_, outcome)| outcome.reported_by.as_str());
            assert_eq!(shown, first, "{reporters:?}");
        }
    }
}
