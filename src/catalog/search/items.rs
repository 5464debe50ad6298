//! Search in research links and ways to help.

use std::collections::HashSet;

use tantivy::query::Query;

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
    /// query was interpreted. `passes` is the filter; `organizations` are those of all items that
    /// can pass it.
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
        let search = ItemSearch { snapshot: self, kind, passes };
        let Found { mut items, has_matches, query_match } = search.find(&plan, &identifiers)?;
        let only_excludes = query.words.is_empty() && query.phrases.is_empty();
        if only_excludes {
            items = search.all_of(organizations.iter()).map(|item| (0.0, item)).collect();
        }
        search.exclude(&plan, query, &mut items)?;
        let corrected = if has_matches { plan.corrections() } else { Vec::new() };
        let replaced = match search.best(&items) {
            Some(item) if !corrected.is_empty() => {
                let texts = ProfileTexts::parse(self.entry(item.number).document())?;
                replacements(query, corrected, &texts_of(&texts, kind, item.place))
            }
            _ => Vec::new(),
        };
        Ok((items, Interpretation::new(query, &replaced, query_match)))
    }
}

/// A search in the items of one kind that pass a filter.
struct ItemSearch<'s> {
    snapshot: &'s Snapshot,
    kind: ItemKind,
    passes: &'s dyn Fn(Item) -> bool,
}

/// The items that a query found.
struct Found {
    /// With their scores, unordered.
    items: Vec<(f32, Item)>,
    /// Whether the query matches an item, even one that the filter excludes.
    has_matches: bool,
    query_match: QueryMatch,
}

impl ItemSearch<'_> {
    /// All words must match; if no item matches them all, any word is enough. The organizations
    /// whose identifier is typed come first, with all their items.
    fn find(
        &self,
        plan: &Plan<'_>,
        identifiers: &TypedIdentifiers<'_>,
    ) -> Result<Found, CatalogError> {
        let mut found = Found {
            items: self.identified(&identifiers.named),
            has_matches: !identifiers.named.is_empty(),
            query_match: QueryMatch::AllWords,
        };
        self.add_matches(plan.all_words().as_deref(), &mut found)?;
        if found.has_matches {
            return Ok(found);
        }
        found.items = self.identified(&identifiers.of_other_schemes);
        self.add_matches(plan.any_word().as_deref(), &mut found)?;
        if found.has_matches || !identifiers.of_other_schemes.is_empty() {
            found.query_match = QueryMatch::AnyWord;
        }
        Ok(found)
    }

    /// All items of the organizations whose identifiers were typed.
    fn identified(&self, identified: &[Identified<'_>]) -> Vec<(f32, Item)> {
        let items = identified.iter().flat_map(|it| {
            let items = self.all_of(std::iter::once(it.entry.number()));
            items.map(|item| (it.score(), item))
        });
        items.collect()
    }

    /// Adds the items that match a query of the index, except those that were found already.
    fn add_matches(
        &self,
        query: Option<&dyn Query>,
        found: &mut Found,
    ) -> Result<(), CatalogError> {
        let Some(query) = query else { return Ok(()) };
        let known = found.items.len();
        Hits::scored(&self.snapshot.index, query)?.for_each_with_scorer(|hit, scorer| {
            found.has_matches = true;
            let item = hit.item();
            let is_known = found.items[..known].iter().any(|(_, other)| *other == item);
            if (self.passes)(item) && !is_known {
                found.items.push((scorer.score(), item));
            }
        })
    }

    /// All items of organizations.
    fn all_of(&self, organizations: impl Iterator<Item = u32>) -> impl Iterator<Item = Item> {
        let lists = self.kind.codes(&self.snapshot.columns);
        let items = organizations.flat_map(move |number| {
            let places = 0..lists.get(number).len();
            places.map(move |place| Item { number, place })
        });
        items.filter(|item| (self.passes)(*item))
    }

    /// Removes the items that the query excludes.
    fn exclude(
        &self,
        plan: &Plan<'_>,
        query: &SearchQuery,
        items: &mut Vec<(f32, Item)>,
    ) -> Result<(), CatalogError> {
        if let Some(excluded) = plan.excluded() {
            let mut excluded_items = HashSet::new();
            Hits::unscored(&self.snapshot.index, &*excluded)?.for_each(|hit| {
                excluded_items.insert(hit.item());
            })?;
            items.retain(|(_, item)| !excluded_items.contains(item));
        }
        let excluded = self.snapshot.excluded_by_identifier(query);
        items.retain(|(_, item)| !excluded.contains(item.number));
        Ok(())
    }

    /// The item with the highest score; among equals, the first by slug and place.
    fn best(&self, items: &[(f32, Item)]) -> Option<Item> {
        let slug = |item: &Item| self.snapshot.entry(item.number).slug();
        let best = items.iter().max_by(|(score, item), (other_score, other)| {
            let by_slug = || slug(other).cmp(slug(item)).then(other.place.cmp(&item.place));
            score.total_cmp(other_score).then_with(by_slug)
        });
        best.map(|(_, item)| *item)
    }
}

/// The texts of one item of a profile.
fn texts_of<'t>(texts: &'t ProfileTexts<'_>, kind: ItemKind, place: usize) -> Vec<&'t str> {
    match kind {
        ItemKind::Research => {
            texts.research.get(place).into_iter().flat_map(Research::texts).collect()
        }
        ItemKind::WayToHelp => {
            texts.ways_to_help.get(place).into_iter().flat_map(WayToHelp::texts).collect()
        }
    }
}
