//! Values of a page that are not exactly the allowed ones, but can mean only one of them.
//!
//! People type URLs, and other sites link to them: `country=UK`, `focus_area=debt bondage`. A page
//! redirects to the URL with the right values. In the API the right value is only suggested,
//! because a program should send it.

use super::choices::JOINTS;

/// Maximum number of wrong values of one request whose meaning is looked up.
const MAX_MEANINGS: usize = 20;

/// The wrong values of a request that were read as other ones.
#[derive(Default)]
pub struct Corrections {
    corrections: Vec<Correction>,
    /// Number of wrong values whose meaning was looked up.
    looked_up: usize,
}

struct Correction {
    parameter: &'static str,
    given: String,
    meant: String,
}

impl Corrections {
    /// The meaning of a wrong value; not looked up after the first [`MAX_MEANINGS`].
    pub fn meaning(&mut self, find: impl FnOnce() -> Option<String>) -> Option<String> {
        if self.looked_up == MAX_MEANINGS {
            return None;
        }
        self.looked_up += 1;
        find()
    }

    /// Notes that a value was read as another one.
    pub fn note(&mut self, parameter: &'static str, given: &str, meant: &str) {
        let (given, meant) = (given.to_owned(), meant.to_owned());
        self.corrections.push(Correction { parameter, given, meant });
    }

    /// The parameters with the values that were meant; `None` if nothing was corrected, neither
    /// here nor in their names.
    pub fn applied(
        &self,
        pairs: &[(&'static str, String)],
        has_renamed: bool,
    ) -> Option<Vec<(&'static str, String)>> {
        if self.corrections.is_empty() && !has_renamed {
            return None;
        }
        let filled = pairs.iter().filter(|(_, value)| !value.trim().is_empty());
        Some(filled.map(|(name, value)| (*name, self.corrected(name, value))).collect())
    }

    /// The value of a parameter, with each element corrected if it takes several.
    fn corrected(&self, name: &str, value: &str) -> String {
        let known: Vec<&Correction> =
            self.corrections.iter().filter(|it| it.parameter == name).collect();
        if known.is_empty() {
            return value.to_owned();
        }
        let elements = value.split(',').map(str::trim).filter(|element| !element.is_empty());
        let corrected = elements.map(|element| {
            let (sign, given) = match element.strip_prefix('!') {
                Some(given) => ("!", given),
                None => ("", element),
            };
            let meant =
                |given: &str| known.iter().find(|it| it.given == given).map(|it| it.meant.as_str());
            if let Some(meant) = meant(given) {
                return format!("{sign}{meant}");
            }
            let parts: Vec<&str> = given.split(JOINTS).filter(|part| !part.is_empty()).collect();
            if parts.iter().all(|part| meant(part).is_none()) {
                return element.to_owned();
            }
            let parts: Vec<&str> = parts.iter().map(|part| meant(part).unwrap_or(part)).collect();
            format!("{sign}{}", parts.join("+"))
        });
        corrected.collect::<Vec<_>>().join(",")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrected_values_replace_the_given_ones_and_the_others_stay() {
        let pair = |name: &'static str, value: &str| (name, value.to_owned());
        let pairs = [pair("q", "a, b"), pair("country", "IN, UK,!India"), pair("sort", "")];
        let mut corrections = Corrections::default();
        assert_eq!(corrections.applied(&pairs, false), None);

        corrections.note("country", "UK", "GB");
        corrections.note("country", "India", "IN");

        let expected = vec![("q", "a, b".to_owned()), ("country", "IN,GB,!IN".to_owned())];
        assert_eq!(corrections.applied(&pairs, false), Some(expected));
        for (joined, expected) in [("IN+UK", "IN+GB"), ("UK IN,NP", "GB+IN,NP"), ("A b", "A b")] {
            let applied = corrections.applied(&[pair("country", joined)], false);
            assert_eq!(applied, Some(vec![("country", expected.to_owned())]));
        }
    }
}
