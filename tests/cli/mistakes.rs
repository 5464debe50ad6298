//! Mistakes in seed files: all are shown with their locations, and nothing is loaded.

use std::fs;
use std::path::Path;

use crate::program::{Outcome, Place, copy_of_seed_data, edit, program, run};
use crate::support::profiles::seed_count;

/// A mistake to put into a copy of `seed_data`.
struct Mistake {
    file: &'static str,
    /// The original text, and its replacement.
    edit: (&'static str, &'static str),
    /// The part of the replacement that must be underlined.
    underlined: &'static str,
    /// Texts that the error message must contain.
    messages: &'static [&'static str],
}

const FIVE: [Mistake; 5] = [
    Mistake {
        file: "organizations/a21.json",
        edit: ("  \"founded\": 2008,", "  \"fuonded\": 2008,"),
        underlined: "\"fuonded\"",
        messages: &["`fuonded`", "did you mean `founded`?"],
    },
    Mistake {
        file: "organizations/polaris.json",
        edit: ("\"status\": \"active\",", "\"status\": active,"),
        underlined: "a",
        messages: &["JSON"],
    },
    Mistake {
        file: "organizations/verite.json",
        edit: ("\"focus_areas\": [", "\"focus_areas\": [\n    \"bonded-labor\","),
        underlined: "\"bonded-labor\"",
        messages: &["`bonded-labor`", "did you mean `bonded-labour`?"],
    },
    Mistake {
        file: "organizations/unseen.json",
        edit: ("      \"history\",", "      \"no-such-source\","),
        underlined: "\"no-such-source\"",
        messages: &["`no-such-source`"],
    },
    Mistake {
        file: "organizations/thorn.json",
        edit: ("\"https://www.thorn.org/\"", "\"javascript:alert(1)\""),
        underlined: "\"javascript:alert(1)\"",
        messages: &["http"],
    },
];

/// Mistakes that only appear between two files, or between a profile and the vocabulary.
const BETWEEN_FILES: [Mistake; 3] = [
    Mistake {
        file: "organizations/polaris.json",
        // The number of Love146.
        edit: ("\"030391561\"", "\"201168284\""),
        underlined: "\"201168284\"",
        messages: &["`US-EIN-201168284`", "`love146`"],
    },
    Mistake {
        // No other profile refers to it.
        file: "organizations/voice-of-the-free.json",
        edit: ("\"slug\": \"voice-of-the-free\"", "\"slug\": \"unseen\""),
        underlined: "\"unseen\"",
        messages: &["`unseen` is loaded twice"],
    },
    Mistake {
        file: "organizations/thorn.json",
        edit: ("\"focus_areas\": [", "\"focus_areas\": [\n    \"modern-slavery\","),
        underlined: "\"modern-slavery\"",
        messages: &["`modern-slavery`", "group"],
    },
];

impl Mistake {
    fn plant(&self, folder: &Path) {
        edit(&folder.join(self.file), self.edit.0, self.edit.1);
    }

    /// The expected location: the line, and the underlined text.
    fn location(&self, folder: &Path) -> String {
        let file = folder.join(self.file);
        let text = fs::read_to_string(&file).unwrap();
        let within = self.edit.1.rfind(self.underlined).unwrap();
        let at = text.find(self.edit.1).unwrap() + within;
        let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[line_start..].lines().next().unwrap();
        let (number, column) = (text[..at].lines().count(), at - line_start);
        let margin = " ".repeat(number.to_string().len());
        format!(
            "{margin}--> {}:{number}:{}\n{margin} |\n{number} | {line}\n{margin} | {}{}\n",
            file.display(),
            column + 1,
            " ".repeat(column),
            "^".repeat(self.underlined.len()),
        )
    }
}

/// Asserts that a command refused the files in `folder` for these mistakes.
fn assert_mistakes_shown(outcome: &Outcome, mistakes: &[Mistake], folder: &Path, end: &str) {
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(1), ""), "{outcome:?}");
    let shown = &outcome.stderr;
    for mistake in mistakes {
        let place = mistake.location(folder);
        assert!(shown.contains(&place), "{place}\nis not in\n{shown}");
        for words in mistake.messages {
            assert!(shown.contains(words), "{words:?} is not in\n{shown}");
        }
    }
    assert!(shown.ends_with(end), "{shown}");
    assert!(!shown.contains('\u{1b}'), "{shown:?}");
}

#[test]
fn five_mistakes_in_five_files_are_all_shown_and_nothing_is_loaded() {
    let place = Place::new();
    let folder = copy_of_seed_data();
    let profiles = folder.path().join("organizations");
    FIVE.iter().for_each(|mistake| mistake.plant(folder.path()));
    // A valid edit among the mistakes, which must not be loaded either.
    edit(&profiles.join("love146.json"), "\"name\": \"", "\"name\": \"New ");

    for before in ["an empty directory", "a full one"] {
        if before == "a full one" {
            assert_eq!(place.load(&crate::support::profiles::seed_data(), &[]).code, Some(0));
        }
        let change = place.change();
        for options in [&[][..], &["--dry-run"], &["--prune"]] {
            let refused = place.load(folder.path(), options);
            let end = "\n\n5 mistakes in 5 files; nothing was loaded\n";
            assert_mistakes_shown(&refused, &FIVE, folder.path(), end);
        }
        assert_eq!(place.change(), change, "{before}");
    }
    let checked = run(program(["check"]).arg(folder.path()));
    let end = "\n\n5 mistakes in 5 files; nothing was changed\n";
    assert_mistakes_shown(&checked, &FIVE, folder.path(), end);
}

#[test]
fn mistakes_between_files_are_shown_with_their_locations() {
    let place = Place::new();
    let folder = copy_of_seed_data();
    BETWEEN_FILES.iter().for_each(|mistake| mistake.plant(folder.path()));

    let refused = place.load(folder.path(), &[]);
    let end = "\n\n3 mistakes in 3 files; nothing was loaded\n";
    assert_mistakes_shown(&refused, &BETWEEN_FILES, folder.path(), end);
    assert_eq!(place.change(), 0);

    let checked = run(program(["check"]).arg(folder.path()));
    let end = "\n\n3 mistakes in 3 files; nothing was changed\n";
    assert_mistakes_shown(&checked, &BETWEEN_FILES, folder.path(), end);
}

#[test]
fn an_unknown_term_is_shown_although_the_profile_has_other_mistakes() {
    let place = Place::new();
    let folder = copy_of_seed_data();
    let file = folder.path().join("organizations/verite.json");
    edit(&file, "\"focus_areas\": [", "\"focus_areas\": [\n    \"bonded-labor\",");
    edit(&file, "\"status\": \"active\"", "\"status\": \"aktive\"");

    for refused in [place.load(folder.path(), &[]), run(program(["check"]).arg(folder.path()))] {
        assert_eq!(refused.code, Some(1), "{refused:?}");
        for message in ["`aktive`", "did you mean `bonded-labour`?", "2 mistakes in 1 file;"] {
            assert!(refused.stderr.contains(message), "{message}: {refused:?}");
        }
    }
}

#[test]
fn check_needs_no_database_and_creates_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let checked = run(program(["check"])
        .arg(crate::support::profiles::seed_data())
        .current_dir(folder.path())
        .env("DATABASE_URL", "nonsense"));
    assert_eq!(checked.code, Some(0), "{checked:?}");
    let end = format!(" terms and {} profiles: no mistakes", seed_count());
    assert!(checked.last_line().ends_with(&end), "{checked:?}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
