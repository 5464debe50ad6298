//! The pages of the feed (RFC 5005): each has the changes below a number, the newest first.

/// The path of the feed.
pub const PATH: &str = "/api/v1/changes.atom";

/// Maximum number of changes on one page.
pub const LENGTH: i64 = 50;

/// One page.
pub struct FeedPage {
    /// The number of the newest change of the directory.
    last: i64,
    /// The page has changes below this number; `None` on the first page.
    before: Option<i64>,
}

impl FeedPage {
    pub fn new(last: i64, before: Option<i64>) -> Self {
        Self { last, before }
    }

    /// The number after that of the newest change of the page.
    fn end(&self) -> i64 {
        self.before.unwrap_or(i64::MAX).min(self.last + 1)
    }

    /// The number before that of the oldest change of the page.
    pub fn since(&self) -> i64 {
        (self.end() - 1 - LENGTH).max(0)
    }

    /// Number of changes on the page.
    pub fn length(&self) -> usize {
        usize::try_from(self.end() - 1 - self.since()).unwrap_or(0)
    }

    /// Whether the page has this change. A restored directory does not begin with change 1, so
    /// there may be others where this page would be.
    pub fn contains(&self, change: i64) -> bool {
        change < self.end()
    }

    /// The path of this page.
    pub fn path(&self) -> String {
        self.before.map_or_else(|| PATH.to_owned(), path)
    }

    /// The path of the page with the changes before these.
    pub fn older(&self) -> Option<String> {
        (self.since() > 0).then(|| path(self.since() + 1))
    }

    /// The path of the page with the changes after these.
    pub fn newer(&self) -> Option<String> {
        let end = self.end() + LENGTH;
        let is_first = self.end() > self.last;
        (!is_first).then(|| if end > self.last { PATH.to_owned() } else { path(end) })
    }

    /// The path of the page with the first change.
    pub fn oldest(&self) -> String {
        if self.last <= LENGTH { PATH.to_owned() } else { path(LENGTH + 1) }
    }
}

fn path(before: i64) -> String {
    format!("{PATH}?before={before}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn following_the_links_visits_every_change_once() {
        for last in [0, 1, 49, 50, 51, 100, 120] {
            let (mut page, mut seen) = (FeedPage::new(last, None), Vec::new());
            let number =
                |path: &str| path.rsplit_once('=').map(|(_, number)| number.parse().unwrap());
            loop {
                let numbers = page.since() + 1..page.since() + 1 + page.length() as i64;
                assert!(numbers.clone().all(|number| page.contains(number)), "{last}");
                seen.extend(numbers.rev());
                let Some(older) = page.older() else { break };
                let next = FeedPage::new(last, number(&older));
                assert_eq!(next.newer(), Some(page.path()), "{last}");
                page = next;
            }
            assert!(seen.iter().copied().eq((1..=last).rev()), "{last}: {seen:?}");
            assert_eq!(FeedPage::new(last, number(&page.oldest())).since(), 0);
        }
    }
}
