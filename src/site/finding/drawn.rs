//! What was found, in pictures: where, against what, how, and since when.

use std::collections::BTreeMap;

use super::Asked;
use crate::catalog::{
    Choice, CrossCount, Facet, FacetCount, Filter, ListRequest, Selection, Snapshot, Sort, Start,
};
use crate::domain::TermScheme;
use crate::site::SiteError;
use crate::site::pictures::{Axis, Counted, bars, heat, map, timeline};

/// So many bars are drawn: the most frequent.
const BARS: usize = 12;

/// Addresses that repeat so much of what is asked are left out: there are hundreds of them.
const LONGEST: usize = 600;

/// The figures of the page, in their order; none where their addresses would tell what nobody
/// should know, or be too long. A picture leaves out what is chosen of its own kind, as the boxes
/// do, so that each of its numbers says what its address shows.
///
/// # Errors
///
/// When the index cannot be read.
pub fn drawn(
    asked: &Asked<'_>,
    snapshot: &Snapshot,
    selection: &Selection<'_>,
) -> Result<Vec<String>, SiteError> {
    let length: usize = asked.pairs.iter().map(|(_, value)| value.len()).sum();
    if asked.is_private || length > LONGEST || selection.total == 0 {
        return Ok(Vec::new());
    }
    let mut but_terms = asked.filter.clone();
    for facet in [Facet::FocusArea, Facet::Approach] {
        but_terms.set_choice(facet, Choice::default());
    }
    let but_years = Filter { founded: None, ..asked.filter.clone() };
    let cross = passing(asked, snapshot, &but_terms)?;
    let cross = cross.as_ref().unwrap_or(selection).focus_area_by_approach();
    let years = passing(asked, snapshot, &but_years)?;
    let years = years.as_ref().unwrap_or(selection).founded_by_decade();
    let countries = selection.facet_counts(Facet::Country);
    Ok(vec![
        map("Where they work", &counted(asked, Facet::Country, &countries))?,
        terms("What they work against", asked, snapshot, selection, TermScheme::FocusArea)?,
        terms("How they work", asked, snapshot, selection, TermScheme::Approach)?,
        grid(asked, snapshot, &cross)?,
        decades(asked, &years)?,
    ])
}

/// Who answers what is asked and passes another filter; none where it is the same.
fn passing<'s>(
    asked: &Asked<'s>,
    snapshot: &'s Snapshot,
    filter: &'s Filter,
) -> Result<Option<Selection<'s>>, SiteError> {
    if filter == asked.filter {
        return Ok(None);
    }
    let (question, start) = (asked.question, &Start::Offset(0));
    let request = ListRequest { filter, question, sort: Sort::NAME, start, size: 1 };
    Ok(Some(snapshot.select(&request)?))
}

/// Values with the addresses that add them to what is asked.
fn counted<'b>(asked: &Asked<'_>, facet: Facet, buckets: &'b [FacetCount<'_>]) -> Vec<Counted<'b>> {
    let counted = buckets.iter().map(|bucket| Counted {
        id: bucket.id,
        label: &bucket.label,
        count: bucket.count as usize,
        href: asked.only(facet, bucket.id),
    });
    counted.collect()
}

/// Bars for the terms that profiles name: groups are there for browsing.
fn terms(
    caption: &str,
    asked: &Asked<'_>,
    snapshot: &Snapshot,
    selection: &Selection<'_>,
    scheme: TermScheme,
) -> Result<String, SiteError> {
    let facet = Facet::of(scheme);
    let mut buckets = selection.facet_counts(facet);
    buckets.retain(|bucket| {
        snapshot.vocabulary().term(scheme, bucket.id).is_some_and(|term| !term.group)
    });
    buckets.truncate(BARS);
    bars(caption, &counted(asked, facet, &buckets))
}

/// Focus areas beside approaches, where the empty cells are the gaps.
fn grid(
    asked: &Asked<'_>,
    snapshot: &Snapshot,
    cross: &CrossCount<'_>,
) -> Result<String, SiteError> {
    let (rows, columns) = (
        axes(snapshot, TermScheme::FocusArea, &cross.rows),
        axes(snapshot, TermScheme::Approach, &cross.columns),
    );
    let counts: Vec<Vec<usize>> = rows
        .iter()
        .map(|(row, _)| columns.iter().map(|(column, _)| cross.counts[*row][*column]).collect())
        .collect();
    let only = |axes: Vec<(usize, _)>| -> Vec<Axis<'_>> {
        axes.into_iter().map(|(_, axis)| axis).collect()
    };
    heat("What is fought how", &only(rows), &only(columns), &counts, |area, approach| {
        asked.with(&[
            (Facet::FocusArea.as_str(), area.to_owned()),
            (Facet::Approach.as_str(), approach.to_owned()),
        ])
    })
}

/// The terms of an axis that are no groups, with their places among all.
fn axes<'a>(
    snapshot: &'a Snapshot,
    scheme: TermScheme,
    slugs: &[&'a str],
) -> Vec<(usize, Axis<'a>)> {
    let terms = slugs.iter().enumerate().filter_map(|(place, slug)| {
        let term = snapshot.vocabulary().term(scheme, slug).filter(|term| !term.group)?;
        let wider = snapshot.vocabulary().lineage(scheme, &term.slug).into_iter();
        let wider = wider.filter(|slug| **slug != term.slug);
        let wider = wider.filter_map(|slug| snapshot.vocabulary().term(scheme, slug.as_str()));
        let depth = wider.filter(|term| !term.group).count();
        Some((place, Axis { id: slug, label: term.label.as_str(), depth }))
    });
    terms.collect()
}

fn decades(asked: &Asked<'_>, decades: &BTreeMap<i64, usize>) -> Result<String, SiteError> {
    let named: Vec<(String, String, usize, i64)> = decades
        .iter()
        .map(|(decade, count)| (decade.to_string(), format!("{decade}s"), *count, *decade))
        .collect();
    let counted = named.iter().map(|(id, label, count, decade)| Counted {
        id,
        label,
        count: *count,
        href: asked.with(&[("founded", format!("{decade}-{}", decade + 9))]),
    });
    timeline("When they began", &counted.collect::<Vec<_>>())
}
