//! Finds in a text what matched, long after the index said that something did.
//!
//! Nearly every word of a text matches nothing, so a [`Sieve`] passes over what
//! begins otherwise, and a stem is looked up only where the beginning is right.

use std::cell::RefCell;

use super::fragment::{Fragment, Hit};
use super::sieve::Sieve;
use super::spans::{Span, Spans};
use super::spelling::irregular_words;
use super::stem::{Stems, head, stem};

thread_local! {
    /// Questions come again and again to the same words.
    static STEMS: RefCell<Stems> = RefCell::new(Stems::new());
}

/// The words to mark.
#[derive(Clone, Debug)]
pub struct Marker {
    wanted: Vec<Wanted>,
    sieve: Sieve,
}

#[derive(Clone, Debug)]
struct Wanted {
    text: String,
    kind: Kind,
    /// Which wanted word it is; several may be one.
    number: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Stem,
    Surface,
    Prefix,
}

impl Marker {
    /// Marks the words with one of these `stems`, the folded words of `surfaces`
    /// (found by a typo, or written together) and those that begin with the
    /// folded `prefix`. A prefix and its own stem count as one wanted word.
    pub fn new(
        stems: impl IntoIterator<Item = String>,
        surfaces: impl IntoIterator<Item = String>,
        prefix: Option<String>,
    ) -> Self {
        let mut marker = Self { wanted: Vec::new(), sieve: Sieve::new() };
        let mut numbers = 0..;
        for (text, number) in stems.into_iter().zip(&mut numbers) {
            for word in irregular_words(&text) {
                marker.want(word.to_owned(), Kind::Surface, number);
            }
            marker.want(text, Kind::Stem, number);
        }
        for (text, number) in surfaces.into_iter().zip(&mut numbers) {
            marker.want(text, Kind::Surface, number);
        }
        if let Some(prefix) = prefix {
            let own = stem(&prefix);
            let is_own = |wanted: &&Wanted| wanted.kind == Kind::Stem && wanted.text == own;
            let number = marker.wanted.iter().find(is_own).map(|wanted| wanted.number);
            let number = number.or_else(|| numbers.next()).unwrap_or_default();
            marker.want(prefix, Kind::Prefix, number);
        }
        marker
    }

    fn want(&mut self, text: String, kind: Kind, number: u32) {
        if text.is_empty() {
            return;
        }
        let beginning = if kind == Kind::Stem { head(&text) } else { &text };
        self.sieve.let_through(beginning, number);
        self.wanted.push(Wanted { text, kind, number });
    }

    /// The fragment of `text` that shows most of what is wanted, and where;
    /// `None` when nothing in it is.
    pub fn mark(&self, text: &str) -> Option<Fragment> {
        STEMS.with_borrow_mut(|stems| Fragment::cut(text, &self.hits(text, stems)))
    }

    fn hits(&self, text: &str, stems: &mut Stems) -> Vec<Hit> {
        let mut hits = Vec::new();
        let mut spans = Spans::new(text);
        let mut folded = String::new();
        while let Some(at) = self.sieve.next(text.as_bytes(), spans.at()) {
            spans.skip_to(at);
            let Some(span) = spans.next() else { break };
            span.fold_into(text, &mut folded);
            if let Some(wanted) = self.number(&folded, stems) {
                hits.push(Hit { range: span.range, wanted });
            } else if span.joins_next
                && let Some(hit) = self.pair(text, &folded, &span, &spans, stems)
            {
                spans.next();
                hits.push(hit);
            }
        }
        hits
    }

    /// Whether a word and the next, with only a hyphen between them, are wanted
    /// as one: `anti-slavery` by `antislavery`. Where the next alone is wanted,
    /// it is left to stand alone.
    fn pair(
        &self,
        text: &str,
        folded: &str,
        span: &Span,
        rest: &Spans<'_>,
        stems: &mut Stems,
    ) -> Option<Hit> {
        let next = rest.clone().next()?;
        let mut second = String::new();
        next.fold_into(text, &mut second);
        let wanted = self.number(&[folded, &second].concat(), stems)?;
        let alone = self.number(&second, stems).is_some();
        (!alone).then_some(Hit { range: span.range.start..next.range.end, wanted })
    }

    /// Which wanted word a folded word is.
    fn number(&self, folded: &str, stems: &mut Stems) -> Option<u32> {
        let is_wanted = |wanted: &&Wanted| match wanted.kind {
            Kind::Stem => folded.starts_with(head(&wanted.text)) && stems.of(folded) == wanted.text,
            Kind::Surface => folded == wanted.text,
            Kind::Prefix => folded.starts_with(&wanted.text),
        };
        self.wanted.iter().find(is_wanted).map(|wanted| wanted.number)
    }
}

#[cfg(test)]
mod tests {
    use super::Marker;

    fn marker(stems: &[&str], surfaces: &[&str], prefix: Option<&str>) -> Marker {
        let owned =
            |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        Marker::new(owned(stems), owned(surfaces), prefix.map(str::to_owned))
    }

    /// The text with what is marked in brackets, and how many words were found.
    fn marked(marker: &Marker, text: &str) -> (String, usize) {
        let Some(fragment) = marker.mark(text) else { return (String::new(), 0) };
        let mut shown = String::new();
        for (place, c) in fragment.text.chars().enumerate() {
            shown.extend(fragment.ranges.iter().any(|range| range[0] == place).then_some('['));
            shown.push(c);
            shown.extend(fragment.ranges.iter().any(|range| range[1] == place + 1).then_some(']'));
        }
        (shown, fragment.distinct)
    }

    #[test]
    fn stems_words_and_beginnings_are_marked() {
        for (stems, surfaces, prefix, text, expected, distinct) in [
            (
                &["labor", "child"][..],
                &[][..],
                None,
                "Child Labour: children labor, organs",
                "[Child] [Labour]: [children] [labor], organs",
                2,
            ),
            (
                &["slave"],
                &[],
                None,
                "Slavery of the slaves’ sons, slave's",
                "Slavery of the [slaves]’ sons, [slave's]",
                1,
            ),
            (&["man"], &[], None, "Men, a man, many", "[Men], a [man], many", 1),
            (&["traffic"], &[], None, "Traffickers in traffic", "[Traffickers] in [traffic]", 1),
            (&[], &["prajwala"], None, "Prajwala, Prajwalas", "[Prajwala], Prajwalas", 1),
            (&[], &[], Some("comiss"), "Comissão, commission", "[Comissão], commission", 1),
            (&["evan"], &[], None, "Évan and Evans", "[Évan] and [Evans]", 1),
            (&["and"], &[], None, "Hope & Justice", "Hope [&] Justice", 1),
            (&["slaver"], &[], Some("slaver"), "slavers and slavery", "[slavers] and [slavery]", 1),
            (&["slave"], &[], Some("slaver"), "slaves and slavery", "[slaves] and [slavery]", 2),
            (&["дети"], &[], None, "ДЕТИ и дом", "[ДЕТИ] и дом", 1),
            (&["organ"], &[], None, "organizations", "", 0),
            (&[""], &[], Some(""), "nothing", "", 0),
            (&["labor"], &[], None, "", "", 0),
        ] {
            let found = marked(&marker(stems, surfaces, prefix), text);
            assert_eq!(found, (expected.to_owned(), distinct), "{text}");
        }
    }

    #[test]
    fn two_words_with_a_hyphen_are_found_as_one() {
        for (stems, surfaces, prefix, expected) in [
            (&[][..], &["antislavery"][..], None, "The [Anti-Slavery] league"),
            (&["antislaveri"], &[], None, "The [Anti-Slavery] league"),
            (&[], &[], Some("antisl"), "The [Anti-Slavery] league"),
            (&["anti"], &["antislavery"], None, "The [Anti]-Slavery league"),
            (&["slaveri"], &["antislavery"], None, "The Anti-[Slavery] league"),
            (&[], &["slaveryleague"], None, ""),
        ] {
            let found = marked(&marker(stems, surfaces, prefix), "The Anti-Slavery league");
            assert_eq!(found.0, expected);
        }
    }
}
