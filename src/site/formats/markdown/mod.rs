//! The profile as Markdown: its statements with footnotes, and the sources at the end.
//!
//! `[^id]` refers to a source by its id in the profile. The sections are in the order of the
//! profile page.

mod facts;
mod sections;

use std::collections::HashSet;

use super::PublishedProfile;
use crate::domain::markdown::{escape, link, paragraphs};
use crate::domain::{Source, SourceId};

/// The profile as a Markdown document.
pub fn markdown(published: &PublishedProfile<'_>) -> String {
    let mut document = Document { published, text: String::new(), cited: HashSet::new() };
    document.head();
    document.facts();
    document.framing();
    document.method();
    document.terms();
    document.countries();
    document.outcomes();
    document.research();
    document.ways_to_help();
    document.media();
    document.caveats();
    document.withheld();
    document.sources();
    document.text
}

/// A document that is being written.
struct Document<'p> {
    published: &'p PublishedProfile<'p>,
    text: String,
    /// The ids of the sources cited so far.
    cited: HashSet<&'p str>,
}

impl<'p> Document<'p> {
    /// The footnote marks of sources, for the end of a claim.
    fn marks(&mut self, ids: impl IntoIterator<Item = &'p SourceId>) -> String {
        let ids = ids.into_iter().inspect(|id| {
            self.cited.insert(id.as_str());
        });
        ids.map(|id| format!("[^{id}]")).collect()
    }

    /// The footnote marks of a plain field or a term.
    fn fact_marks(&mut self, key: &str) -> String {
        self.marks(self.published.profile.fact_sources.of(key))
    }

    fn heading(&mut self, text: &str) {
        self.block(&format!("## {text}"));
    }

    /// Writes a block and an empty line.
    fn block(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push_str("\n\n");
    }

    /// Writes paragraphs, with the footnote marks after the last.
    fn passage(&mut self, text: &str, sources: &'p [SourceId]) {
        let marks = self.marks(sources);
        let paragraphs: Vec<String> = paragraphs(text).collect();
        self.block(&(paragraphs.join("\n\n") + &marks));
    }

    /// Writes the lines of a list; each begins with `- ` or its number.
    fn list(&mut self, elements: &[String]) {
        self.block(&elements.join("\n"));
    }

    fn head(&mut self) {
        let profile = self.published.profile;
        let mut name = escape(profile.name.as_str());
        if let Some(acronym) = &profile.acronym {
            name = format!("{name} ({})", escape(acronym.as_str()));
        }
        let facts = &profile.fact_sources;
        let (of_name, of_acronym) = (facts.of("name"), facts.of("acronym"));
        let others = of_acronym.iter().filter(|id| !of_name.contains(id));
        let marks = self.marks(of_name.iter().chain(others));
        self.block(&format!("# {name}{marks}"));
        self.passage(profile.summary.as_str(), facts.of("summary"));
    }

    fn sources(&mut self) {
        let sources = &self.published.profile.sources;
        if sources.is_empty() {
            return;
        }
        self.heading("Sources");
        // Some sources support keys that are empty, so the text does not cite them.
        let uncited = sources.iter().filter(|source| !self.cited.contains(source.id.as_str()));
        let marks: String = uncited.map(|source| format!("[^{}]", source.id)).collect();
        if !marks.is_empty() {
            self.block(&format!("Also consulted:{marks}"));
        }
        for source in sources {
            self.text += &format!("[^{}]: {}\n", source.id, describe(source));
        }
    }
}

/// The details that readers need to find a source.
fn describe(source: &Source) -> String {
    let title = linked_title(source.title.as_str(), source.url.as_ref().map(|url| url.as_str()));
    let author = source.author.as_ref().map(|author| escape(author.as_str()));
    let publisher = source.publisher.as_ref().map(|publisher| escape(publisher.as_str()));
    let published = source.published.as_ref().map(|date| date.as_str().to_owned());
    let archived = source.archived_url.as_ref().map(|url| link("archived copy", url.as_str()));
    let retrieved = source.retrieved.map(|day| format!("read on {day}"));
    let parts = [Some(title), author, publisher, published, archived, retrieved];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// A title, linked to its URL if there is one.
fn linked_title(title: &str, url: Option<&str>) -> String {
    let title = escape(title);
    match url {
        Some(url) => link(&title, url),
        None => title,
    }
}
