//! The sections of a profile. What is empty has none.

use super::plain::plain;
use super::{Document, titled};
use crate::domain::{Country, Keyword, Label, Outcome, TermScheme};

impl<'p> Document<'p> {
    pub(super) fn framing(&mut self) {
        let framing = &self.published.profile.framing;
        self.heading("How they frame the problem");
        self.passage(framing.summary.as_str(), &framing.sources);
    }

    pub(super) fn method(&mut self) {
        let method = &self.published.profile.method;
        self.heading("How they fight it");
        self.passage(method.summary.as_str(), &method.sources);
        let steps = method.steps.iter().enumerate().map(|(index, step)| {
            let (name, summary) = (plain(step.name.as_str()), plain(step.summary.as_str()));
            format!("{}. **{name}:** {summary}", index + 1)
        });
        let steps: Vec<String> = steps.collect();
        if !steps.is_empty() {
            self.list(&steps);
        }
    }

    pub(super) fn terms(&mut self) {
        let (published, profile) = (self.published, self.published.profile);
        for (heading, scheme, slugs) in [
            ("What they work against", TermScheme::FocusArea, &profile.focus_areas),
            ("Approaches", TermScheme::Approach, &profile.approaches),
        ] {
            let key = scheme.plural();
            let marks = self.fact_marks(key);
            self.heading(&format!("{heading}{marks}"));
            let mut elements = Vec::new();
            for slug in slugs {
                let marks = self.fact_marks(&format!("{key}/{slug}"));
                elements.push(format!("- {}{marks}", plain(published.label(scheme, slug))));
            }
            self.list(&elements);
        }
    }

    pub(super) fn countries(&mut self) {
        let countries = &self.published.profile.countries;
        self.section("Where they work", countries, |document, work| {
            let marks = document.marks(&work.sources);
            format!("- {}{marks}", plain(work.country.name()))
        });
    }

    pub(super) fn outcomes(&mut self) {
        let outcomes = &self.published.profile.outcomes;
        self.section("What came of it, and who says so", outcomes, |document, outcome| {
            let claim = plain(outcome.claim.as_str());
            let marks = document.marks(&outcome.sources);
            format!("- {claim}{}{marks}", scope(outcome))
        });
    }

    pub(super) fn research(&mut self) {
        let research = &self.published.profile.research;
        self.section("How they contribute to global abolition", research, |document, work| {
            let title = titled(work.title.as_str(), work.url.as_ref().map(|url| url.as_str()));
            let mut about = vec![work.kind.as_str().to_owned()];
            about.extend(work.authors.iter().map(|author| plain(author.as_str())));
            about.extend(work.year.map(|year| year.get().to_string()));
            let marks = document.marks(&work.sources);
            format!("- {title} ({}){marks}", about.join(", "))
        });
    }

    pub(super) fn ways_to_help(&mut self) {
        let ways = &self.published.profile.ways_to_help;
        self.section("How you can help", ways, |document, way| {
            let title = titled(way.title.as_str(), way.url.as_ref().map(|url| url.as_str()));
            let free = if way.free { ", costs no money" } else { "" };
            let summary = way.summary.as_ref().map(|text| format!(": {}", plain(text.as_str())));
            let marks = document.marks(&way.sources);
            format!("- {title} ({}{free}){}{marks}", way.kind.as_str(), summary.unwrap_or_default())
        });
    }

    pub(super) fn media(&mut self) {
        self.section("To see and hear", &self.published.profile.media, |document, media| {
            let title = titled(media.title.as_str(), media.url.as_ref().map(|url| url.as_str()));
            let marks = document.marks(&media.sources);
            format!("- {title} ({}){marks}", media.kind.as_str())
        });
    }

    pub(super) fn caveats(&mut self) {
        let caveats = &self.published.profile.caveats;
        self.section("What a reader should know", caveats, |document, caveat| {
            let note = plain(caveat.note.as_str());
            let marks = document.marks(&caveat.sources);
            format!("- On {}: {note}{marks}", key(&caveat.about))
        });
    }

    pub(super) fn withheld(&mut self) {
        let withheld = &self.published.profile.withheld;
        self.section("What is left out on purpose", withheld, |_, left_out| {
            format!("- Of {}: {}", key(&left_out.key), plain(left_out.reason.as_str()))
        });
    }

    /// A heading and a list, of which `element` makes each line.
    fn section<T>(
        &mut self,
        heading: &str,
        elements: &'p [T],
        element: impl Fn(&mut Self, &'p T) -> String,
    ) {
        if elements.is_empty() {
            return;
        }
        self.heading(heading);
        let lines: Vec<String> = elements.iter().map(|it| element(self, it)).collect();
        self.list(&lines);
    }
}

/// A key of the profile as a person says it.
fn key(key: &Label) -> String {
    plain(&key.as_str().replace('_', " "))
}

/// Where and when something was achieved.
fn scope(outcome: &Outcome) -> String {
    let place = outcome.place.as_ref().map(|place| match place.as_str().parse::<Country>() {
        Ok(country) => plain(country.name()),
        Err(_) => plain(place.as_str()),
    });
    let period = outcome.period.as_ref().map(|period| plain(period.as_str()));
    let parts: Vec<String> = place.into_iter().chain(period).collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}
