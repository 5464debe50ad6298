//! Examples, short enough for a page.

use serde_json::Value;

use crate::site::reference::Example;

/// Maximum number of elements of an array in an example.
const MAX_ELEMENTS: usize = 2;

/// Maximum number of characters of an example in a format other than JSON.
const MAX_CHARACTERS: usize = 1500;

/// An example without most elements of its long lists, or without most of a long text.
pub fn example(value: &Value) -> Example {
    if let Value::String(text) = value {
        let cut = text.char_indices().nth(MAX_CHARACTERS).map(|(at, _)| &text[..at]);
        let shown = cut.map(|text| format!("{text}…"));
        return Example {
            is_shortened: shown.is_some(),
            text: shown.unwrap_or_else(|| text.clone()),
        };
    }
    let mut shown = value.clone();
    shorten(&mut shown);
    Example { is_shortened: shown != *value, text: format!("{shown:#}") }
}

/// The example of a form, as it is sent.
pub fn form_example(value: &Value) -> Example {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in value.as_object().into_iter().flatten() {
        form.append_pair(name, value.as_str().unwrap_or_default());
    }
    Example { is_shortened: false, text: form.finish() }
}

fn shorten(value: &mut Value) {
    match value {
        Value::Array(elements) => {
            elements.truncate(MAX_ELEMENTS);
            elements.iter_mut().for_each(shorten);
        }
        Value::Object(members) => members.values_mut().for_each(shorten),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_are_shortened_at_every_depth() {
        let short = example(&json!({"a": [{"b": [1, 2, 3]}, 2], "c": "d"}));
        let expected = json!({"a": [{"b": [1, 2]}, 2], "c": "d"});
        assert_eq!((short.text, short.is_shortened), (format!("{expected:#}"), true));
        assert!(!example(&json!([1, 2])).is_shortened);
    }

    #[test]
    fn forms_are_encoded_as_they_are_sent() {
        assert_eq!(
            form_example(&json!({"queries": "{\"a\": 1}"})).text,
            "queries=%7B%22a%22%3A+1%7D"
        );
    }

    #[test]
    fn texts_are_cut_between_characters() {
        let long = example(&json!("é".repeat(2000)));
        assert_eq!((long.text.chars().count(), long.is_shortened), (1501, true));
        assert_eq!(example(&json!("a\nb")).text, "a\nb");
    }
}
