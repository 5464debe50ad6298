//! The parts of a profile that consist of texts and sources.

use std::collections::BTreeMap;

use super::profile::{
    Caveat, Cited, Country, Framing, Media, Method, Outcome, Research, Source, Step, WayToHelp,
};
use super::{Draft, Generator};

const RESEARCH_KINDS: [&str; 8] =
    ["report", "book", "video", "talk", "dataset", "toolkit", "article", "webpage"];
const WAYS_TO_HELP: [&str; 10] = [
    "give",
    "fundraise",
    "volunteer",
    "advocate",
    "shop",
    "learn",
    "pray",
    "work",
    "report",
    "partner",
];

const ROLES: [&str; 6] =
    ["programmes", "programmes", "programmes", "partners", "office", "research"];
const LENSES: [&str; 4] = ["impunity", "poverty", "gender", "migration"];

impl Draft {
    /// The label of a host has at most 63 characters.
    fn host(&self) -> &str {
        self.slug[..self.slug.len().min(40)].trim_end_matches('-')
    }

    pub(super) fn website(&self) -> String {
        format!("https://{}.example.org/", self.host())
    }
}

impl Generator {
    /// A text with a length between the two.
    pub(super) fn sentences(&mut self, least: usize, most: usize, draft: &Draft) -> String {
        let length = self.random.between(least, most);
        self.prose.text(&mut self.random, length, &draft.subject)
    }

    fn title(&mut self, words: usize) -> String {
        self.prose.title(&mut self.random, words)
    }

    /// The end of a sentence of at most 120 characters; some profiles have none.
    fn in_short(&mut self) -> Option<String> {
        self.random.chance(60).then(|| self.title(6).to_lowercase())
    }

    /// Some of these words, each once.
    pub(super) fn some(&mut self, words: &[&'static str], count: usize) -> Vec<&'static str> {
        let first = self.random.below(words.len());
        (0..count).map(|place| words[(first + place) % words.len()]).collect()
    }

    fn cite(&mut self, draft: &mut Draft) -> Cited {
        draft.citations.one(&mut self.random)
    }

    pub(super) fn framing(&mut self, draft: &mut Draft) -> Framing {
        let count = self.random.pick(&[0, 1, 1, 2]);
        Framing {
            in_short: self.in_short(),
            summary: self.sentences(160, 320, draft),
            lens: self.some(&LENSES, count),
            sources: self.cite(draft),
        }
    }

    /// 900 to 2,100 characters, slightly less than half of them in the summary.
    pub(super) fn method(&mut self, draft: &mut Draft) -> Method {
        let length = self.random.between(900, 2100);
        let count = self.random.between(2, 4);
        let summary = length * 45 / 100;
        // A step has at most 600 characters, and a text may be one word longer than its length.
        let step = ((length - summary) / count).min(560);
        Method {
            in_short: self.in_short(),
            summary: self.sentences(summary, summary, draft),
            steps: (0..count)
                .map(|_| Step {
                    name: self.title(3),
                    summary: self.sentences(step, step, draft),
                    sources: [],
                })
                .collect(),
            sources: self.cite(draft),
        }
    }

    pub(super) fn countries_of_work(&mut self, draft: &mut Draft) -> Vec<Country> {
        let countries = draft.countries.clone().into_iter().enumerate();
        let country = |(place, country)| Country {
            country,
            // Every organization works in its first country.
            role: if place == 0 { "programmes" } else { self.random.pick(&ROLES) },
            as_of: self.random.chance(20).then(|| self.random.between(2010, 2025)),
            sources: self.cite(draft),
        };
        countries.map(country).collect()
    }

    pub(super) fn outcomes(&mut self, draft: &mut Draft) -> Vec<Outcome> {
        let count = self.random.pick(&[0, 0, 1, 2]);
        let outcome = |_| Outcome {
            claim: self.sentences(60, 60, draft),
            reported_by: self.names.place(&mut self.random).to_owned(),
            kind: Some(self.random.pick(&["reach", "output", "outcome"])),
            from: None,
            to: Some(self.random.between(2005, 2025)),
            places: vec![self.random.pick(&draft.countries)],
            place: None,
            period: None,
            sources: self.cite(draft),
        };
        (0..count).map(outcome).collect()
    }

    pub(super) fn research(&mut self, draft: &mut Draft) -> Vec<Research> {
        let count = self.random.pick(&[0, 0, 1, 1, 2]);
        let research = |index| {
            let words = self.random.between(4, 9);
            Research {
                title: self.title(words),
                kind: self.random.pick(&RESEARCH_KINDS),
                authors: vec![self.names.person(&mut self.random)],
                year: self.random.between(1999, 2025),
                url: format!("{}research/{}", draft.website(), index + 1),
                sources: self.cite(draft),
            }
        };
        (0..count).map(research).collect()
    }

    pub(super) fn ways_to_help(&mut self, draft: &mut Draft) -> Vec<WayToHelp> {
        let first = self.random.below(WAYS_TO_HELP.len());
        let second = (first + self.random.between(1, WAYS_TO_HELP.len() - 1)) % WAYS_TO_HELP.len();
        let kinds = [WAYS_TO_HELP[first], WAYS_TO_HELP[second]];
        let count = self.random.between(1, 2);
        let way = |kind| WayToHelp {
            kind,
            title: self.title(3),
            summary: self.sentences(40, 40, draft),
            url: format!("{}{kind}", draft.website()),
            free: kind != "give" && kind != "shop",
            as_of: None,
            helpline: None,
            sources: self.cite(draft),
        };
        kinds.into_iter().take(count).map(way).collect()
    }

    pub(super) fn media(&mut self, draft: &mut Draft) -> Vec<Media> {
        if !self.random.chance(20) {
            return Vec::new();
        }
        vec![Media {
            kind: self.random.pick(&["video", "video", "podcast", "image"]),
            title: self.title(4),
            url: format!("{}media", draft.website()),
            sources: self.cite(draft),
        }]
    }

    pub(super) fn caveats(&mut self, draft: &mut Draft) -> Vec<Caveat> {
        if !self.random.chance(20) {
            return Vec::new();
        }
        let about = self.random.pick(&["founded", "outcomes", "countries", "sources"]);
        let kind = self.random.pick(&["data", "disputed"]);
        vec![Caveat { about, kind, note: self.sentences(50, 50, draft), sources: self.cite(draft) }]
    }

    /// The headquarters cite the sources that no other part has cited.
    pub(super) fn fact_sources(&mut self, draft: &mut Draft) -> BTreeMap<&'static str, Cited> {
        BTreeMap::from([
            ("founded", self.cite(draft)),
            ("headquarters", draft.citations.remaining()),
        ])
    }

    pub(super) fn sources(&mut self, draft: &Draft) -> Vec<Source> {
        let source = |(_, id)| {
            let publisher = self.names.place(&mut self.random).to_owned();
            Source {
                id,
                title: self.title(5),
                author: None,
                published: self.random.chance(60).then(|| self.day(2005)),
                url: format!("https://{}.example.net/{id}", publisher.to_lowercase()),
                archived_url: None,
                retrieved: None,
                publisher,
            }
        };
        draft.citations.all().map(source).collect()
    }
}
