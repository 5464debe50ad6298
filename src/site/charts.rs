//! The charts of a list: countries, focus areas, approaches, decades.

use std::collections::BTreeMap;

use askama::Template;

use super::list::{SearchRequest, title, url};
use super::{Frame, display};
use crate::catalog::{
    Choice, CrossCount, Facet, FacetCount, Filter, ListRequest, Selection, Snapshot, Sort, Start,
};
use crate::domain::{Keyword, TermScheme};
use crate::site::SiteError;
use crate::site::pictures::{Axis, Count, bars, heatmap, map, timeline};
use crate::site::vocabularies::facet_title;

/// The path of the charts.
pub const CHARTS: &str = "/charts";

/// Maximum number of bars; the most frequent values are drawn.
const MAX_BARS: usize = 12;

/// Maximum total length of the parameter values, in bytes. The pictures repeat them in hundreds
/// of links, so a page with longer values has no pictures.
const MAX_PARAMETER_BYTES: usize = 600;

#[derive(Template)]
#[template(path = "charts.html")]
struct ChartsPage {
    frame: Frame,
    title: String,
    /// The list that the charts count.
    list: String,
    figures: Vec<String>,
    /// The coverage of sources, in words.
    coverage: String,
}

/// The page with the charts of a list.
///
/// # Errors
///
/// If the index cannot be read.
pub fn charts<'s>(
    frame: Frame,
    snapshot: &'s Snapshot,
    selection: &Selection<'s>,
    request: SearchRequest<'s>,
) -> Result<String, SiteError> {
    let title = title(&request, selection.total, snapshot);
    let page = ChartsPage {
        frame: frame.titled(format!("{title}, in charts")).described(
            "Where organizations work, what they work on, how, and when they were founded.",
        ),
        title,
        list: request.page(1),
        figures: figures(&request, snapshot, selection)?,
        coverage: display::coverage(selection.source_coverage()),
    };
    Ok(page.render()?)
}

/// The URL of the charts of a list.
pub fn charts_url(pairs: &[(&'static str, String)]) -> String {
    url(CHARTS, pairs)
}

/// The figures of the page, in order. There are none if their URLs would be too long. Like a facet, a picture ignores the filters
/// of the facet that it shows, so that each number is the number of organizations behind its link.
///
/// # Errors
///
/// If the index cannot be read.
fn figures(
    request: &SearchRequest<'_>,
    snapshot: &Snapshot,
    selection: &Selection<'_>,
) -> Result<Vec<String>, SiteError> {
    let length: usize = request.pairs.iter().map(|(_, value)| value.len()).sum();
    if length > MAX_PARAMETER_BYTES || selection.total == 0 {
        return Ok(Vec::new());
    }
    let mut without_terms = request.filter.clone();
    let mut without_lenses = request.filter.clone();
    for (filter, scheme) in
        [(&mut without_terms, TermScheme::FocusArea), (&mut without_lenses, TermScheme::Lens)]
    {
        filter.set_choice(Facet::Term(scheme), Choice::default());
        filter.set_choice(Facet::Term(TermScheme::Approach), Choice::default());
    }
    let without_years = Filter { founded: None, ..request.filter.clone() };
    let cross = select_with(request, snapshot, &without_terms)?;
    let cross = cross.as_ref().unwrap_or(selection).by_approach(TermScheme::FocusArea);
    let lenses = select_with(request, snapshot, &without_lenses)?;
    let lenses = lenses.as_ref().unwrap_or(selection).by_approach(TermScheme::Lens);
    let years = select_with(request, snapshot, &without_years)?;
    let years = years.as_ref().unwrap_or(selection).founded_by_decade();
    let countries = selection.facet_counts(Facet::Country);
    Ok(vec![
        map(facet_title(Facet::Country), &counts(request, Facet::Country, &countries))?,
        terms(request, snapshot, selection, TermScheme::FocusArea)?,
        terms(request, snapshot, selection, TermScheme::Approach)?,
        grid("Focus areas by approach", TermScheme::FocusArea, request, snapshot, &cross)?,
        grid(
            "How they see the problem, by approach",
            TermScheme::Lens,
            request,
            snapshot,
            &lenses,
        )?,
        decades(request, &years)?,
    ])
}

/// Selects with the same query and another filter; `None` if the filter is the same.
fn select_with<'s>(
    request: &SearchRequest<'s>,
    snapshot: &'s Snapshot,
    filter: &'s Filter,
) -> Result<Option<Selection<'s>>, SiteError> {
    if filter == request.filter {
        return Ok(None);
    }
    let (query, start) = (request.query, &Start::Offset(0));
    let list = ListRequest { filter, query, sort: Sort::NAME, start, size: 1 };
    Ok(Some(snapshot.select(&list)?))
}

/// The counts of a facet, each linked to the search for its value.
fn counts<'b>(
    request: &SearchRequest<'_>,
    facet: Facet,
    buckets: &'b [FacetCount<'_>],
) -> Vec<Count<'b>> {
    let counts = buckets.iter().map(|bucket| Count {
        id: bucket.id,
        label: &bucket.label,
        count: bucket.count as usize,
        href: request.only(facet, bucket.id),
    });
    counts.collect()
}

/// The bars of a scheme, without groups, which exist only for browsing.
fn terms(
    request: &SearchRequest<'_>,
    snapshot: &Snapshot,
    selection: &Selection<'_>,
    scheme: TermScheme,
) -> Result<String, SiteError> {
    let facet = Facet::Term(scheme);
    let mut buckets = selection.facet_counts(facet);
    buckets.retain(|bucket| {
        snapshot.vocabulary().term(scheme, bucket.id).is_some_and(|term| !term.group)
    });
    buckets.truncate(MAX_BARS);
    bars(facet_title(facet), &counts(request, facet, &buckets))
}

/// The heat map of terms of a scheme by approaches; its empty cells are the gaps in the field.
fn grid(
    caption: &str,
    scheme: TermScheme,
    request: &SearchRequest<'_>,
    snapshot: &Snapshot,
    cross: &CrossCount<'_>,
) -> Result<String, SiteError> {
    let (rows, columns) =
        (axes(snapshot, scheme, &cross.rows), axes(snapshot, TermScheme::Approach, &cross.columns));
    let counts: Vec<Vec<usize>> = rows
        .iter()
        .map(|(row, _)| columns.iter().map(|(column, _)| cross.counts[*row][*column]).collect())
        .collect();
    let only = |axes: Vec<(usize, _)>| -> Vec<Axis<'_>> {
        axes.into_iter().map(|(_, axis)| axis).collect()
    };
    heatmap(caption, &only(rows), &only(columns), &counts, |term, approach| {
        request.with(&[
            (scheme.as_str(), term.to_owned()),
            (TermScheme::Approach.as_str(), approach.to_owned()),
        ])
    })
}

/// The terms of an axis except groups, each with its index in `slugs`.
fn axes<'a>(
    snapshot: &'a Snapshot,
    scheme: TermScheme,
    slugs: &[&'a str],
) -> Vec<(usize, Axis<'a>)> {
    let terms = slugs.iter().enumerate().filter_map(|(place, slug)| {
        let term = snapshot.vocabulary().term(scheme, slug).filter(|term| !term.group)?;
        let broader = snapshot.vocabulary().lineage(scheme, &term.slug).into_iter();
        let broader = broader.filter(|slug| **slug != term.slug);
        let broader = broader.filter_map(|slug| snapshot.vocabulary().term(scheme, slug.as_str()));
        let depth = broader.filter(|term| !term.group).count();
        Some((place, Axis { id: slug, label: term.label.as_str(), depth }))
    });
    terms.collect()
}

fn decades(
    request: &SearchRequest<'_>,
    decades: &BTreeMap<i64, usize>,
) -> Result<String, SiteError> {
    let named: Vec<(String, String, usize, i64)> = decades
        .iter()
        .map(|(decade, count)| (decade.to_string(), format!("{decade}s"), *count, *decade))
        .collect();
    let counted = named.iter().map(|(id, label, count, decade)| Count {
        id,
        label,
        count: *count,
        href: request.with(&[("founded", format!("{decade}-{}", decade + 9))]),
    });
    timeline("When they were founded", &counted.collect::<Vec<_>>())
}
