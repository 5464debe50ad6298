//! The places and the years of an outcome in words.

use crate::domain::{Country, NOT_STATED, Outcome};

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
    use super::*;
    use crate::domain::{Node, parse};

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
