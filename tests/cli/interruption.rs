//! Loads and restores that a signal interrupts: they say that nothing was changed, and that is
//! true.

use std::fs;
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::program::{Place, TIME_LIMIT, run, send_signal};
use crate::support::generator::Generator;
use crate::support::profiles::profile;
use crate::support::wait::wait_for;

/// Starts a command, and waits until it has handlers for the signals.
fn start(command: &mut Command) -> Child {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut has_ended = false;
    wait_for(TIME_LIMIT, "the handlers of signals", || {
        has_ended = child.try_wait().unwrap().is_some();
        let status = fs::read_to_string(&status).unwrap_or_default();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        let caught = caught.map_or(0, |mask| u64::from_str_radix(mask.trim(), 16).unwrap());
        // SIGHUP, SIGINT and SIGTERM.
        let handled = [1, 2, 15].iter().all(|signal| caught >> (signal - 1) & 1 == 1);
        has_ended || handled
    });
    child
}

/// Waits for the end; returns the exit code and the standard error.
fn end(mut child: Child) -> (Option<i32>, String) {
    let mut code = None;
    wait_for(TIME_LIMIT, "the command to end", || {
        code = child.try_wait().unwrap();
        code.is_some()
    });
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    (code.unwrap().code(), said)
}

#[test]
fn an_interrupted_load_says_that_nothing_was_loaded() {
    let place = Place::seeded();
    let change = place.change();
    for (signal, code) in [("HUP", 129), ("INT", 130), ("TERM", 143)] {
        let load = start(&mut place.program(["load", "-"]));
        // The command waits for more input.
        let line = profile("new", serde_json::json!({})).to_string() + "\n";
        load.stdin.as_ref().unwrap().write_all(line.as_bytes()).unwrap();

        send_signal(load.id(), signal);

        let (found, said) = end(load);
        assert_eq!(found, Some(code), "{signal}: {said}");
        assert_eq!(said, "error: interrupted; nothing was loaded\n", "{signal}");
        assert_eq!(place.change(), change, "{signal}");
    }
}

#[test]
fn an_interrupted_load_or_restore_has_changed_everything_or_says_that_it_changed_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let lines: Vec<String> = Generator::new(7).take(800).collect();
    fs::write(path("many.ndjson"), lines.join("\n")).unwrap();
    let place = Place::seeded();
    assert_eq!(place.load(&path("many.ndjson"), &[]).code, Some(0));
    let exported = run(place.program(["export"]).arg(path("many.zip")));
    assert_eq!(exported.code, Some(0), "{exported:?}");
    for (arguments, outcome) in [
        (["load", "many.ndjson"], "nothing was loaded"),
        (["restore", "many.zip"], "nothing was restored"),
    ] {
        for wait in [0, 30, 150, 600] {
            let place = Place::new();
            let file = path(arguments[1]);
            let mut child = start(place.program([arguments[0]]).arg(&file));
            // A moment in the middle of the work, or after it.
            let begun = std::time::Instant::now();
            wait_for(TIME_LIMIT, "the moment", || {
                begun.elapsed() >= Duration::from_millis(wait)
                    || child.try_wait().unwrap().is_some()
            });
            if child.try_wait().unwrap().is_none() {
                send_signal(child.id(), "INT");
            }
            let (code, said) = end(child);
            let is_changed = place.change() > 0;
            let expected = if is_changed { Some(0) } else { Some(130) };
            assert_eq!(code, expected, "{arguments:?} after {wait} ms: {said}");
            assert_eq!(said.contains(outcome), !is_changed, "{said}");
        }
    }
}
