//! A typed word, and the words that are taken for it.

use crate::text::stem;

/// A typed word, and the words that are taken for it.
#[derive(Clone)]
pub struct Wanted {
    pub forms: Vec<Form>,
    /// Whether words that only begin so will do.
    pub is_open: bool,
}

/// One word that is taken for a typed one.
#[derive(Clone)]
pub struct Form {
    pub text: String,
    /// Its stem, where words with the same stem will do too.
    pub stem: Option<String>,
}

impl Wanted {
    pub fn exactly(word: &str, is_open: bool) -> Self {
        Self { forms: vec![Form::exactly(word)], is_open }
    }

    /// The same, met by other forms of the words too.
    pub fn in_any_form(&self) -> Self {
        let forms = self.forms.iter().map(|form| {
            let stem = stem(&form.text).into_owned();
            Form { text: form.text.clone(), stem: Some(stem) }
        });
        Self { forms: forms.collect(), is_open: self.is_open }
    }

    /// Whether other forms of the words will do.
    pub fn is_any_form(&self) -> bool {
        self.forms.iter().any(|form| form.stem.is_some())
    }

    /// Whether a word meets it as it is.
    pub fn is_met_as_typed(&self, word: &str) -> bool {
        self.forms.iter().any(|form| self.is_text(form, word))
    }

    /// Whether a word with this stem meets it.
    pub fn is_met_by(&self, word: &str, stem: &str) -> bool {
        self.forms.iter().any(|form| {
            // A form may be a stem itself.
            let is_stem = |own: &String| own == stem || form.text == stem;
            self.is_text(form, word) || form.stem.as_ref().is_some_and(is_stem)
        })
    }

    fn is_text(&self, form: &Form, word: &str) -> bool {
        form.text == word || (self.is_open && word.starts_with(&form.text))
    }
}

impl Form {
    pub fn exactly(word: &str) -> Self {
        Self { text: word.to_owned(), stem: None }
    }
}
