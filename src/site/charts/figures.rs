//! The figures of the page: countries, focus areas, approaches, lenses, decades.

use super::findings::{COUNTRIES, METHODS, PROBLEMS, Words, of_decades};
use crate::catalog::{
    Choice, CrossCount, Facet, Filter, ListRequest, Selection, Snapshot, Sort, Start,
};
use crate::domain::{Keyword, TermScheme};
use crate::site::SiteError;
use crate::site::display::{counted, with_commas};
use crate::site::list::{LIST, SearchRequest, url};
use crate::site::pictures::{
    Axis, Caption, Count, MAX_COLUMNS, MAX_ROWS, bars, heatmap, map, timeline,
};

/// Maximum number of bars; the most frequent values are drawn.
const MAX_BARS: usize = 12;

/// Maximum total length of the parameter values, in bytes. The figures repeat them in hundreds of
/// links, so a list with longer values has no figures.
const MAX_PARAMETER_BYTES: usize = 600;

/// Parameters of the list that the API's counts do not have.
const ONLY_IN_LISTS: [&str; 2] = ["sort", "per_page"];

/// The sentence on the meaning of all figures.
const MEANING: &str = "This shows who is in the directory, not how common slavery is.";

/// A figure under a heading.
pub struct Figure {
    /// The id of its heading.
    pub id: &'static str,
    pub heading: &'static str,
    pub html: String,
    /// Whether it needs the whole width.
    pub is_wide: bool,
}

/// The figures of the page, in order. There are none if their URLs would be too long.
///
/// # Errors
///
/// If the index cannot be read.
pub fn figures(
    request: &SearchRequest<'_>,
    snapshot: &Snapshot,
    selection: &Selection<'_>,
) -> Result<Vec<Figure>, SiteError> {
    let length: usize = request.pairs.iter().map(|(_, value)| value.len()).sum();
    if length > MAX_PARAMETER_BYTES || selection.total == 0 {
        return Ok(Vec::new());
    }
    Ok(vec![
        Figure {
            id: "places",
            heading: "Where they work",
            html: places(request, snapshot)?,
            is_wide: true,
        },
        Figure {
            id: "problems",
            heading: "What they work on",
            html: terms(request, snapshot, TermScheme::FocusArea, &PROBLEMS)?,
            is_wide: false,
        },
        Figure {
            id: "methods",
            heading: "How they work",
            html: terms(request, snapshot, TermScheme::Approach, &METHODS)?,
            is_wide: false,
        },
        Figure {
            id: "views",
            heading: "How they see slavery, and what they do",
            html: grid(request, snapshot, TermScheme::Lens)?,
            is_wide: true,
        },
        Figure {
            id: "gaps",
            heading: "Problems and methods",
            html: grid(request, snapshot, TermScheme::FocusArea)?,
            is_wide: true,
        },
        Figure {
            id: "years",
            heading: "When they were founded",
            html: decades(request, snapshot)?,
            is_wide: false,
        },
    ])
}

/// A list without its conditions on the values that a figure shows. Like a facet, a figure ignores
/// them, so that each of its numbers is the number of organizations behind its link.
struct Counted<'r> {
    /// The parameters without those of the figure.
    pairs: Vec<(&'static str, String)>,
    filter: Filter,
    request: &'r SearchRequest<'r>,
    /// Whether the list has conditions that the figure ignores.
    ignores: bool,
}

impl<'r> Counted<'r> {
    fn without(request: &'r SearchRequest<'r>, facets: &[Facet], has_years: bool) -> Self {
        let mut filter = request.filter.clone();
        for facet in facets {
            filter.set_choice(*facet, Choice::default());
        }
        if !has_years {
            filter.founded = None;
        }
        let is_own = |name: &str| {
            facets.iter().any(|facet| facet.as_str() == name) || (!has_years && name == "founded")
        };
        let pairs = request.pairs.iter().filter(|(name, _)| !is_own(name)).cloned().collect();
        let ignores = filter != *request.filter;
        Self { pairs, filter, request, ignores }
    }

    fn select<'s>(&'s self, snapshot: &'s Snapshot) -> Result<Selection<'s>, SiteError> {
        let (query, start) = (self.request.query, &Start::Offset(0));
        let filter = &self.filter;
        let list = ListRequest { filter, query, sort: Sort::NAME, start, size: 0 };
        Ok(snapshot.select(&list)?)
    }

    /// The URL of the list with these values of the figure.
    fn list(&self, values: &[(&'static str, &str)]) -> String {
        let values = values.iter().map(|(name, value)| (*name, (*value).to_owned()));
        self.request.url(LIST, self.pairs.iter().cloned().chain(values).collect())
    }

    fn counts<'b>(&self, facet: Facet, buckets: &'b [(&'b str, &'b str, usize)]) -> Vec<Count<'b>> {
        let count = |&(id, label, count): &(&'b str, &'b str, usize)| {
            let href = self.list(&[(facet.as_str(), id)]);
            Count { id, label, count, href }
        };
        buckets.iter().map(count).collect()
    }

    /// The words of a figure of `total` organizations. `by` says what the figure counts.
    fn caption(&self, title: String, by: &str, total: usize) -> Caption {
        let of = counted(total, "organization", "organizations");
        let ignored = if self.ignores { ", all that match your other filters" } else { "" };
        Caption {
            title,
            is_heading: true,
            unit: format!("{of}{ignored}, {by} {MEANING}"),
            data: self.data(),
        }
    }

    /// The same counts from the API, and the organizations as a table.
    fn data(&self) -> Vec<(&'static str, String)> {
        let counts = self.pairs.iter().filter(|(name, _)| !ONLY_IN_LISTS.contains(name));
        let mut pairs: Vec<_> = counts.cloned().collect();
        let json = url("/api/v1/statistics", &pairs);
        pairs.push(("format", "csv".to_owned()));
        vec![("CSV", url("/api/v1/export", &pairs)), ("JSON", json)]
    }
}

/// The map, and the country with the most organizations.
fn places(request: &SearchRequest<'_>, snapshot: &Snapshot) -> Result<String, SiteError> {
    let counted = Counted::without(request, &[Facet::Country], true);
    let selection = counted.select(snapshot)?;
    let buckets = selection.facet_counts(Facet::Country);
    let buckets: Vec<_> = buckets.iter().map(|it| (it.id, &*it.label, it.count as usize)).collect();
    let counts = counted.counts(Facet::Country, &buckets);
    // The verb is true only of countries of work.
    let is_work = request.filter.country_roles.is_default();
    let verbs = COUNTRIES.verbs.filter(|_| is_work);
    let words = Words { verbs, ..COUNTRIES };
    let title = words.finding(&counts, selection.total);
    let by = "by country. One can count more than once.";
    map(counted.caption(title, by, selection.total), &counts)
}

/// The bars of a scheme, without groups, which exist only for browsing.
fn terms(
    request: &SearchRequest<'_>,
    snapshot: &Snapshot,
    scheme: TermScheme,
    words: &Words,
) -> Result<String, SiteError> {
    let facet = Facet::Term(scheme);
    let counted = Counted::without(request, &[facet], true);
    let selection = counted.select(snapshot)?;
    let mut buckets = selection.facet_counts(facet);
    buckets.retain(|bucket| {
        snapshot.vocabulary().term(scheme, bucket.id).is_some_and(|term| !term.group)
    });
    let all = buckets.len();
    buckets.truncate(MAX_BARS);
    let buckets: Vec<_> = buckets.iter().map(|it| (it.id, &*it.label, it.count as usize)).collect();
    let counts = counted.counts(facet, &buckets);
    let title = words.finding(&counts, selection.total);
    let first = if all > MAX_BARS {
        format!(" The {MAX_BARS} most frequent of {all}.")
    } else {
        String::new()
    };
    let by = format!("by {}. One can count more than once.{first}", words.one);
    bars(counted.caption(title, &by, selection.total), &counts)
}

/// The heat map of terms of a scheme by approaches; its empty cells are the gaps in the field.
fn grid(
    request: &SearchRequest<'_>,
    snapshot: &Snapshot,
    scheme: TermScheme,
) -> Result<String, SiteError> {
    let facets = [Facet::Term(scheme), Facet::Term(TermScheme::Approach)];
    let counted = Counted::without(request, &facets, true);
    let selection = counted.select(snapshot)?;
    let cross = selection.by_approach(scheme);
    let rows = axes(&counted, snapshot, &selection, scheme, &cross.rows);
    let columns = axes(&counted, snapshot, &selection, TermScheme::Approach, &cross.columns);
    let counts = counts_of(&cross, &rows, &columns);
    let (title, values, many) = match scheme {
        TermScheme::Lens => {
            ("Which methods go with which view of slavery", "view and method", "views")
        }
        _ => ("Which methods are used on which problems", "problem and method", PROBLEMS.many),
    };
    let cut = [(rows.len(), MAX_ROWS, many), (columns.len(), MAX_COLUMNS, METHODS.many)];
    let cut = cut.into_iter().filter(|(count, limit, _)| count > limit);
    let cut: Vec<String> =
        cut.map(|(_, limit, many)| format!("the {limit} most frequent {many}")).collect();
    let cut = if cut.is_empty() { String::new() } else { format!(" Shown: {}.", cut.join(", ")) };
    let by = format!(
        "by {values}. One can count more than once. An empty cell: none of them does both.{cut}"
    );
    let caption = counted.caption(title.to_owned(), &by, selection.total);
    let rows: Vec<Axis<'_>> = rows.into_iter().map(|(_, axis)| axis).collect();
    let columns: Vec<Axis<'_>> = columns.into_iter().map(|(_, axis)| axis).collect();
    heatmap(caption, &rows, &columns, &counts, |term, approach| {
        counted.list(&[(scheme.as_str(), term), (TermScheme::Approach.as_str(), approach)])
    })
}

/// The counts of the terms of two axes.
fn counts_of(
    cross: &CrossCount<'_>,
    rows: &[(usize, Axis<'_>)],
    columns: &[(usize, Axis<'_>)],
) -> Vec<Vec<usize>> {
    let row = |(row, _): &(usize, Axis<'_>)| {
        columns.iter().map(|(column, _)| cross.counts[*row][*column]).collect()
    };
    rows.iter().map(row).collect()
}

/// The terms of an axis except groups, each with its index in `slugs`.
fn axes<'a>(
    counted: &Counted<'_>,
    snapshot: &'a Snapshot,
    selection: &Selection<'_>,
    scheme: TermScheme,
    slugs: &[&'a str],
) -> Vec<(usize, Axis<'a>)> {
    let facet = Facet::Term(scheme);
    let totals = selection.facet_counts(facet);
    let terms = slugs.iter().enumerate().filter_map(|(place, slug)| {
        let term = snapshot.vocabulary().term(scheme, slug).filter(|term| !term.group)?;
        let total = totals.iter().find(|total| total.id == *slug);
        let total = total.map_or(0, |total| total.count as usize);
        let href = counted.list(&[(facet.as_str(), slug)]);
        Some((place, Axis { id: slug, label: term.label.as_str(), total, href }))
    });
    terms.collect()
}

/// The timeline of the decades in which the organizations were founded.
fn decades(request: &SearchRequest<'_>, snapshot: &Snapshot) -> Result<String, SiteError> {
    let counted = Counted::without(request, &[], false);
    let selection = counted.select(snapshot)?;
    let decades = selection.founded_by_decade();
    let named: Vec<(String, String, usize, i64)> = decades
        .iter()
        .map(|(decade, count)| (decade.to_string(), format!("{decade}s"), *count, *decade))
        .collect();
    let counts = named.iter().map(|(id, label, count, decade)| Count {
        id,
        label,
        count: *count,
        href: counted.list(&[("founded", &format!("{decade:04}-{:04}", decade + 9))]),
    });
    let known: usize = decades.values().sum();
    let by = match selection.total - known {
        0 => "by decade.".to_owned(),
        unknown => format!("by decade; the year of {} is not known.", with_commas(unknown)),
    };
    let caption = counted.caption(of_decades(&decades), &by, selection.total);
    timeline(caption, &counts.collect::<Vec<_>>(), |year| {
        counted.list(&[("founded", &format!("-{:04}", year - 1))])
    })
}
