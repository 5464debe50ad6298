//! The texts of a profile that are indexed and highlighted, read without copying them.

use std::borrow::Cow;

use serde::Deserialize;

use crate::catalog::CatalogError;

/// A text. Without escapes it borrows from the document.
#[derive(Deserialize, Default)]
#[serde(transparent)]
pub struct Text<'d>(#[serde(borrow)] pub Cow<'d, str>);

/// The texts of a profile.
#[derive(Deserialize)]
pub struct ProfileTexts<'d> {
    #[serde(borrow)]
    pub name: Text<'d>,
    #[serde(borrow)]
    pub acronym: Option<Text<'d>>,
    #[serde(borrow)]
    pub other_names: Vec<OtherName<'d>>,
    #[serde(borrow)]
    pub founders: Vec<Text<'d>>,
    #[serde(borrow)]
    pub headquarters: Option<Headquarters<'d>>,
    #[serde(borrow)]
    pub summary: Text<'d>,
    #[serde(borrow)]
    pub framing: Framing<'d>,
    #[serde(borrow)]
    pub method: Method<'d>,
    #[serde(borrow)]
    pub countries: Vec<CountryOfWork<'d>>,
    #[serde(borrow)]
    pub research: Vec<Research<'d>>,
    #[serde(borrow, default)]
    pub ways_to_help: Vec<WayToHelp<'d>>,
}

#[derive(Deserialize)]
pub struct OtherName<'d> {
    #[serde(borrow)]
    pub value: Text<'d>,
}

#[derive(Deserialize)]
pub struct Headquarters<'d> {
    #[serde(borrow)]
    pub city: Option<Text<'d>>,
    #[serde(borrow)]
    pub country: Text<'d>,
}

#[derive(Deserialize)]
pub struct CountryOfWork<'d> {
    #[serde(borrow)]
    pub country: Text<'d>,
    #[serde(borrow)]
    pub role: Text<'d>,
}

#[derive(Deserialize)]
pub struct Framing<'d> {
    #[serde(borrow)]
    pub in_short: Option<Text<'d>>,
    #[serde(borrow)]
    pub summary: Text<'d>,
}

#[derive(Deserialize)]
pub struct Method<'d> {
    #[serde(borrow)]
    pub in_short: Option<Text<'d>>,
    #[serde(borrow)]
    pub summary: Text<'d>,
    #[serde(borrow)]
    pub steps: Vec<MethodStep<'d>>,
}

#[derive(Deserialize)]
pub struct MethodStep<'d> {
    #[serde(borrow)]
    pub name: Text<'d>,
    #[serde(borrow)]
    pub summary: Text<'d>,
}

#[derive(Deserialize)]
pub struct Research<'d> {
    #[serde(borrow)]
    pub title: Text<'d>,
    #[serde(borrow)]
    pub authors: Vec<Text<'d>>,
}

#[derive(Deserialize)]
pub struct WayToHelp<'d> {
    #[serde(borrow)]
    pub title: Text<'d>,
    #[serde(borrow)]
    pub summary: Option<Text<'d>>,
}

impl<'d> ProfileTexts<'d> {
    /// Reads the texts of a profile's JSON.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Damaged`] when the JSON is not that of a profile: it comes from a row that
    /// this program wrote.
    pub fn parse(document: &'d [u8]) -> Result<Self, CatalogError> {
        let damaged = |err: &dyn std::fmt::Display| CatalogError::Damaged(err.to_string());
        // One check of the whole is cheaper than one by serde for each text.
        let document = std::str::from_utf8(document).map_err(|err| damaged(&err))?;
        serde_json::from_str(document).map_err(|err| damaged(&err))
    }

    /// The texts of the profile other than its names: what it does first, then its research and
    /// ways to help.
    pub fn prose(&self) -> impl Iterator<Item = &str> {
        let steps = self.method.steps.iter().flat_map(|step| [&step.name, &step.summary]);
        let framing = self.framing.in_short.iter().chain([&self.framing.summary]);
        let method = self.method.in_short.iter().chain([&self.method.summary]);
        let texts = [&self.summary].into_iter().chain(framing).chain(method);
        let research = self.research.iter().flat_map(Research::texts);
        let ways = self.ways_to_help.iter().flat_map(WayToHelp::texts);
        let own = texts.chain(steps).map(|text| &*text.0);
        own.chain(research).chain(ways)
    }
}

impl Research<'_> {
    /// The title and the authors.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        [&self.title].into_iter().chain(&self.authors).map(|text| &*text.0)
    }
}

impl WayToHelp<'_> {
    /// The title and the summary.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        [&self.title].into_iter().chain(&self.summary).map(|text| &*text.0)
    }
}
