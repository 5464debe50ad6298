//! Runs the commands of `docs/editing.md` in order, in one shell, against a real server, and
//! compares their output with the document.
//!
//! Values that differ between directories (ids, hashes, times, numbers of changes) must have the
//! right form, and be equal wherever they are equal in the document. `…` matches any text.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::process::Command;

use regex::Regex;

use crate::program::{BINARY, Place, run};

const DOCUMENT: &str = include_str!("../../docs/editing.md");

/// Host and port of the server in the document.
const HOST: &str = "127.0.0.1:8080";

/// Problems that concern readers or faulty clients only, so the document need not explain them.
const OF_READERS: [&str; 11] = [
    "foreign-origin",
    "gone-version",
    "head-too-large",
    "method-not-allowed",
    "not-acceptable",
    "range-not-satisfiable",
    "unknown-country",
    "unknown-problem",
    "unknown-route",
    "unknown-version",
    "uri-too-long",
];

/// Printed after the output of each step.
const END_OF_STEP: &str = "\n\u{1}\n";

/// One block of commands, and the documented output.
struct Step {
    commands: String,
    /// The line of the document where the output begins.
    line: usize,
    output: String,
}

/// The steps of a document: each `sh` block, with the `text` or `json` block that follows it. A
/// step without such a block prints nothing.
fn steps(document: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut fence = None;
    for (number, line) in document.lines().enumerate() {
        match (fence, line.strip_prefix("```")) {
            (None, Some("sh")) => {
                steps.push(Step { commands: String::new(), line: number, output: String::new() });
                fence = Some("sh");
            }
            (None, Some(kind @ ("text" | "json"))) => {
                let step = steps.last_mut().unwrap();
                assert_eq!(step.output, "", "line {number}: a second output block");
                step.line = number + 2;
                fence = Some(kind);
            }
            (None, Some(kind)) => panic!("line {}: unknown kind of block {kind:?}", number + 1),
            (Some(_), Some(_)) => fence = None,
            (Some("sh"), None) => push_line(&mut steps.last_mut().unwrap().commands, line),
            (Some(_), None) => push_line(&mut steps.last_mut().unwrap().output, line),
            (None, None) => {}
        }
    }
    steps
}

fn push_line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

/// Runs all steps in one shell; returns the output of each.
fn outputs(place: &Place, steps: &[Step], host: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let work = folder.path().join("work");
    fs::create_dir(&work).unwrap();
    let mut script = "exec 2>&1\n".to_owned();
    for (number, step) in steps.iter().enumerate() {
        let file = folder.path().join(format!("{number}.sh"));
        fs::write(&file, step.commands.replace(HOST, host)).unwrap();
        script.push_str(&format!(". '{}'\nprintf '\\n\\001\\n'\n", file.display()));
    }
    let binaries = Path::new(BINARY).parent().unwrap().display();
    let path = format!("{binaries}:{}", std::env::var("PATH").unwrap());
    let mut command = Command::new("bash");
    command.args(["--norc", "-c", &script]).current_dir(&work);
    command.env("PATH", path).env("HOME", &work).env("NO_PROXY", "*").env("no_proxy", "*");
    let ran = run(&mut place.at(command));
    // HTTP headers end with CR LF, which a terminal does not show.
    let printed = ran.stdout.replace("\r\n", "\n");
    let mut outputs: Vec<String> = printed.split(END_OF_STEP).map(str::to_owned).collect();
    assert_eq!(outputs.pop().as_deref(), Some(""), "a step ended the shell: {ran:?}");
    assert_eq!(outputs.len(), steps.len(), "{ran:?}");
    outputs
}

/// A kind of value that differs between directories, and how to recognize it.
struct Variable {
    name: &'static str,
    before: &'static str,
    pattern: &'static str,
    after: &'static str,
    /// True if equal values in the document must be equal in a run, and different ones different.
    is_bound: bool,
}

const fn variable(name: &'static str, pattern: &'static str) -> Variable {
    Variable { name, before: "", pattern, after: "", is_bound: true }
}

const VARIABLES: &[Variable] = &[
    variable("key", "asd_key_[0-9A-Za-z]{8}_[0-9A-Za-z]{27}_[0-9A-Za-z]{6}"),
    variable("uuid", "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    variable("hash", "[0-9a-f]{16}(?:[0-9a-f]{16})?"),
    Variable {
        is_bound: false,
        ..variable(
            "time",
            r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z",
        )
    },
    Variable { is_bound: false, ..variable("day", "[0-9]{4}-[0-9]{2}-[0-9]{2}") },
    Variable {
        before: r#"(?:^key |^revoked |"id":")"#,
        after: r#"(?: \(|")"#,
        ..variable("key_id", "[0-9A-Za-z]{8}")
    },
    Variable { before: r#""(?:change|next_since)":"#, ..variable("change", "[0-9]+") },
    Variable {
        before: "^",
        after: " (?:created|updated|renamed|withdrawn|restored) ",
        ..variable("listed_change", "[0-9]+")
    },
    Variable { is_bound: false, ..variable("anything", "…") },
];

/// Compares outputs with the document.
struct Comparison {
    variables: Regex,
    /// The value in this run for each value in the document, and the reverse.
    bound: HashMap<(&'static str, bool, String), String>,
}

impl Comparison {
    fn new() -> Self {
        let all: Vec<String> = VARIABLES
            .iter()
            .map(|it| format!("{}(?P<{}>{}){}", it.before, it.name, it.pattern, it.after))
            .collect();
        let variables = Regex::new(&format!("(?m){}", all.join("|"))).unwrap();
        Self { variables, bound: HashMap::new() }
    }

    /// A pattern for a text of the document, and the variable values in it.
    fn pattern(&self, expected: &str) -> (String, Vec<(&'static Variable, String)>) {
        let (mut pattern, mut found, mut done) = (String::new(), Vec::new(), 0);
        for captures in self.variables.captures_iter(expected) {
            let group = |it: &'static Variable| captures.name(it.name).map(|text| (it, text));
            let (it, text) = VARIABLES.iter().find_map(group).unwrap();
            pattern.push_str(&regex::escape(&expected[done..text.start()]));
            match it.name {
                "anything" => pattern.push_str("((?s:.*?))"),
                _ => pattern.push_str(&format!("({})", it.pattern)),
            }
            found.push((it, text.as_str().to_owned()));
            done = text.end();
        }
        pattern.push_str(&regex::escape(&expected[done..]));
        (pattern, found)
    }

    /// Compares an output with the document; an error is the number of correct lines before the
    /// first difference.
    fn compare(&mut self, expected: &str, printed: &str) -> Result<(), usize> {
        let (pattern, found) = self.pattern(expected);
        let whole = Regex::new(&format!("^{pattern}$")).unwrap();
        let Some(captures) = whole.captures(printed) else {
            return Err(self.matching_lines(expected, printed));
        };
        for (number, (it, text)) in found.into_iter().enumerate().filter(|(_, (it, _))| it.is_bound)
        {
            // Numbers of changes in a list are the same values as elsewhere.
            let name = it.name.trim_start_matches("listed_");
            let (printed, begins) = (&captures[number + 1], captures.get(number + 1).unwrap());
            for (is_of_run, this, that) in [(false, text.as_str(), printed), (true, printed, &text)]
            {
                let known = self.bound.entry((name, is_of_run, this.to_owned()));
                if known.or_insert_with(|| that.to_owned()) != that {
                    let before = &captures[0][..begins.start()];
                    return Err(before.matches('\n').count());
                }
            }
        }
        Ok(())
    }

    fn matching_lines(&self, expected: &str, printed: &str) -> usize {
        let lines: Vec<&str> = expected.lines().collect();
        let fits = |count: &usize| {
            let (pattern, _) = self.pattern(&lines[..*count].join("\n"));
            Regex::new(&format!("^{pattern}(?:\n|$)")).unwrap().is_match(printed)
        };
        (1..=lines.len()).take_while(fits).last().unwrap_or(0)
    }
}

#[test]
fn the_commands_of_the_editing_tour_print_the_documented_output() {
    let steps = steps(DOCUMENT);
    assert!(steps.len() > 20 && steps[0].commands.contains(HOST));
    let place = Place::new();
    let server = place.serve();
    let host = server.address.to_string();
    let mut comparison = Comparison::new();
    for (step, printed) in steps.iter().zip(outputs(&place, &steps, &host)) {
        let expected = step.output.replace(HOST, &host);
        if let Err(right) = comparison.compare(expected.trim_end(), printed.trim_end()) {
            panic!(
                "docs/editing.md:{}: these commands\n\n{}\nprint\n\n{printed}\n\nand not\n\n{expected}",
                step.line + right,
                step.commands,
            );
        }
    }
}

#[test]
fn the_tour_explains_every_problem_of_writers() {
    let place = Place::new();
    let server = place.serve();
    let row = Regex::new("(?m)^\\| ([0-9]{3}) \\| `([a-z-]+)` \\|").unwrap();
    let mut explained = BTreeSet::from(OF_READERS.map(str::to_owned));
    for captures in row.captures_iter(DOCUMENT) {
        let page = server.get(&format!("/problems/{}", &captures[2])).body;
        assert!(page.contains(&format!("<dd>{}</dd>", &captures[1])), "{}: {page}", &captures[2]);
        explained.insert(captures[2].to_owned());
    }
    let all = server.get("/problems").body;
    let link = Regex::new("href=\"/problems/([a-z-]+)\"").unwrap();
    let all: BTreeSet<String> = link.captures_iter(&all).map(|it| it[1].to_owned()).collect();
    assert_eq!(explained, all);
}

#[test]
fn a_mistake_in_the_tour_is_detected() {
    let id = ["01a2206d-ee4d-74a3-b0c6-6e931c67a44e", "01a2206d-eea2-7137-9974-4aa2a22e83a7"];
    for (expected, printed, expected_result) in [
        ("200".to_owned(), "200".to_owned(), Ok(())),
        ("200".to_owned(), "201".to_owned(), Err(0)),
        (String::new(), "200".to_owned(), Err(0)),
        ("a\nb\nc".to_owned(), "a\nc\nc".to_owned(), Err(1)),
        ("a\nb".to_owned(), "a\nb\nc".to_owned(), Err(2)),
        ("a … c\nd".to_owned(), "a b\nb c\nd".to_owned(), Ok(())),
        ("2026-11-28T04:33Z".to_owned(), "2027-01-01T00:00Z".to_owned(), Ok(())),
        ("2026-11-28T04:33Z".to_owned(), "never".to_owned(), Err(0)),
        (format!("{0}\n{0}", id[0]), format!("{0}\n{0}", id[1]), Ok(())),
        (format!("{0}\n{0}", id[0]), format!("{}\n{}", id[1], id[0]), Err(1)),
        (format!("{}\n{}", id[0], id[1]), format!("{0}\n{0}", id[1]), Err(1)),
        (r#""change":90"#.to_owned(), r#""change":91"#.to_owned(), Ok(())),
        (r#""revision":1"#.to_owned(), r#""revision":2"#.to_owned(), Err(0)),
        (r#""r1-07e8dd2ed83cfd01""#.to_owned(), r#""r1-3b7ae46a136cfdad""#.to_owned(), Ok(())),
        (r#""r1-07e8dd2ed83cfd01""#.to_owned(), r#""r2-07e8dd2ed83cfd01""#.to_owned(), Err(0)),
    ] {
        assert_eq!(
            Comparison::new().compare(&expected, &printed),
            expected_result,
            "{expected:?}, {printed:?}"
        );
    }
}
