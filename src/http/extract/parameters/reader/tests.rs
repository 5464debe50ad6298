use super::*;

fn reader(query: &str, known: &[&'static str]) -> Reader {
    Reader::of_query(query, known, None)
}

#[test]
fn at_most_a_hundred_errors_are_named() {
    for (count, named, detail) in [
        (100, 100, "100 parameters are not valid"),
        (101, 100, "more than 100 parameters or values are not valid; `errors` has the first 100"),
        (9999, 100, "more than 100 parameters or values are not valid; `errors` has the first 100"),
    ] {
        let query: Vec<String> = (0..count).map(|number| format!("x{number}=1")).collect();
        let problem = reader(&query.join("&"), &["page"]).finish().unwrap_err();
        assert_eq!(problem.errors.len(), named, "{count}");
        assert_eq!(problem.to_string(), detail, "{count}");
    }
}

#[test]
fn allowed_values_are_listed_once_and_only_three_values_are_compared() {
    let mut reader = reader("a=1&b=1", &["a", "b"]);
    let mut listed = 0;
    for given in ["red", "gren", "green", "bleu", "blu"] {
        let allowed = || {
            listed += 1;
            ["red", "green", "blue"].map(str::to_owned).to_vec()
        };
        reader.unknown_value("a", given, "is not a colour", allowed);
    }
    reader.unknown_value("b", "x", "is not a letter", || vec!["y".to_owned()]);

    let problem = reader.finish().unwrap_err();

    assert_eq!(listed, 1);
    let lists: Vec<usize> = problem.errors.iter().map(|it| it.allowed.len()).collect();
    assert_eq!(lists, [3, 0, 0, 0, 0, 1]);
    let suggested: Vec<Option<&str>> =
        problem.errors.iter().map(|it| it.did_you_mean.as_deref()).collect();
    assert_eq!(suggested, [Some("red"), Some("green"), Some("green"), None, None, None]);
}

#[test]
fn more_than_a_hundred_values_are_refused_before_any_is_read() {
    for (count, is_refused) in [(100, false), (101, true)] {
        let mut reader = reader(&format!("a=1{}", ",1".repeat(count - 1)), &["a"]);
        let values = reader.many("a");
        assert_eq!(values.len(), if is_refused { 0 } else { count });
        let problem = reader.finish().err();
        let code = problem.map(|problem| problem.errors[0].code);
        assert_eq!(code, is_refused.then_some(Code::TooMany));
    }
}

#[test]
fn all_mistakes_are_reported_together() {
    let mut reader = reader("pgae=1&per_page=2&per_page=3&x=%ff", &["page", "per_page"]);
    assert_eq!(reader.one("per_page").as_deref(), Some("2"));

    let problem = reader.finish().unwrap_err();

    let codes: Vec<Code> = problem.errors.iter().map(|error| error.code).collect();
    assert_eq!(codes, [Code::UnknownParameter, Code::UnknownParameter, Code::RepeatedParameter]);
    assert_eq!(problem.errors[0].did_you_mean.as_deref(), Some("page"));
}
