//! Facets as trees of checkboxes: each value with its count, ticked if it is chosen. Groups of terms
//! are headings.

use std::collections::HashMap;

use super::SearchRequest;
use crate::catalog::{Facet, FacetCount, Selection};
use crate::domain::{Term, TermScheme, Vocabulary};
use crate::site::display;
use crate::site::excerpt::excerpt;
use crate::site::vocabularies::facet_title;

/// Maximum number of characters of the meaning of a value.
const MAX_MEANING: usize = 110;

/// Number of values from which a facet has a box to search in it.
const MANY: usize = 20;

/// The beginning of the definitions of lenses, which the title of the facet already says.
const LENS_BEGINNING: &str = "Sees slavery above all as ";

/// The facets of the page, in order. `Status` is not among them: other lists than those of active
/// organizations have a chip instead.
const SHOWN: [&[Facet]; 8] = [
    &[Facet::Term(TermScheme::Lens)],
    &[Facet::Term(TermScheme::FocusArea)],
    &[Facet::Term(TermScheme::Approach)],
    &[Facet::Country],
    &[Facet::Term(TermScheme::Population)],
    &[Facet::Term(TermScheme::Sector)],
    &[Facet::WayToHelp],
    &[Facet::Term(TermScheme::Kind), Facet::Affiliation],
];

/// Facets with one title.
pub struct FacetBox<'s> {
    /// The name of the first parameter.
    pub name: &'static str,
    pub title: &'static str,
    pub nodes: Vec<Node<'s>>,
    /// Excluded values and combinations, which have no checkbox: the parameter, and its value.
    pub other: Vec<(&'static str, String)>,
}

/// A value, or a heading of values.
pub struct Node<'s> {
    /// The name of the parameter.
    pub name: &'static str,
    pub bucket: FacetCount<'s>,
    /// Number of levels above it, at most 3.
    pub depth: usize,
    /// Whether it is only a heading of the values below it.
    pub is_heading: bool,
    pub is_chosen: bool,
    /// The meaning of the value, in a line.
    pub meaning: Option<String>,
}

/// The facets of a selection, without those that offer no choice.
pub fn facets<'s>(
    request: &SearchRequest<'s>,
    selection: &Selection<'s>,
    vocabulary: &'s Vocabulary,
) -> Vec<FacetBox<'s>> {
    let boxes = SHOWN.iter().map(|facets| {
        let nodes = facets.iter().flat_map(|facet| nodes(request, selection, vocabulary, *facet));
        let excluded = facets.iter().flat_map(|facet| {
            let choice = request.filter.choice(*facet);
            let excluded = choice.none.iter().map(|value| format!("!{value}"));
            let together = choice.together.iter().map(|values| values.join("+"));
            excluded.chain(together).map(|value| (facet.as_str(), value))
        });
        FacetBox {
            name: facets[0].as_str(),
            title: title(facets[0]),
            nodes: nodes.collect(),
            other: excluded.collect(),
        }
    });
    boxes.filter(|facet| !facet.nodes.is_empty() || !facet.other.is_empty()).collect()
}

fn title(facet: Facet) -> &'static str {
    match facet {
        Facet::Term(TermScheme::Lens) => "How they see slavery",
        Facet::Term(TermScheme::Kind) => "Type",
        facet => facet_title(facet),
    }
}

/// The values of a facet in the order of the page. Values that all organizations have, which
/// therefore filter nothing, are left out unless they are chosen.
fn nodes<'s>(
    request: &SearchRequest<'s>,
    selection: &Selection<'s>,
    vocabulary: &'s Vocabulary,
    facet: Facet,
) -> Vec<Node<'s>> {
    let choice = request.filter.choice(facet);
    let all = selection.total_without(facet);
    let mut counts = selection.facet_counts(facet);
    // A chosen value needs a checkbox even if no organization has it, to remove it.
    for id in &choice.any {
        if counts.iter().all(|count| count.id != id) {
            counts.push(FacetCount { id, label: facet.label(id, vocabulary), count: 0 });
        }
    }
    let is_chosen = |id: &str| choice.any.iter().any(|value| value == id);
    counts.retain(|count| is_chosen(count.id) || (count.count as usize) < all);
    let Facet::Term(scheme) = facet else {
        let nodes = counts.into_iter().map(|bucket| Node {
            name: facet.as_str(),
            depth: 0,
            is_heading: false,
            is_chosen: is_chosen(bucket.id),
            meaning: None,
            bucket,
        });
        return nodes.collect();
    };
    let is_heading =
        |id: &str| vocabulary.term(scheme, id).is_some_and(|term| term.group) && !is_chosen(id);
    let nodes = in_tree(vocabulary, scheme, counts).into_iter().map(|(depth, bucket)| Node {
        name: facet.as_str(),
        depth,
        is_heading: is_heading(bucket.id),
        is_chosen: is_chosen(bucket.id),
        meaning: meaning(vocabulary, scheme, bucket.id),
        bucket,
    });
    without_empty_headings(nodes.collect())
}

/// The counts of terms as a tree, with the depth of each: below the nearest broader term that is
/// counted too, the most frequent first. A term with several broader ones is below the first.
fn in_tree<'s>(
    vocabulary: &'s Vocabulary,
    scheme: TermScheme,
    counts: Vec<FacetCount<'s>>,
) -> Vec<(usize, FacetCount<'s>)> {
    let is_counted = |id: &str| counts.iter().any(|count| count.id == id);
    let parent = |id: &str| -> Option<&'s str> {
        let mut term = vocabulary.term(scheme, id)?;
        // A vocabulary has no circles, but a limit costs nothing.
        for _ in 0..8 {
            term = vocabulary.term(scheme, term.broader.first()?.as_str())?;
            if is_counted(term.slug.as_str()) {
                return Some(term.slug.as_str());
            }
        }
        None
    };
    let mut below: HashMap<Option<&str>, Vec<FacetCount<'s>>> = HashMap::new();
    // The counts are sorted by frequency.
    for count in counts.iter().cloned() {
        below.entry(parent(count.id)).or_default().push(count);
    }
    let mut tree = Vec::new();
    let mut unfinished: Vec<(usize, FacetCount<'s>)> = Vec::new();
    let push = |unfinished: &mut Vec<_>, depth, list: Option<Vec<FacetCount<'s>>>| {
        let list = list.into_iter().flatten().rev();
        unfinished.extend(list.map(|count| (depth, count)));
    };
    push(&mut unfinished, 0, below.remove(&None));
    while let Some((depth, count)) = unfinished.pop() {
        push(&mut unfinished, (depth + 1).min(3), below.remove(&Some(count.id)));
        tree.push((depth, count));
    }
    tree
}

/// Leaves out headings without a value below them.
fn without_empty_headings(nodes: Vec<Node<'_>>) -> Vec<Node<'_>> {
    let mut kept: Vec<Node<'_>> = Vec::with_capacity(nodes.len());
    // From the end, so that what is below a heading is known.
    for node in nodes.into_iter().rev() {
        if !node.is_heading || kept.last().is_some_and(|next| next.depth > node.depth) {
            kept.push(node);
        }
    }
    kept.reverse();
    kept
}

/// The meaning of a lens, in a line: the definition without what follows its colon.
fn meaning(vocabulary: &Vocabulary, scheme: TermScheme, id: &str) -> Option<String> {
    let term: &Term = vocabulary.term(scheme, id).filter(|_| scheme == TermScheme::Lens)?;
    let definition = term.definition.as_str();
    let short = definition.split_once(": ").map_or(definition, |(short, _)| short);
    let short = short.strip_prefix(LENS_BEGINNING).unwrap_or(short);
    Some(display::capitalized(&excerpt(short, 1, MAX_MEANING)))
}

impl FacetBox<'_> {
    /// Number of chosen values.
    pub fn chosen(&self) -> usize {
        self.nodes.iter().filter(|node| node.is_chosen).count() + self.other.len()
    }

    /// Whether its values are shown at once: those of the first facet, and chosen ones.
    pub fn is_open(&self) -> bool {
        self.name == Facet::Term(TermScheme::Lens).as_str() || self.chosen() > 0
    }

    /// Whether there is a box to search among its values, with what it finds.
    pub fn searched(&self) -> Option<&'static str> {
        let is_countries = self.name == Facet::Country.as_str();
        (is_countries && self.nodes.len() >= MANY).then_some("Find a country")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(label: &'static str, depth: usize, is_heading: bool) -> Node<'static> {
        Node {
            name: "approach",
            bucket: FacetCount { id: label, label: label.into(), count: 1 },
            depth,
            is_heading,
            is_chosen: false,
            meaning: None,
        }
    }

    #[test]
    fn headings_without_values_are_left_out() {
        let nodes = vec![
            node("A", 0, true),
            node("B", 1, true),
            node("C", 0, true),
            node("D", 1, false),
            node("E", 0, true),
        ];
        let kept: Vec<&str> =
            without_empty_headings(nodes).iter().map(|node| node.bucket.id).collect();
        assert_eq!(kept, ["C", "D"]);
    }
}
