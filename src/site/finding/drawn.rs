//! What was found, in pictures: where, against what, how, and since when.

use super::Asked;
use crate::directory::{Bucket, Facet, Selection, Snapshot, Statistics};
use crate::domain::TermScheme;
use crate::site::SiteError;
use crate::site::pictures::{Axis, Counted, bars, heat, map, timeline};

/// So many bars are drawn: the most frequent.
const BARS: usize = 12;

/// The figures of the page, in their order. They count those that were found, whatever is
/// chosen, and lead to the same list with one more filter.
///
/// # Errors
///
/// When a template fails, which it has no reason to.
pub fn drawn(
    asked: &Asked<'_>,
    snapshot: &Snapshot,
    selection: &Selection<'_>,
) -> Result<Vec<String>, SiteError> {
    let statistics = selection.statistics();
    Ok(vec![
        map(
            "Where they work",
            &counted(asked, Facet::Country, &selection.own_buckets(Facet::Country)),
        )?,
        terms("What they work against", asked, snapshot, selection, TermScheme::FocusArea)?,
        terms("How they work", asked, snapshot, selection, TermScheme::Approach)?,
        grid(asked, snapshot, &statistics)?,
        decades(asked, &statistics)?,
    ])
}

/// Values with the addresses that add them to what is asked.
fn counted<'b>(asked: &Asked<'_>, facet: Facet, buckets: &'b [Bucket<'_>]) -> Vec<Counted<'b>> {
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
    let facet = facet_of(scheme);
    let mut buckets = selection.own_buckets(facet);
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
    statistics: &Statistics<'_>,
) -> Result<String, SiteError> {
    let cross = &statistics.focus_area_by_approach;
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
        Some((place, Axis { id: slug, label: term.label.as_str(), depth: 0 }))
    });
    terms.collect()
}

fn decades(asked: &Asked<'_>, statistics: &Statistics<'_>) -> Result<String, SiteError> {
    let decades = statistics.founded_by_decade.iter();
    let named: Vec<(String, String, usize, i64)> = decades
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

fn facet_of(scheme: TermScheme) -> Facet {
    match scheme {
        TermScheme::FocusArea => Facet::FocusArea,
        TermScheme::Approach => Facet::Approach,
    }
}
