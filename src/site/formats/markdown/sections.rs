//! The sections of a profile. Empty sections are omitted.

use super::{Document, linked_title};
use crate::domain::markdown::escape;
use crate::domain::{CaveatKind, CountryOfWork, CountryRole, Helpline, Keyword, TermScheme};
use crate::site::display::role_heading;
use crate::site::outcome;
use crate::site::vocabularies::words;

impl<'p> Document<'p> {
    pub(super) fn framing(&mut self) {
        let framing = &self.published.profile.framing;
        self.heading("How they frame the problem");
        if let Some(short) = &framing.in_short {
            self.block(&format!("Sees slavery as {}.", escape(short.as_str())));
        }
        self.passage(framing.summary.as_str(), &framing.sources);
    }

    pub(super) fn method(&mut self) {
        let method = &self.published.profile.method;
        self.heading("How they fight it");
        if let Some(short) = &method.in_short {
            self.block(&format!("So it {}.", escape(short.as_str())));
        }
        self.passage(method.summary.as_str(), &method.sources);
        let mut steps = Vec::new();
        for (index, step) in method.steps.iter().enumerate() {
            let (name, summary) = (escape(step.name.as_str()), escape(step.summary.as_str()));
            let marks = self.marks(&step.sources);
            steps.push(format!("{}. **{name}:** {summary}{marks}", index + 1));
        }
        if !steps.is_empty() {
            self.list(&steps);
        }
    }

    pub(super) fn terms(&mut self) {
        let (published, profile) = (self.published, self.published.profile);
        for &scheme in TermScheme::ALL {
            let (key, slugs) = (scheme.plural(), profile.terms(scheme));
            if slugs.is_empty() {
                continue;
            }
            let heading = words(scheme).heading;
            let marks = self.fact_marks(key);
            self.heading(&format!("{heading}{marks}"));
            let mut elements = Vec::new();
            for slug in slugs {
                let marks = self.fact_marks(&format!("{key}/{slug}"));
                elements.push(format!("- {}{marks}", escape(published.label(scheme, slug))));
            }
            self.list(&elements);
        }
    }

    pub(super) fn countries(&mut self) {
        for &role in CountryRole::ALL {
            let countries = self.published.profile.countries.iter();
            let countries: Vec<&CountryOfWork> = countries.filter(|it| it.role == role).collect();
            self.section(role_heading(role), countries, |document, work| {
                let marks = document.marks(&work.sources);
                let as_of = work.as_of.map_or_else(String::new, |it| format!(" ({})", it.get()));
                format!("- {}{as_of}{marks}", escape(work.country.name()))
            });
        }
    }

    pub(super) fn outcomes(&mut self) {
        let outcomes = &self.published.profile.outcomes;
        self.section("Results, and who reports them", outcomes, |document, outcome| {
            let claim = escape(outcome.claim.as_str());
            let marks = document.marks(&outcome.sources);
            let mut about: Vec<String> = Vec::new();
            about.extend(outcome.kind.map(|kind| kind.as_str().to_owned()));
            about.extend(outcome::details(outcome).iter().map(|it| escape(it)));
            about.push(escape(&outcome::reporter(outcome)));
            format!("- {claim} ({}){marks}", about.join("; "))
        });
    }

    pub(super) fn research(&mut self) {
        let research = &self.published.profile.research;
        self.section("How they contribute to global abolition", research, |document, work| {
            let title =
                linked_title(work.title.as_str(), work.url.as_ref().map(|url| url.as_str()));
            let mut about = vec![work.kind.as_str().to_owned()];
            about.extend(work.authors.iter().map(|author| escape(author.as_str())));
            about.extend(work.year.map(|year| year.get().to_string()));
            let marks = document.marks(&work.sources);
            format!("- {title} ({}){marks}", about.join(", "))
        });
    }

    pub(super) fn ways_to_help(&mut self) {
        let ways = &self.published.profile.ways_to_help;
        self.section("How you can help", ways, |document, way| {
            let title = linked_title(way.title.as_str(), way.url.as_ref().map(|url| url.as_str()));
            let free = if way.free { ", free of charge" } else { "" };
            let as_of = way.as_of.map_or_else(String::new, |it| format!(", as of {}", it.get()));
            let summary = way.summary.as_ref().map(|text| escape(text.as_str()));
            let parts: Vec<String> =
                summary.into_iter().chain(way.helpline.as_ref().map(helpline)).collect();
            let about =
                if parts.is_empty() { String::new() } else { format!(": {}", parts.join(" ")) };
            let marks = document.marks(&way.sources);
            format!("- {title} ({}{free}{as_of}){about}{marks}", way.kind.as_str())
        });
    }

    pub(super) fn media(&mut self) {
        self.section("Media", &self.published.profile.media, |document, media| {
            let title =
                linked_title(media.title.as_str(), media.url.as_ref().map(|url| url.as_str()));
            let marks = document.marks(&media.sources);
            format!("- {title} ({}){marks}", media.kind.as_str())
        });
    }

    pub(super) fn caveats(&mut self) {
        let caveats = &self.published.profile.caveats;
        self.section("Caveats and criticism", caveats, |document, caveat| {
            let note = escape(caveat.note.as_str());
            let marks = document.marks(&caveat.sources);
            let kind = match caveat.kind {
                CaveatKind::Disputed => "disputed",
                CaveatKind::Data => "about the data",
            };
            format!("- On {} ({kind}): {note}{marks}", key_name(caveat.about.as_str()))
        });
    }

    pub(super) fn withheld(&mut self) {
        let withheld = &self.published.profile.withheld;
        self.section("What we left out, and why", withheld, |_, withheld| {
            format!(
                "- On {}: {}",
                key_name(withheld.key.as_str()),
                escape(withheld.reason.as_str())
            )
        });
    }

    /// Writes a heading and a list; `element` returns a line of it.
    fn section<T: 'p>(
        &mut self,
        heading: &str,
        elements: impl IntoIterator<Item = &'p T>,
        element: impl Fn(&mut Self, &'p T) -> String,
    ) {
        let lines: Vec<String> = elements.into_iter().map(|it| element(self, it)).collect();
        if !lines.is_empty() {
            self.heading(heading);
            self.list(&lines);
        }
    }
}

/// A key of the profile in plain English.
fn key_name(key: &str) -> String {
    escape(&key.replace('_', " "))
}

/// A helpline in one sentence.
fn helpline(line: &Helpline) -> String {
    let mut parts = vec![format!("{} in {}", line.number.as_str(), line.country.name())];
    let languages: Vec<&str> = line.languages.iter().map(|it| it.as_str()).collect();
    if !languages.is_empty() {
        parts.push(format!("in {}", languages.join(", ")));
    }
    parts.extend(line.hours.as_ref().map(|hours| hours.to_string()));
    parts.push(format!("checked on {}", line.checked_at));
    escape(&format!("{}.", parts.join(", ")))
}
