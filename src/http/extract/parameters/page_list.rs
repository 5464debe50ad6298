//! The parameters of the pages that list organizations: those of the list, and the organizations
//! that a visitor chose to compare.

use super::ParameterSet;
use super::criteria::Criteria;
use super::list::ListQuery;
use super::reader::Reader;
use super::values::year_range;
use crate::catalog::{Comparison, KeyResolution};

const YEARS: &str = "founded";
const COMPARE: &str = "compare";

/// Maximum number of chosen organizations that are looked up.
const MAX_LOOKED_UP: usize = 20;

/// The parameters of a page that lists organizations. It has its own view and no cursor.
pub struct PageListQuery {
    pub list: ListQuery,
    pub chosen: ChosenOrganizations,
    /// The text that was given as years of foundation, if it is not years. The page says so next to
    /// the field.
    pub wrong_years: Option<String>,
}

/// The slugs of the organizations that a visitor chose to compare.
#[derive(Default)]
pub struct ChosenOrganizations {
    /// At most [`Comparison::MAX`].
    pub kept: Vec<String>,
    /// Those beyond the maximum.
    pub left_out: Vec<String>,
}

impl ParameterSet for PageListQuery {
    fn names() -> impl Iterator<Item = &'static str> {
        Criteria::names().chain(["per_page", "page", COMPARE])
    }

    fn read(reader: &mut Reader) -> Self {
        let chosen = ChosenOrganizations::read(reader);
        let wrong_years = read_years(reader);
        Self { list: ListQuery::read(reader), chosen, wrong_years }
    }
}

impl ChosenOrganizations {
    /// Reads the parameter. Keys that are of no organization are ignored, because a link that
    /// a visitor saved may be older than a withdrawal.
    fn read(reader: &mut Reader) -> Self {
        let keys: Vec<String> = reader.many(COMPARE).into_iter().take(MAX_LOOKED_UP).collect();
        if keys.is_empty() {
            return Self::default();
        }
        let Some(snapshot) = reader.snapshot() else { return Self::default() };
        let mut kept: Vec<String> = Vec::new();
        for key in keys {
            if let KeyResolution::Current(entry) | KeyResolution::Redirect(entry) =
                snapshot.resolve_key(&key)
                && entry.withdrawal().is_none()
                && kept.iter().all(|slug| slug != entry.slug())
            {
                kept.push(entry.slug().to_owned());
            }
        }
        let left_out = kept.split_off(kept.len().min(Comparison::MAX));
        Self { kept, left_out }
    }
}

/// Removes years that are wrong, and returns them. Years that are only written in another way
/// become right.
fn read_years(reader: &mut Reader) -> Option<String> {
    let given = reader.given(YEARS);
    let [text] = given.as_slice() else { return None };
    let text = (*text).to_owned();
    let simple = text.replace(['–', '—', '−'], "-").replace(" to ", "-").replace(' ', "");
    let is_right = year_range(&simple).is_some();
    reader.replace(YEARS, is_right.then_some(simple));
    (!is_right).then_some(text)
}
