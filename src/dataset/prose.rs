//! The files of a dataset for people: `README.md` and `RELEASE_NOTES.md`. They depend only on the
//! state of the directory, so a restored directory writes the same.

use std::fmt::Write;

use super::metadata::{DESCRIPTION, TITLE, day};
use super::{DATABASE, PROFILES, TABLE, Written};
use crate::domain::markdown::escape;
use crate::domain::{Keyword, Status, TermScheme};

/// `README.md`. A test runs its examples.
pub fn readme(written: &Written) -> String {
    let files = TermScheme::ALL.iter().map(|scheme| format!("`{}.json`", scheme.plural()));
    let vocabularies = files.collect::<Vec<_>>().join(", ");
    let (change, day) = (written.position.change, day(written.position.updated_at));
    let organizations = written.organizations;
    format!(
        r#"# {TITLE}

{DESCRIPTION}

Version {change} of {day}: {organizations} profiles, including withdrawn ones (see `status`).

| file | contents |
| --- | --- |
| `{PROFILES}` | every profile, one per line (JSON Lines) |
| `{TABLE}` | one row per organization, for spreadsheets (RFC 4180) |
| `{DATABASE}` | the profiles and vocabularies as tables with foreign keys (SQLite) |
| {vocabularies} | the vocabularies |
| `dictionary.md` | the meaning of each key |
| `datapackage.json` | a description of all files for programs (Data Package 2.0) |
| `CITATION.cff` | how to cite it |
| `RELEASE_NOTES.md` | this version in numbers, and what was withdrawn and redacted |
| `SHA256SUMS` | hashes of the files: `sha256sum -c SHA256SUMS` |

## Read it

`NA` is the code of Namibia. Python and R read it as a missing value unless you say otherwise, as
here:

```python
import pandas

table = pandas.read_csv("{TABLE}", keep_default_na=False, na_values={{"founded": [""]}})
print(table[table["countries"].str.split("; ").apply(lambda codes: "IN" in codes)]["name"])

profiles = pandas.read_json("{PROFILES}", lines=True, dtype=False)
print(profiles.explode("focus_areas").groupby("focus_areas").size())
```

```r
table <- read.csv("{TABLE}", na.strings = "", fileEncoding = "UTF-8-BOM")
print(table$name[grepl("(^|; )IN($|;)", table$countries)])
```

```sql
-- sqlite3 {DATABASE}: organizations that run programmes in India, with the sources of that.
SELECT o.name, s.title, s.url
FROM organizations AS o
JOIN organization_countries AS c ON c.organization = o.slug
JOIN citations AS i ON
    i.organization = o.slug AND i.part = 'organization_countries' AND i.position = c.position
JOIN sources AS s ON s.organization = i.organization AND s.id = i.source
WHERE c.country = 'IN' AND c.role = 'programmes'
ORDER BY o.name, s.id;
```

In a spreadsheet, open `{TABLE}`: LibreOffice asks for the encoding (UTF-8) and the separator (comma).
In Excel, choose Data, then From Text/CSV. The elements of a list are in one cell, separated by `; `.

`antislavery-directory load FOLDER` loads the dataset into a directory. It does not include the
history, former slugs and API keys.

The data is in the public domain (CC0 1.0). Elements of a profile cite `sources`; when you repeat a
claim, name its source. `outcomes` are claims: name `reported_by` too.
"#
    )
}

/// `RELEASE_NOTES.md`.
pub fn release_notes(written: &Written) -> String {
    let (change, day_of_change) = (written.position.change, day(written.position.updated_at));
    let mut text = format!(
        "# Release notes of version {change}\n\n\
         The state of the directory after change {change}, made on {day_of_change}.\n\n\
         | | number |\n| --- | ---: |\n"
    );
    for (status, count) in Status::ALL.iter().zip(&written.statuses) {
        let _ = writeln!(text, "| organizations, {} | {count} |", status.as_str());
    }
    for (scheme, count) in TermScheme::ALL.iter().zip(&written.terms) {
        let _ = writeln!(text, "| {} | {count} |", scheme.plural().replace('_', " "));
    }
    let _ = write!(
        text,
        "\n## Changes since another version\n\n\
         `/api/v1/changes/summary?from=VERSION&to={change}` on the server of the directory lists \
         the organizations and terms that were added, updated, renamed and withdrawn since a \
         version, as JSON or, with `format=md`, as text.\n"
    );
    text += "\n## Withdrawn\n\n";
    let all = Status::ALL.iter().zip(&written.statuses);
    let count: usize =
        all.filter(|(status, _)| **status == Status::Withdrawn).map(|(_, it)| *it).sum();
    for it in &written.withdrawn {
        let _ = write!(text, "- `{}` ({}): {}", it.slug, escape(&it.name), escape(&it.reason));
        match &it.successor {
            Some(successor) => {
                let _ = writeln!(text, " See `{successor}`.");
            }
            None => text.push('\n'),
        }
    }
    match count - written.withdrawn.len() {
        0 if count == 0 => text += "None.\n",
        0 => {}
        more => {
            let _ = writeln!(text, "- and {more} more, with `status` `withdrawn`");
        }
    }
    text += "\n## Redacted\n\n";
    if written.redactions.is_empty() {
        text += "None.\n";
    }
    for organization in &written.redactions {
        for record in &organization.redacted {
            let place =
                if record.pointer.is_empty() { "the whole profile" } else { &record.pointer };
            let (slug, on, reason) = (&organization.slug, day(record.at), escape(&record.reason));
            let _ = writeln!(text, "- `{slug}`, {place}, on {on}: {reason}");
        }
    }
    text
}
