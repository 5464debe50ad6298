//! Citations as RIS: lines of a field code and a value, which end in CR LF. Values must not have
//! line breaks; none here do, because they are names, numbers and URLs.

use super::Citation;

/// One record.
pub(super) fn record(citation: &Citation) -> String {
    let [year, month, day] = citation.date();
    let lines = [
        ("TY", "ELEC".to_owned()),
        ("ID", citation.key()),
        ("TI", citation.title.clone()),
        ("T2", citation.container.to_owned()),
        ("ET", format!("Version {}", citation.version)),
        ("PY", year.to_string()),
        ("DA", format!("{year:04}/{month:02}/{day:02}")),
        ("UR", citation.url()),
        ("LA", "en".to_owned()),
        ("N1", citation.note()),
        ("ER", String::new()),
    ];
    lines.iter().map(|(code, value)| format!("{code}  - {value}\r\n")).collect()
}
