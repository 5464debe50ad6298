//! The parameter that selects profiles which are due for review.

use super::ParameterValue;
use super::choices::read_choice;
use super::meant::meant_among;
use super::reader::Reader;
use super::values::words;
use crate::catalog::{DueCondition, DueLimits};
use crate::domain::{DueReason, Keyword};

/// The value that means every reason.
const ANY: &str = "true";

/// The reasons that a request names; `None` if it has no such condition.
pub struct DueChoice(Option<(Vec<DueReason>, Vec<DueReason>)>);

impl ParameterValue for DueChoice {
    const IS_LIST: bool = true;

    fn read(reader: &mut Reader, name: &'static str) -> Self {
        let allowed = || [vec![ANY.to_owned()], words::<DueReason>()].concat();
        let is_word = |word: &str| word == ANY || DueReason::from_word(word).is_some();
        let choice = read_choice(reader, name, false, is_word, |reader, word| {
            reader.read_instead(name, word, || meant_among(word, allowed()), allowed)
        });
        let reasons = |words: &[String]| -> Vec<DueReason> {
            let has = |reason: &str| words.iter().any(|word| word == reason || word == ANY);
            DueReason::ALL.iter().copied().filter(|reason| has(reason.as_str())).collect()
        };
        Self((!choice.is_empty()).then(|| (reasons(&choice.any), reasons(&choice.none))))
    }
}

impl DueChoice {
    /// The condition with these limits.
    pub fn with(self, limits: DueLimits) -> Option<DueCondition> {
        self.0.map(|(any, none)| DueCondition { any, none, limits })
    }
}

/// A condition as its parameter is written.
pub fn due_text(due: &DueCondition) -> String {
    let written = |reasons: &[DueReason]| {
        if reasons.len() == DueReason::ALL.len() {
            return vec![ANY];
        }
        reasons.iter().map(|reason| reason.as_str()).collect()
    };
    let none = written(&due.none).into_iter().map(|reason| format!("!{reason}"));
    written(&due.any).into_iter().map(str::to_owned).chain(none).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_written_as_it_is_read() {
        for (given, written) in [
            ("", None),
            ("true", Some("true")),
            ("status_unknown,never_verified", Some("never_verified,status_unknown")),
            ("true,status_unknown", Some("true")),
            ("true,!status_unknown", Some("true,!status_unknown")),
            ("!true", Some("!true")),
        ] {
            let query = format!("due={}", given.replace('!', "%21"));
            let mut reader = Reader::of_query(&query, &["due"], None);
            let limits = DueLimits::on("2026-11-30".parse().unwrap());
            let condition = DueChoice::read(&mut reader, "due").with(limits);
            assert_eq!(condition.as_ref().map(due_text).as_deref(), written, "{given}");
            assert!(reader.finish().is_ok(), "{given}");
        }
    }
}
