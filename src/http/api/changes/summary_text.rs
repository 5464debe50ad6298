//! A summary of changes in Markdown: release notes for people.

use std::fmt::Write;

use super::summary::{SummaryAnswer, SummaryOrganization, SummaryTerm};
use crate::domain::markdown::escape;

/// The summary as text.
pub fn markdown(summary: &SummaryAnswer) -> String {
    let SummaryAnswer { from, to, totals, organizations, terms } = summary;
    let mut text = format!(
        "# Changes from version {from} to version {to}\n\n\
         Organizations: {} added, {} updated, {} renamed, {} withdrawn, {} restored. \
         Terms: {} added, {} updated, {} removed.\n",
        totals.added,
        totals.updated,
        totals.renamed,
        totals.withdrawn,
        totals.restored,
        totals.terms_added,
        totals.terms_updated,
        totals.terms_removed,
    );
    for (title, list) in [
        ("Added", &organizations.added),
        ("Updated", &organizations.updated),
        ("Renamed", &organizations.renamed),
        ("Withdrawn", &organizations.withdrawn),
        ("Restored", &organizations.restored),
    ] {
        section(&mut text, title, list, organization);
    }
    for (title, list) in [
        ("Terms added", &terms.added),
        ("Terms updated", &terms.updated),
        ("Terms removed", &terms.removed),
    ] {
        section(&mut text, title, list, term);
    }
    text
}

fn section<T>(text: &mut String, title: &str, list: &[T], line: impl Fn(&T) -> String) {
    if list.is_empty() {
        return;
    }
    let _ = write!(text, "\n## {title}\n\n");
    for it in list {
        let _ = writeln!(text, "- {}", line(it));
    }
}

fn organization(it: &SummaryOrganization) -> String {
    let mut line = format!("`{}` ({})", it.slug, escape(&it.name));
    if let Some(former) = &it.former_slug {
        let _ = write!(line, ", formerly `{former}`");
    }
    if let Some(reason) = &it.reason {
        let _ = write!(line, ": {}", escape(reason));
        if let Some(successor) = &it.successor {
            let _ = write!(line, " See `{successor}`.");
        }
    } else if !it.changed.is_empty() {
        let _ = write!(line, ": {}", it.changed.join(", "));
    }
    line
}

fn term(it: &SummaryTerm) -> String {
    let name = it.vocabulary.singular();
    let mut line = format!("{name} `{}` ({})", it.slug, escape(&it.label));
    if !it.changed.is_empty() {
        let _ = write!(line, ": {}", it.changed.join(", "));
    }
    line
}
