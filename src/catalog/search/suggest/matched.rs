//! Which name of an organization fits what was typed.

use std::borrow::Cow;

use super::wanted::Wanted;
use crate::catalog::Entry;
use crate::catalog::rows::entry::{EntryName, NameRole};
use crate::text::Work;
use crate::text::stem;

/// Steps that making a stem takes.
const STEM: usize = 50;

/// The name of an organization that has all of these words; where there is none,
/// or the work ends before it is found, the display name.
pub fn matched<'s>(entry: &Entry<'s>, words: &[Wanted], work: &Work) -> &'s str {
    let forms: usize = words.iter().map(|wanted| wanted.forms.len()).sum();
    let names = || entry.names().filter(|name| name.role != NameRole::Associated);
    let as_typed = |name: &EntryName<'_>| {
        let parts = || name.folded.split(' ');
        work.spend(forms * parts().count())
            && words.iter().all(|wanted| parts().any(|part| wanted.is_met_as_typed(part)))
    };
    if let Some(name) = names().find(as_typed) {
        return name.written;
    }
    let any_form: Vec<Wanted> = words.iter().map(Wanted::in_any_form).collect();
    let in_any_form = |name: &EntryName<'_>| {
        let parts: Vec<&str> = name.folded.split(' ').collect();
        if !work.spend((forms + STEM) * parts.len()) {
            return false;
        }
        let parts: Vec<(&str, Cow<'_, str>)> =
            parts.into_iter().map(|part| (part, stem(part))).collect();
        let is_met =
            |wanted: &Wanted| parts.iter().any(|(part, stem)| wanted.is_met_by(part, stem));
        any_form.iter().all(is_met)
    };
    names().find(in_any_form).map_or_else(|| entry.name(), |name| name.written)
}
