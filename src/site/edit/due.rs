//! `/edit`: the profiles that are due for review.

use askama::Template;

use super::review::Review;
use super::{EditFrame, Tab};
use crate::catalog::{DueCounts, DueLimits, Selection, Snapshot};
use crate::domain::{DueReason, Keyword};
use crate::site::{Frame, SiteError, capitalized, display};

/// The requested page of the list.
pub struct DueRequest<'r> {
    pub limits: DueLimits,
    /// The profiles that are due, in all and for each reason.
    pub counts: DueCounts,
    /// The only reason that is listed; `None` for all.
    pub reason: Option<DueReason>,
    /// From 1.
    pub page: usize,
    pub pages: usize,
    /// The number of the first profile of the page in the whole list.
    pub first: usize,
    /// The slug of a profile that was just verified.
    pub verified: Option<&'r str>,
}

/// A link to the profiles that are due for one reason.
struct ReasonLink {
    label: String,
    href: String,
    count: usize,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "edit/due.html")]
struct DueTemplate<'p> {
    frame: EditFrame,
    tab: Tab,
    /// The message about the profile that was just verified.
    status: Option<String>,
    reasons: Vec<ReasonLink>,
    reviews: Vec<Review<'p>>,
    total: usize,
    request: &'p DueRequest<'p>,
}

/// The list of the profiles that are due for review.
///
/// # Errors
///
/// If a profile cannot be read.
pub fn due(
    frame: EditFrame,
    snapshot: &Snapshot,
    selection: &Selection<'_>,
    request: &DueRequest<'_>,
) -> Result<String, SiteError> {
    let reviews = selection.page.entries.iter().map(|entry| {
        let reasons = snapshot.due_reasons(entry, &request.limits);
        Review::new(snapshot, *entry, &reasons, &request.limits)
    });
    let reviews = reviews.collect::<Result<Vec<_>, _>>()?;
    let page = DueTemplate {
        frame: frame.titled(Tab::Due.name()),
        tab: Tab::Due,
        status: request.verified.and_then(|slug| verified(snapshot, slug, &request.limits)),
        reasons: reasons(request),
        reviews,
        total: selection.total,
        request,
    };
    Ok(page.render()?)
}

/// The message about a profile that was just verified.
fn verified(snapshot: &Snapshot, slug: &str, limits: &DueLimits) -> Option<String> {
    let entry = snapshot.organization_with_slug(slug)?;
    let reading = format!("You read {} against its sources", entry.name());
    let reasons = snapshot.due_reasons(&entry, limits);
    let reasons: Vec<String> =
        reasons.iter().map(|reason| display::due_reason(*reason, limits)).collect();
    let still = match reasons.as_slice() {
        [] => String::new(),
        reasons => format!(" It is still due because of: {}.", reasons.join("; ")),
    };
    Some(format!("{reading}. The profile now says so, with today’s date.{still}"))
}

/// The reasons for which profiles are due, with links to each.
fn reasons(request: &DueRequest<'_>) -> Vec<ReasonLink> {
    let counts = &request.counts;
    let all = ReasonLink {
        label: "All".to_owned(),
        href: Tab::Due.path().to_owned(),
        count: counts.total,
        is_chosen: request.reason.is_none(),
    };
    let each = counts.by_reason.iter().filter(|(_, count)| *count > 0);
    let each = each.map(|&(reason, count)| ReasonLink {
        label: capitalized(&display::due_reason(reason, &request.limits)),
        href: format!("{}?due={}", Tab::Due.path(), reason.as_str()),
        count,
        is_chosen: request.reason == Some(reason),
    });
    std::iter::once(all).chain(each).collect()
}

impl DueTemplate<'_> {
    fn counted(&self) -> String {
        display::counted(self.total, "profile", "profiles")
    }

    /// The value of the hidden field with the reason that is listed.
    fn reason(&self) -> &'static str {
        self.request.reason.map_or("", DueReason::as_str)
    }

    /// The URL of a page of the list.
    fn page(&self, number: usize) -> String {
        match self.request.reason {
            Some(reason) => format!("{}?due={}&page={number}", self.tab.path(), reason.as_str()),
            None => format!("{}?page={number}", self.tab.path()),
        }
    }
}
