//! The view of profiles in a response: their keys, and labels.

use super::ParameterValue;
use super::reader::Reader;
use crate::catalog::SERVER_KEYS;
use crate::domain::Organization;

parameters! {
    /// The view of each profile in a response.
    pub struct View {
        /// Root keys of the profile, separated by commas. Each row is then an object of exactly
        /// these keys.
        #[param(example = "slug,name,framing")]
        fields: Fields as String,
        /// `labels` adds the display names of all terms and countries in the response.
        #[param(example = "labels")]
        include: Included as String,
    }
}

/// Root keys of a profile, each once; `None` for the default ones.
#[derive(Default)]
pub struct Fields(pub Option<Vec<String>>);

/// Additions to a response besides profiles.
#[derive(Default)]
pub struct Included {
    /// The display names of terms and countries.
    pub labels: bool,
}

impl ParameterValue for Fields {
    const IS_LIST: bool = true;

    fn read(reader: &mut Reader, name: &'static str) -> Self {
        let known = || Organization::KEYS.iter().copied().chain(SERVER_KEYS);
        let mut fields = Vec::new();
        for field in reader.many(name) {
            if !known().any(|key| key == field) {
                let allowed = || known().map(str::to_owned).collect();
                reader.unknown_value(name, &field, "is not a key of a profile", allowed);
            } else if !fields.contains(&field) {
                fields.push(field);
            }
        }
        Self((!fields.is_empty()).then_some(fields))
    }
}

impl ParameterValue for Included {
    const IS_LIST: bool = true;

    fn read(reader: &mut Reader, name: &'static str) -> Self {
        let mut labels = false;
        for word in reader.many(name) {
            labels |= word == "labels";
            if word != "labels" {
                let allowed = || vec!["labels".to_owned()];
                reader.unknown_value(name, &word, "cannot be included", allowed);
            }
        }
        Self { labels }
    }
}

impl View {
    /// Whether it is the default view.
    pub fn is_usual(&self) -> bool {
        self.fields().is_none() && !self.has_labels()
    }

    pub fn fields(&self) -> Option<&[String]> {
        self.fields.0.as_deref()
    }

    pub fn has_labels(&self) -> bool {
        self.include.labels
    }

    /// Whether the response shows this root key.
    pub fn shows(&self, key: &str) -> bool {
        self.fields().is_none_or(|fields| fields.iter().any(|field| field == key))
    }
}
