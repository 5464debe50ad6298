//! The findings of charts, in a few words. Each sentence is true of any counts: with one
//! organization, with none, and with equal counts.

use std::collections::BTreeMap;

use crate::site::pictures::Count;

/// Maximum number of values with the highest count that a sentence names.
const MAX_NAMED: usize = 3;

/// How sentences speak of the values of a chart.
pub struct Words {
    /// The sentence without values: "Where they work".
    pub neutral: &'static str,
    /// One value: "country".
    pub one: &'static str,
    /// Several values: "countries".
    pub many: &'static str,
    /// Verbs between the organizations and a value, plural and singular: "work in", "works in".
    /// `None` if no verb fits, for example countries in other roles than those of work.
    pub verbs: Option<(&'static str, &'static str)>,
    /// Whether values are names, which keep their first letter in a sentence.
    pub are_names: bool,
}

/// The words of countries of work.
pub const COUNTRIES: Words = Words {
    neutral: "Where they work",
    one: "country",
    many: "countries",
    verbs: Some(("work in", "works in")),
    are_names: true,
};

/// The words of focus areas.
pub const PROBLEMS: Words = Words {
    neutral: "What they work on",
    one: "problem",
    many: "problems",
    verbs: Some(("work on", "works on")),
    are_names: false,
};

/// The words of approaches.
pub const METHODS: Words = Words {
    neutral: "How they work",
    one: "method",
    many: "methods",
    verbs: Some(("use", "uses")),
    are_names: false,
};

impl Words {
    /// The finding of a chart of values, of `total` organizations. The counts need no order.
    pub fn finding(&self, counts: &[Count<'_>], total: usize) -> String {
        let counted: Vec<&Count<'_>> = counts.iter().filter(|count| count.count > 0).collect();
        let highest = counted.iter().map(|count| count.count).max().unwrap_or(0);
        let leading = counted.iter().filter(|count| count.count == highest);
        let leading: Vec<&str> = leading.map(|count| count.label).collect();
        if highest == 0 {
            return self.neutral.to_owned();
        }
        if total == 1 {
            return self.of_one(&leading);
        }
        if leading.len() > MAX_NAMED {
            return format!("No single {} has the most organizations", self.one);
        }
        match self.verbs {
            Some((verb, _)) if highest == total => {
                format!("All {verb} {}", self.listed(&leading, false))
            }
            Some((verb, _)) if highest * 2 > total && leading.len() == 1 => {
                format!("Most {verb} {}", self.listed(&leading, false))
            }
            _ => {
                let has = if leading.len() == 1 { "has" } else { "have" };
                format!("{} {has} the most organizations", self.listed(&leading, true))
            }
        }
    }

    /// The finding of one organization with these values.
    fn of_one(&self, values: &[&str]) -> String {
        match self.verbs {
            Some((_, verb)) if values.len() <= MAX_NAMED => {
                format!("It {verb} {}", self.listed(values, false))
            }
            Some((_, verb)) => format!("It {verb} {} {}", values.len(), self.many),
            None => self.neutral.to_owned(),
        }
    }

    /// "India", "India and Nepal", "India, Nepal and Ghana".
    fn listed(&self, values: &[&str], begins: bool) -> String {
        let written = values.iter().enumerate().map(|(place, value)| {
            let keeps = self.are_names || (begins && place == 0);
            if keeps { (*value).to_owned() } else { in_sentence(value) }
        });
        let mut written: Vec<String> = written.collect();
        match (written.pop(), written.as_slice()) {
            (Some(last), []) => last,
            (Some(last), others) => format!("{} and {last}", others.join(", ")),
            (None, _) => String::new(),
        }
    }
}

/// A label inside a sentence: its first letter in lower case, unless the label has other capitals.
fn in_sentence(label: &str) -> String {
    let mut letters = label.chars();
    match letters.next() {
        Some(first) if !letters.clone().any(char::is_uppercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => label.to_owned(),
    }
}

/// The finding of a timeline: the latest decade since which more than half of the organizations
/// with a known year were founded.
pub fn of_decades(decades: &BTreeMap<i64, usize>) -> String {
    let total: usize = decades.values().sum();
    let mut founded: Vec<(i64, usize)> =
        decades.iter().filter(|(_, count)| **count > 0).map(|(it, count)| (*it, *count)).collect();
    match founded[..] {
        [] => return "When they were founded".to_owned(),
        [(decade, 1)] => return format!("It was founded in the {decade}s"),
        [(decade, _)] => return format!("All were founded in the {decade}s"),
        _ => founded.reverse(),
    }
    let (last, mut since) = (founded[0].0, 0);
    let half = founded.into_iter().find(|(_, count)| {
        since += count;
        since * 2 > total
    });
    match half {
        Some((decade, _)) if decade == last => format!("Most were founded in the {decade}s"),
        Some((decade, _)) if since == total => format!("All were founded since {decade}"),
        Some((decade, _)) => format!("Most were founded since {decade}"),
        None => "When they were founded".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(values: &[(&'static str, usize)]) -> Vec<Count<'static>> {
        let count = |&(label, count)| Count { id: label, label, count, href: String::new() };
        values.iter().map(count).collect()
    }

    #[test]
    fn a_finding_is_true_of_any_counts() {
        for (words, values, total, expected) in [
            (&COUNTRIES, &[][..], 0, "Where they work"),
            (&COUNTRIES, &[][..], 7, "Where they work"),
            (&COUNTRIES, &[("India", 0)][..], 7, "Where they work"),
            (&COUNTRIES, &[("India", 1)][..], 1, "It works in India"),
            (&COUNTRIES, &[("India", 1), ("Nepal", 1)][..], 1, "It works in India and Nepal"),
            (
                &COUNTRIES,
                &[("India", 1), ("Nepal", 1), ("Ghana", 1), ("Chile", 1)][..],
                1,
                "It works in 4 countries",
            ),
            (
                &COUNTRIES,
                &[("Nepal", 3), ("India", 12)][..],
                40,
                "India has the most organizations",
            ),
            // Half is not most.
            (&COUNTRIES, &[("India", 20)][..], 40, "India has the most organizations"),
            (&COUNTRIES, &[("India", 21), ("Nepal", 20)][..], 40, "Most work in India"),
            (&COUNTRIES, &[("India", 40), ("Nepal", 20)][..], 40, "All work in India"),
            (&COUNTRIES, &[("India", 4), ("Nepal", 4)][..], 4, "All work in India and Nepal"),
            (
                &COUNTRIES,
                &[("India", 3), ("Nepal", 3), ("Ghana", 3), ("Chile", 1)][..],
                4,
                "India, Nepal and Ghana have the most organizations",
            ),
            (
                &COUNTRIES,
                &[("India", 3), ("Nepal", 3), ("Ghana", 3), ("Chile", 3)][..],
                4,
                "No single country has the most organizations",
            ),
            (
                &PROBLEMS,
                &[("Forced labour", 30), ("Sex trafficking", 28)][..],
                40,
                "Most work on forced labour",
            ),
            (
                &PROBLEMS,
                &[("Forced labour", 28), ("Sex trafficking", 28)][..],
                40,
                "Forced labour and sex trafficking have the most organizations",
            ),
            (&PROBLEMS, &[("Xinjiang and Uyghurs", 9)][..], 9, "All work on Xinjiang and Uyghurs"),
        ] {
            assert_eq!(words.finding(&counts(values), total), expected, "{values:?} of {total}");
        }
    }

    #[test]
    fn a_finding_without_a_verb_only_ranks() {
        let words = Words { verbs: None, ..COUNTRIES };
        for (values, total, expected) in [
            (&[("India", 1)][..], 1, "Where they work"),
            (&[("India", 9)][..], 9, "India has the most organizations"),
        ] {
            assert_eq!(words.finding(&counts(values), total), expected);
        }
    }

    #[test]
    fn a_timeline_says_since_when_most_were_founded() {
        for (decades, expected) in [
            (&[][..], "When they were founded"),
            (&[(1990, 0)][..], "When they were founded"),
            (&[(1990, 1)][..], "It was founded in the 1990s"),
            (&[(1990, 4)][..], "All were founded in the 1990s"),
            (&[(1830, 1), (1990, 5), (2000, 6), (2010, 5)][..], "Most were founded since 2000"),
            (&[(1990, 1), (2020, 5)][..], "Most were founded in the 2020s"),
            // Half is not most.
            (&[(1990, 5), (2000, 5)][..], "All were founded since 1990"),
            (&[(1980, 1), (1990, 5), (2000, 6)][..], "Most were founded since 1990"),
        ] {
            assert_eq!(of_decades(&decades.iter().copied().collect()), expected, "{decades:?}");
        }
    }
}
