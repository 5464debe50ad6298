//! Search in research links and ways to help.

use std::collections::HashSet;

use super::MAX_WORK;
use super::hits::Hits;
use super::identifiers::{Identified, TypedIdentifiers};
use super::interpretation::{Interpretation, QueryMatch, replacements};
use super::plan::{Plan, SearchFields};
use crate::catalog::columns::arrays::Matches;
use crate::catalog::index::profile_texts::{ProfileTexts, Research, WayToHelp};
use crate::catalog::lists::items::{Item, ItemKind};
use crate::catalog::{CatalogError, Snapshot};
use crate::text::{SearchQuery, TypedText, WorkBudget};

impl Snapshot {
    /// The items that match a query and pass a filter, with their scores, unordered; and how the
    /// query was interpreted. `passes` is
    /// the filter; `organizations` are those of all items that can pass it.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub(in crate::catalog) fn search_items(
        &self,
        query: &SearchQuery,
        kind: ItemKind,
        passes: &dyn Fn(Item) -> bool,
        organizations: &Matches,
    ) -> Result<(Vec<(f32, Item)>, Interpretation), CatalogError> {
        if !query.has_words() {
            return Ok((Vec::new(), Interpretation::no_words()));
        }
        let field = match kind {
            ItemKind::Research => self.index.fields().research,
            ItemKind::WayToHelp => self.index.fields().help,
        };
        // One field holds both stems and words.
        let fields = SearchFields { stems: field, words: field };
        let budget = WorkBudget::new(MAX_WORK);
        let typed: Vec<TypedText<'_>> = query.typed().collect();
        let identifiers = TypedIdentifiers::find(&self.columns, &typed);
        let known = identifiers.words(&typed);
        let plan = Plan::new(query, self.index.searcher(), fields, &known, &budget)?;
        let mut found: Vec<(f32, Item)> = Vec::new();
        let mut has_matches = false;
        // The organizations whose identifier is typed come first, with all their items.
        let add_items = |found: &mut Vec<(f32, Item)>, identified: &[Identified<'_>]| {
            for it in identified {
                let number = it.entry.number();
                let items = 0..kind.codes(&self.columns).get(number).len();
                let items = items.map(|place| Item { number, place }).filter(|item| passes(*item));
                found.extend(items.map(|item| (it.score(), item)));
            }
            !identified.is_empty()
        };
        has_matches |= add_items(&mut found, &identifiers.named);
        let mut query_match = QueryMatch::AllWords;
        // All words must match; if no item matches them all, any word is enough.
        let attempts =
            [(QueryMatch::AllWords, plan.all_words()), (QueryMatch::AnyWord, plan.any_word())];
        for (attempt, query) in attempts {
            if attempt == QueryMatch::AnyWord
                && !has_matches
                && add_items(&mut found, &identifiers.of_other_schemes)
            {
                query_match = attempt;
            }
            let identified = found.len();
            let Some(query) = query.filter(|_| attempt == QueryMatch::AllWords || !has_matches)
            else {
                continue;
            };
            Hits::scored(&self.index, &*query)?.for_each_with_scorer(|hit, scorer| {
                has_matches = true;
                let item = hit.item();
                let is_listed = found[..identified].iter().any(|(_, other)| *other == item);
                if passes(item) && !is_listed {
                    found.push((scorer.score(), item));
                }
            })?;
            if has_matches {
                query_match = attempt;
                break;
            }
        }
        let only_excludes = query.words.is_empty() && query.phrases.is_empty();
        if only_excludes {
            let lists = kind.codes(&self.columns);
            let all = organizations.iter().flat_map(|number| {
                let places = 0..lists.get(number).len();
                places.map(move |place| Item { number, place })
            });
            found = all.filter(|item| passes(*item)).map(|item| (0.0, item)).collect();
        }
        if let Some(excluded) = plan.excluded() {
            let mut excluded_items = HashSet::new();
            Hits::unscored(&self.index, &*excluded)?.for_each(|hit| {
                excluded_items.insert(hit.item());
            })?;
            found.retain(|(_, item)| !excluded_items.contains(item));
        }
        let excluded = self.excluded_by_identifier(query);
        found.retain(|(_, item)| !excluded.contains(item.number));
        let corrected = if has_matches { plan.corrections() } else { Vec::new() };
        let slug = |item: &Item| self.entry(item.number).slug();
        let best = found.iter().max_by(|(score, item), (other_score, other)| {
            let by_slug = || slug(other).cmp(slug(item)).then(other.place.cmp(&item.place));
            score.total_cmp(other_score).then_with(by_slug)
        });
        let replaced = match best {
            Some((_, item)) if !corrected.is_empty() => {
                let texts = ProfileTexts::parse(self.entry(item.number).document())?;
                let texts: Vec<&str> = match kind {
                    ItemKind::Research => texts
                        .research
                        .get(item.place)
                        .into_iter()
                        .flat_map(Research::texts)
                        .collect(),
                    ItemKind::WayToHelp => {
                        let ways = texts.ways_to_help.get(item.place).into_iter();
                        ways.flat_map(WayToHelp::texts).collect()
                    }
                };
                replacements(query, corrected, &texts)
            }
            _ => Vec::new(),
        };
        Ok((found, Interpretation::new(query, &replaced, query_match)))
    }
}
