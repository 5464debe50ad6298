//! A word that the user typed, and the words that it matches.

use crate::text::{CompletionWord, is_unspaced_word, joined_runs, stem};

/// A word that the user typed, and the words that it matches.
#[derive(Clone)]
pub struct TypedWord {
    pub forms: Vec<WordForm>,
    /// Whether the forms also match as prefixes.
    pub is_prefix: bool,
    /// Whether it is a run of letters of a script without spaces, which matches anywhere in a word.
    pub is_unspaced: bool,
}

/// One word that a typed word matches.
#[derive(Clone)]
pub struct WordForm {
    pub text: String,
    /// The stem, if other words with this stem match too.
    pub stem: Option<String>,
}

impl TypedWord {
    /// Matches only the word as typed, in either spelling.
    pub fn exact(word: CompletionWord<'_>, is_prefix: bool) -> Self {
        let forms = [word.folded].into_iter().chain(word.spelled).map(WordForm::exact);
        let is_unspaced = is_unspaced_word(word.folded);
        Self { forms: forms.collect(), is_prefix, is_unspaced }
    }

    /// Matches only these words.
    pub fn of(forms: Vec<WordForm>) -> Self {
        Self { forms, is_prefix: false, is_unspaced: false }
    }

    /// A copy that also matches words with the same stems.
    pub fn with_stems(&self) -> Self {
        let forms = self.forms.iter().map(|form| {
            let stem = stem(&form.text).into_owned();
            WordForm { text: form.text.clone(), stem: Some(stem) }
        });
        let (is_prefix, is_unspaced) = (self.is_prefix, self.is_unspaced);
        Self { forms: forms.collect(), is_prefix, is_unspaced }
    }

    /// Whether words with the same stems match too.
    pub fn has_stems(&self) -> bool {
        self.forms.iter().any(|form| form.stem.is_some())
    }

    /// Whether a word matches, without regard to stems.
    pub fn matches_exactly(&self, word: &str) -> bool {
        self.forms.iter().any(|form| self.matches_text(form, word))
    }

    /// Whether a word with this stem matches.
    pub fn matches(&self, word: &str, stem: &str) -> bool {
        self.forms.iter().any(|form| {
            // The text of a form may itself be a stem.
            let is_stem = |own: &String| own == stem || form.text == stem;
            self.matches_text(form, word) || form.stem.as_ref().is_some_and(is_stem)
        })
    }

    /// Whether it is a run of letters that a folded text has, perhaps with spaces in it.
    pub fn matches_run(&self, folded: &str) -> bool {
        self.is_unspaced && {
            let text = joined_runs(folded);
            self.forms.iter().any(|form| text.contains(&form.text))
        }
    }

    fn matches_text(&self, form: &WordForm, word: &str) -> bool {
        form.text == word
            || (self.is_prefix && word.starts_with(&form.text))
            || (self.is_unspaced && word.contains(&form.text))
    }
}

impl WordForm {
    pub fn exact(word: &str) -> Self {
        Self { text: word.to_owned(), stem: None }
    }
}
