//! `/data`: the page of the dataset, and its description for search engines.

use askama::Template;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::formats::{CC0, for_script};
use super::{Frame, SiteError, display};

const DESCRIPTION: &str = "Profiles of organizations that work against slavery: how each frames the \
    problem, how it fights it, what it has researched and how people can help, with the sources of \
    every statement. With the vocabularies of focus areas, approaches, populations, sectors, kinds \
    and lenses.";

/// A version of the dataset.
#[derive(Clone, Debug)]
pub struct PublishedDataset {
    /// The number of the last change in it.
    pub version: i64,
    /// The time of that change.
    pub at: Timestamp,
    /// Its files, the zip first; `None` while the server makes them.
    pub files: Option<Vec<PublishedFile>>,
}

/// A file of the dataset.
#[derive(Clone, Debug)]
pub struct PublishedFile {
    pub name: String,
    pub description: String,
    pub media_type: &'static str,
    pub bytes: u64,
    pub sha256: String,
}

impl PublishedFile {
    /// The size as people read it.
    fn size(&self) -> String {
        match self.bytes {
            bytes @ 0..1000 => format!("{bytes} bytes"),
            bytes @ 1000..1_000_000 => format!("{} kB", (bytes + 500) / 1000),
            bytes => format!("{:.1} MB", bytes as f64 / 1_000_000.0),
        }
    }
}

impl PublishedDataset {
    /// The description in the vocabulary of schema.org, as JSON-LD. `base` is the public URL of this
    /// server, without a slash at the end.
    pub fn json_ld(&self, base: &str) -> String {
        let Self { version, at, files } = self;
        let mut dataset = json!({
            "@context": "https://schema.org",
            "@type": "Dataset",
            "@id": format!("{base}/data"),
            "name": "Antislavery Directory",
            "description": DESCRIPTION,
            "url": format!("{base}/data/{version}"),
            "version": version.to_string(),
            "dateModified": at.to_string(),
            "license": CC0,
            "isAccessibleForFree": true,
            "inLanguage": "en",
            "keywords": ["slavery", "human trafficking", "forced labour", "nonprofit organizations"],
            "creator": {"@type": "Organization", "name": "Antislavery Directory", "url": base},
        });
        if let Some(files) = files {
            let downloads = files.iter().map(|file| download(base, *version, file));
            dataset["distribution"] = downloads.collect();
        }
        dataset.to_string()
    }

    /// The description for a `<script type="application/ld+json">` element.
    pub fn json_ld_for_script(&self, base: &str) -> String {
        for_script(&self.json_ld(base))
    }
}

fn download(base: &str, version: i64, file: &PublishedFile) -> Value {
    json!({
        "@type": "DataDownload",
        "name": file.name,
        "description": file.description,
        "contentUrl": format!("{base}/data/{version}/{}", file.name),
        "encodingFormat": file.media_type.split(';').next(),
        "contentSize": format!("{} B", file.bytes),
        "sha256": file.sha256,
    })
}

#[derive(Template)]
#[template(path = "data.html")]
struct DataPage<'d> {
    frame: Frame,
    dataset: &'d PublishedDataset,
    organizations: usize,
    updated: String,
    /// Whether it is the newest version.
    is_newest: bool,
    json_ld: String,
}

/// The page of a version of the dataset. `organizations` is the number of its profiles.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn data(
    frame: Frame,
    dataset: &PublishedDataset,
    organizations: usize,
    is_newest: bool,
) -> Result<String, SiteError> {
    let title =
        if is_newest { "Data".to_owned() } else { format!("Data, version {}", dataset.version) };
    let frame = frame.titled(title).described(
        "All profiles of this directory as files that you can cite: JSON, a table for spreadsheets, a database. Public domain.",
    );
    // Crawlers would have every version made.
    let frame = Frame { is_unlisted: !is_newest, ..frame };
    let json_ld = dataset.json_ld_for_script(&frame.base);
    let updated = display::day(dataset.at);
    Ok(DataPage { frame, dataset, organizations, updated, is_newest, json_ld }.render()?)
}
