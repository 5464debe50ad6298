//! Finding links to research and ways to help by what somebody types.

use std::collections::HashSet;

use super::MAX_WORK;
use super::hits::Hits;
use super::plan::{Asked, Plan};
use crate::catalog::columns::arrays::Matches;
use crate::catalog::lists::items::{Item, ItemKind};
use crate::catalog::{CatalogError, Snapshot};
use crate::text::Question;
use crate::text::Work;

impl Snapshot {
    /// Who of those that pass answers a question, with its score, in no order.
    /// `among` are the organizations of all that pass.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub(in crate::catalog) fn items_answering(
        &self,
        question: &Question,
        kind: ItemKind,
        passes: &dyn Fn(Item) -> bool,
        among: &Matches,
    ) -> Result<Vec<(f32, Item)>, CatalogError> {
        let field = match kind {
            ItemKind::Research => self.index.fields().research,
            ItemKind::WayToHelp => self.index.fields().help,
        };
        // Stems and words stand in one field.
        let asked = Asked { stems: field, words: field };
        let work = Work::limited_to(MAX_WORK);
        let plan = Plan::new(question, self.index.searcher(), asked, &work)?;
        let mut found: Vec<(f32, Item)> = Vec::new();
        let mut is_met = false;
        // All words must be met; where nothing meets them all, any one is enough.
        for query in [plan.all(), plan.any()].into_iter().flatten() {
            Hits::ranked(&self.index, &*query)?.each_with_scorer(|hit, scorer| {
                is_met = true;
                let item = hit.item();
                if passes(item) {
                    found.push((scorer.score(), item));
                }
            })?;
            if is_met {
                break;
            }
        }
        let asks_nothing = question.words.is_empty() && question.phrases.is_empty();
        if asks_nothing {
            let lists = kind.codes(&self.columns);
            let all = among.iter().flat_map(|number| {
                let places = 0..lists.get(number).len();
                places.map(move |place| Item { number, place })
            });
            found = all.filter(|item| passes(*item)).map(|item| (0.0, item)).collect();
        }
        if let Some(excluded) = plan.excluded() {
            let mut excludes = HashSet::new();
            Hits::of(&self.index, &*excluded)?.each(|hit| {
                excludes.insert(hit.item());
            })?;
            found.retain(|(_, item)| !excludes.contains(item));
        }
        Ok(found)
    }
}
