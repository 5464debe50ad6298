//! Redaction: taking one value, or every text, out of a document that must stay valid.
//!
//! [`Redact`] walks a typed document by a JSON pointer. The macros `document!` and `keywords!`
//! implement it for structs and closed lists; the leaf types are at the end of this file. So a new
//! key of a profile can be redacted without a line here.

use super::text::{Line, Text};
use super::{
    Country, Date, FactSources, Identifier, Language, PartialDate, PhoneNumber, RevisionSet, Slug,
    SourceId, ValuePointer, WebUrl, Year,
};

/// The text that replaces a required text. It is a valid text, so a document that contains it can
/// be loaded.
pub const PLACEHOLDER: &str = "[redacted]";

/// Why a value was not redacted. Nothing has changed then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRedacted {
    #[error("the profile has no such value")]
    Missing,
    #[error("the value is empty or redacted already")]
    Empty,
    /// A word, a code or a number that its object needs.
    #[error("the object that has the value needs it; redact the whole object")]
    Needed,
    #[error("only a text can be replaced; leave `replacement` out")]
    NotAText,
    #[error("the replacement breaks a rule: {0}")]
    Replacement(String),
    #[error("without the value the profile breaks a rule: {0}")]
    BreaksRule(String),
}

/// The rest of a value that was blanked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remains {
    /// A placeholder, or nothing.
    Blank,
    /// The value itself, because it was blank already.
    Unchanged,
    /// A word, a code or a number, which cannot be blank.
    Word,
}

/// A part of a document from which values can be taken out.
pub trait Redact: Sized {
    /// Takes out everything that is not needed: an optional value becomes `null`, a list becomes
    /// empty, and a required text becomes the [`PLACEHOLDER`].
    fn blank(&mut self) -> Remains;

    /// Replaces this value, which must be a text.
    fn replace(&mut self, _text: &str) -> Result<(), NotRedacted> {
        Err(NotRedacted::NotAText)
    }

    /// Redacts the value at `path`, below this value.
    fn redact_below(
        &mut self,
        _path: &[String],
        _replacement: Option<&str>,
    ) -> Result<(), NotRedacted> {
        Err(NotRedacted::Missing)
    }

    /// Redacts the value at `path`, or this value if the path is empty.
    ///
    /// # Errors
    ///
    /// When there is no such value, it is blank already, or it cannot go.
    fn redact(&mut self, path: &[String], replacement: Option<&str>) -> Result<(), NotRedacted> {
        match (path, replacement) {
            ([], Some(text)) => self.replace(text),
            ([], None) => match self.blank() {
                Remains::Blank => Ok(()),
                Remains::Unchanged => Err(NotRedacted::Empty),
                Remains::Word => Err(NotRedacted::Needed),
            },
            (path, replacement) => self.redact_below(path, replacement),
        }
    }

    /// Calls `visit` with every text below this value: names, sentences, URLs, identifiers.
    fn visit_texts(&self, _visit: &mut dyn FnMut(&str)) {}

    /// The source that this element of a list cites.
    fn cited(&self) -> Option<&SourceId> {
        None
    }

    /// Calls `visit` with every source that is cited below this value.
    fn visit_citations(&self, _visit: &mut dyn FnMut(&SourceId)) {}

    /// Drops the citations of sources for which `keep` is false.
    fn retain_citations(&mut self, _keep: &dyn Fn(&SourceId) -> bool) {}
}

impl<T: Redact> Redact for Option<T> {
    fn blank(&mut self) -> Remains {
        if self.take().is_some() { Remains::Blank } else { Remains::Unchanged }
    }

    fn replace(&mut self, text: &str) -> Result<(), NotRedacted> {
        self.as_mut().ok_or(NotRedacted::Empty)?.replace(text)
    }

    fn redact_below(
        &mut self,
        path: &[String],
        replacement: Option<&str>,
    ) -> Result<(), NotRedacted> {
        self.as_mut().ok_or(NotRedacted::Missing)?.redact_below(path, replacement)
    }

    fn visit_texts(&self, visit: &mut dyn FnMut(&str)) {
        self.iter().for_each(|it| it.visit_texts(visit));
    }

    fn visit_citations(&self, visit: &mut dyn FnMut(&SourceId)) {
        self.iter().for_each(|it| it.visit_citations(visit));
    }

    fn retain_citations(&mut self, keep: &dyn Fn(&SourceId) -> bool) {
        self.iter_mut().for_each(|it| it.retain_citations(keep));
    }
}

impl<T: Redact> Redact for Vec<T> {
    fn blank(&mut self) -> Remains {
        if self.is_empty() {
            return Remains::Unchanged;
        }
        self.clear();
        Remains::Blank
    }

    fn redact_below(
        &mut self,
        path: &[String],
        replacement: Option<&str>,
    ) -> Result<(), NotRedacted> {
        let Some((index, rest)) = path.split_first() else { return Err(NotRedacted::Missing) };
        let index = list_index(index).filter(|index| *index < self.len());
        let index = index.ok_or(NotRedacted::Missing)?;
        match (rest, replacement) {
            ([], None) => {
                self.remove(index);
                Ok(())
            }
            _ => self[index].redact(rest, replacement),
        }
    }

    fn visit_texts(&self, visit: &mut dyn FnMut(&str)) {
        self.iter().for_each(|it| it.visit_texts(visit));
    }

    fn visit_citations(&self, visit: &mut dyn FnMut(&SourceId)) {
        for element in self {
            element.cited().into_iter().for_each(&mut *visit);
            element.visit_citations(visit);
        }
    }

    fn retain_citations(&mut self, keep: &dyn Fn(&SourceId) -> bool) {
        self.retain(|element| element.cited().is_none_or(keep));
        self.iter_mut().for_each(|element| element.retain_citations(keep));
    }
}

/// The index that a token of a pointer names: digits without a leading zero.
fn list_index(token: &str) -> Option<usize> {
    let is_index = token.bytes().all(|byte| byte.is_ascii_digit())
        && (token == "0" || !token.starts_with('0'));
    token.parse().ok().filter(|_| is_index)
}

/// Implements [`Redact`] for a struct by its fields.
macro_rules! redact_fields {
    ($name:ident { $( $field:ident ),* $(,)? }) => {
        impl $crate::domain::redact::Redact for $name {
            fn blank(&mut self) -> $crate::domain::redact::Remains {
                use $crate::domain::redact::Remains;
                let mut remains = Remains::Unchanged;
                $(
                    if $crate::domain::redact::Redact::blank(&mut self.$field) == Remains::Blank {
                        remains = Remains::Blank;
                    }
                )*
                remains
            }

            fn redact_below(
                &mut self,
                path: &[String],
                replacement: Option<&str>,
            ) -> Result<(), $crate::domain::redact::NotRedacted> {
                match path.split_first() {
                    $(
                        Some((key, rest)) if key == stringify!($field) => {
                            $crate::domain::redact::Redact::redact(
                                &mut self.$field, rest, replacement,
                            )
                        }
                    )*
                    _ => Err($crate::domain::redact::NotRedacted::Missing),
                }
            }

            fn visit_texts(&self, visit: &mut dyn FnMut(&str)) {
                $( $crate::domain::redact::Redact::visit_texts(&self.$field, visit); )*
            }

            fn visit_citations(&self, visit: &mut dyn FnMut(&$crate::domain::SourceId)) {
                $( $crate::domain::redact::Redact::visit_citations(&self.$field, visit); )*
            }

            fn retain_citations(&mut self, keep: &dyn Fn(&$crate::domain::SourceId) -> bool) {
                $( $crate::domain::redact::Redact::retain_citations(&mut self.$field, keep); )*
            }
        }
    };
}

pub(super) use redact_fields;

/// Implements [`Redact`] for texts, which a placeholder can replace.
macro_rules! text {
    ($type:ident) => {
        impl<const MAX: usize> Redact for $type<MAX> {
            fn blank(&mut self) -> Remains {
                let Ok(placeholder) = PLACEHOLDER.parse() else { return Remains::Word };
                if *self == placeholder {
                    return Remains::Unchanged;
                }
                *self = placeholder;
                Remains::Blank
            }

            fn replace(&mut self, text: &str) -> Result<(), NotRedacted> {
                let text = text.parse();
                let text: Self =
                    text.map_err(|it: super::Violation| NotRedacted::Replacement(it.message))?;
                if text == *self {
                    return Err(NotRedacted::Replacement(
                        "it is the text that is there".to_owned(),
                    ));
                }
                *self = text;
                Ok(())
            }

            fn visit_texts(&self, visit: &mut dyn FnMut(&str)) {
                visit(self.as_str());
            }
        }
    };
}

text!(Line);
text!(Text);

/// Implements [`Redact`] for values that are whole or not there: they have no placeholder.
macro_rules! whole {
    ($( $type:ty ),* $(,)?) => {
        $(
            impl Redact for $type {
                fn blank(&mut self) -> Remains {
                    Remains::Word
                }
            }
        )*
    };
}

whole!(bool, Country, Date, Language, PartialDate, RevisionSet, Slug, ValuePointer, Year);

/// Implements [`Redact`] for texts that are whole or not there: a placeholder is none of them.
macro_rules! whole_text {
    ($( $type:ty ),*) => {
        $(
            impl Redact for $type {
                fn blank(&mut self) -> Remains {
                    Remains::Word
                }

                fn visit_texts(&self, visit: &mut dyn FnMut(&str)) {
                    visit(self.as_str());
                }
            }
        )*
    };
}

whole_text!(PhoneNumber, WebUrl);

impl Redact for Identifier {
    fn blank(&mut self) -> Remains {
        Remains::Word
    }

    fn redact_below(&mut self, path: &[String], _: Option<&str>) -> Result<(), NotRedacted> {
        let is_member = matches!(path, [key] if key == "scheme" || key == "value");
        Err(if is_member { NotRedacted::Needed } else { NotRedacted::Missing })
    }

    fn visit_texts(&self, visit: &mut dyn FnMut(&str)) {
        visit(&self.value);
    }
}

impl Redact for SourceId {
    fn blank(&mut self) -> Remains {
        Remains::Word
    }

    fn cited(&self) -> Option<&SourceId> {
        Some(self)
    }
}

impl Redact for FactSources {
    fn blank(&mut self) -> Remains {
        if self.is_empty() {
            return Remains::Unchanged;
        }
        *self = Self::default();
        Remains::Blank
    }

    fn redact_below(
        &mut self,
        path: &[String],
        replacement: Option<&str>,
    ) -> Result<(), NotRedacted> {
        let Some((key, rest)) = path.split_first() else { return Err(NotRedacted::Missing) };
        let list = self.list_mut(key).ok_or(NotRedacted::Missing)?;
        list.redact(rest, replacement)
    }

    fn visit_citations(&self, visit: &mut dyn FnMut(&SourceId)) {
        self.lists().for_each(|list| list.visit_citations(visit));
    }

    fn retain_citations(&mut self, keep: &dyn Fn(&SourceId) -> bool) {
        self.retain(|_, list| {
            let was_empty = list.is_empty();
            list.retain_citations(keep);
            was_empty || !list.is_empty()
        });
    }
}

#[cfg(test)]
mod tests;
