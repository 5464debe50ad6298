//! The words of the repository: plain English, without the phrases that make it hard to read.
//!
//! Each row of `PHRASES` is a phrase that plain English does not need, with the words to write
//! instead. Names are read too: `_` counts as a space. Misspellings are found by `typos`, which
//! `scripts/test` runs.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use regex::Regex;

/// Files and folders that are checked.
const CHECKED: [&str; 16] = [
    "src",
    "tests",
    "benches",
    "scripts",
    "docs",
    "migrations",
    "openapi/openapi.json",
    "seed_data/README.md",
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "Cargo.toml",
    "askama.toml",
    ".cargo/config.toml",
    ".config/nextest.toml",
];

/// Files and folders in them that are not: other people's files, queries as people type them,
/// and this list of phrases.
const NOT_CHECKED: [&str; 5] = [
    "src/site/assets/cantarell",
    "src/site/assets/world.svg",
    "tests/search_quality/tables",
    "tests/language.rs",
    "scripts/world.d/node_modules",
];

/// Where a phrase is searched for.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Place {
    Anywhere,
    /// As `Anywhere`, but not in the names of code.
    Prose,
    /// Comments of code, descriptions of the OpenAPI document, and Markdown without headings.
    SentenceStart,
}

struct Phrase {
    /// A regular expression without regard to case.
    pattern: &'static str,
    place: Place,
    /// Good English that begins in the same way; `^` is the beginning of the match.
    allowed_from: Option<&'static str>,
    /// Words before the match that make it good English; `$` is the beginning of the match.
    allowed_after: Option<&'static str>,
    hint: &'static str,
}

impl Phrase {
    const fn new(pattern: &'static str, hint: &'static str) -> Self {
        Self { pattern, place: Place::Anywhere, allowed_from: None, allowed_after: None, hint }
    }

    const fn at(self, place: Place) -> Self {
        Self { place, ..self }
    }

    const fn unless(self, allowed_from: &'static str) -> Self {
        Self { allowed_from: Some(allowed_from), ..self }
    }

    const fn unless_after(self, allowed_after: &'static str) -> Self {
        Self { allowed_after: Some(allowed_after), ..self }
    }
}

const PHRASES: [Phrase; 18] = [
    Phrase::new(r"\bst(ands?|ood)\b", "write `is`, `exists`, `applies` or a verb that fits")
        .unless(r"^st(ands?|ood) (for|by|out)\b|^stand-alone"),
    Phrase::new(
        r"\b(nobody|somebody|anybody|everybody|who(so|m)?ever)\b",
        "name the subject: the client, the server, the caller, a reader, an editor",
    ),
    Phrase::new(r"\bbeside\b", "write `next to`, `alongside` or `besides`"),
    Phrase::new(r"\banew\b", "write `again`, `from scratch`, or `rebuild`, `reopen`"),
    Phrase::new(
        r"\bof (its|their|our|your|his|her) own\b",
        "write `its own X` or `a separate X`, not `an X of its own`",
    ),
    Phrase::new(r"\balone\b", "write `only`, or `by itself`")
        .unless_after(r"(leave|leaves|leaving|left|let)( it| them)? $|stand-$"),
    Phrase::new(r"\btold\b", "write what the client receives: `gets 304`, `is logged`"),
    Phrase::new(r"\bgoes on\b", "write `continues`"),
    Phrase::new(r"\bcomes to\b", "write `is`, `amounts to` or `reaches`"),
    Phrase::new(r"\bleads (to|nowhere)\b", "write `causes`, `links to` or `redirects to`"),
    Phrase::new(r"\bin other words\b", "say it once, in the better words"),
    Phrase::new(r"\b(is|are|was|were) no \w+", "write `is not a X`")
        .at(Place::Prose)
        .unless(r"^\w+ no (longer|more|less|fewer|larger|smaller|later|better|worse|other)\b")
        .unless_after(r"\bthere $"),
    Phrase::new(r"\breckon\w*", "write `count`, `compute` or `estimate`"),
    Phrase::new(r"\bthe same, (but|only|where)\b", "write `Like X, but …`"),
    Phrase::new(r"\bfor who(ever|m)?\b", "name them: `for a client that …`")
        .unless("^for whom")
        .at(Place::Prose),
    Phrase::new(r"\b(entity|strong|weak|stale|current) tags?\b", "write `ETag`"),
    Phrase::new(
        "(What|Who|Whom|Whose)",
        "begin with the subject: a noun for a type, a verb for a function",
    )
    .at(Place::SentenceStart),
    Phrase::new(
        "(So|How) (many|much|long|often|far|late|soon|old|large)",
        "write `Number of …`, `Maximum number of …`, `Time until …`",
    )
    .at(Place::SentenceStart),
];

/// A line that is to be checked, and how much of it.
struct Line<'a> {
    text: &'a str,
    /// The text with `_` as spaces, if it is code.
    with_names: String,
    /// The prose in it, if sentences may begin there.
    sentences: Option<&'a str>,
}

#[test]
fn the_words_are_plain_english() {
    let rules = Rules::all();
    let mut found = Vec::new();
    for path in CHECKED {
        check(Path::new(path), &rules, &mut found);
    }
    let count = found.len();
    assert!(found.is_empty(), "{}\n\n{count} phrases to rewrite", found.join("\n"));
}

/// The phrases of one place, and one expression that matches where any of them does.
struct Rules {
    place: Place,
    any: Regex,
    each: Vec<Rule>,
}

struct Rule {
    phrase: &'static Phrase,
    pattern: Regex,
    allowed_from: Option<Regex>,
    allowed_after: Option<Regex>,
}

impl Rules {
    fn all() -> Vec<Self> {
        [Place::Anywhere, Place::Prose, Place::SentenceStart].map(Self::new).into()
    }

    fn new(place: Place) -> Self {
        let each: Vec<Rule> =
            PHRASES.iter().filter(|phrase| phrase.place == place).map(Rule::new).collect();
        let patterns: Vec<&str> = each.iter().map(|rule| rule.phrase.pattern).collect();
        Self { place, any: compile(&patterns.join("|")), each }
    }

    /// The phrases of a line that are not allowed, with the words to write instead.
    fn find(&self, line: &Line) -> Vec<(String, &'static str)> {
        let text = match self.place {
            Place::Anywhere => line.with_names.as_str(),
            Place::Prose => line.text,
            Place::SentenceStart => line.sentences.unwrap_or_default(),
        };
        if !self.any.is_match(text) {
            return Vec::new();
        }
        self.each.iter().flat_map(|rule| rule.find(text)).collect()
    }
}

impl Rule {
    fn new(phrase: &'static Phrase) -> Self {
        let pattern = match phrase.place {
            // At the beginning of the text or behind the end of a sentence; but not a question.
            Place::SentenceStart => {
                Regex::new(&format!(r"(?:^|[.:;] )({})\b[^?]*$", phrase.pattern)).unwrap()
            }
            _ => compile(&format!("({})", phrase.pattern)),
        };
        Self {
            phrase,
            pattern,
            allowed_from: phrase.allowed_from.map(compile),
            allowed_after: phrase.allowed_after.map(compile),
        }
    }

    fn find(&self, text: &str) -> Vec<(String, &'static str)> {
        self.pattern
            .captures_iter(text)
            .map(|captures| captures.get(1).unwrap())
            .filter(|found| !is_match(&self.allowed_from, &text[found.start()..]))
            .filter(|found| !is_match(&self.allowed_after, &text[..found.start()]))
            .map(|found| (found.as_str().to_owned(), self.phrase.hint))
            .collect()
    }
}

fn compile(pattern: &str) -> Regex {
    Regex::new(&format!("(?i){pattern}")).unwrap()
}

fn is_match(pattern: &Option<Regex>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

fn check(path: &Path, rules: &[Rules], found: &mut Vec<String>) {
    if NOT_CHECKED.iter().any(|other| path == Path::new(other)) {
        return;
    }
    if path.is_dir() {
        let mut entries: Vec<_> =
            fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for entry in entries {
            check(&entry, rules, found);
        }
        return;
    }
    // Fonts and pictures are not text.
    let Ok(text) = fs::read_to_string(path) else { return };
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("sh");
    for (number, text) in text.lines().enumerate() {
        // The other strings of the OpenAPI document are examples, with the words of the profiles.
        if extension == "json" && sentences(extension, text).is_none() {
            continue;
        }
        let line = Line {
            text,
            with_names: if extension == "rs" { text.replace('_', " ") } else { text.to_owned() },
            sentences: sentences(extension, text),
        };
        for rule in rules {
            for (phrase, hint) in rule.find(&line) {
                let (path, number) = (path.display(), number + 1);
                found.push(format!("{path}:{number}: `{phrase}`: {hint}"));
            }
        }
    }
}

/// The part of a line in which sentences may begin.
fn sentences<'a>(extension: &str, line: &'a str) -> Option<&'a str> {
    let line = line.trim_start();
    match extension {
        "md" if !line.starts_with('#') => Some(line),
        "rs" | "js" | "mjs" | "css" => {
            let comment = line.strip_prefix("//").or(line.split_once(" // ").map(|it| it.1))?;
            Some(comment.trim_start_matches(['/', '!']).trim_start())
        }
        "json" => line.strip_prefix("\"description\": \""),
        "sql" | "lua" => Some(line.split_once("-- ")?.1),
        "sh" | "py" | "toml" | "yaml" | "conf" => Some(line.strip_prefix("# ")?),
        _ => None,
    }
}

#[test]
fn a_phrase_is_found_where_it_is_not_good_english() {
    let rules = Rules::all();
    let count = |extension, text: &str| {
        let line = Line {
            text,
            with_names: text.replace('_', " "),
            sentences: sentences(extension, text),
        };
        rules.iter().map(|rule| rule.find(&line).len()).sum::<usize>()
    };
    let cases = [
        ("rs", "/// What a revision holds.", 1),
        ("rs", "/// Reads one. Who has it gets 304.", 1),
        ("rs", "fn nobody_waits() {}", 1),
        ("rs", "// It stands for the whole; outstanding stand-alone standby.", 0),
        ("rs", "// The profile stands there.", 1),
        ("rs", "// there is no index; it is no longer there", 0),
        ("rs", "// That is no slug.", 1),
        ("rs", "// The server leaves it alone.", 0),
        ("rs", "let url = \"https://What\";", 0),
        ("md", "What is a slug?", 0),
        ("md", "# What it costs", 0),
        ("md", "What it costs is measured.", 1),
        ("rs", "/// An editor who knows what is there.", 0),
        ("rs", "/// How many organizations match.", 1),
    ];
    for (extension, text, expected) in cases {
        assert_eq!(count(extension, text), expected, "{text}");
    }
}
