//! Makes the row of an organization from its newest state.

use super::codes::{encode_coverage, encode_research, encode_way_to_help};
use super::layout::{self, Part, RowWriter};
use super::{AtRisk, NEVER, UNKNOWN};
use crate::catalog::answers::render::{self, Summary};
use crate::catalog::{CatalogError, OwnVoice, json};
use crate::domain::{
    Keyword, Organization, OrganizationState, SourceCoverage, TermScheme, WayToHelp, host,
    read_stored,
};
use crate::text::{fold, folded_words};

/// The row of an organization, which gets this number in the catalog.
///
/// # Errors
///
/// [`CatalogError::UnreadableDocument`] when the stored document is not a profile.
pub fn encode(state: &OrganizationState, number: u32) -> Result<Vec<u8>, CatalogError> {
    let profile: Organization = read_stored(&state.document).map_err(|reason| {
        let (slug, change) = (&state.slug, state.change);
        CatalogError::UnreadableDocument(format!("`{slug}`, change {change}: {reason}"))
    })?;
    let document = render::profile(state);
    let written = render::written_length(&state.document);
    let before_ways_to_help = json::length_before(document.as_bytes(), "ways_to_help");
    let summary = json::to_vec(&Summary::new(state, &profile));

    let mut row = RowWriter::new(document.len() + 2 * summary.len() + 1024);
    row.number(layout::NUMBER, number.to_le_bytes());
    row.number(layout::REVISION, state.revision.to_le_bytes());
    row.number(layout::CHANGE, state.change.to_le_bytes());
    row.number(layout::UPDATED_AT, state.updated_at.as_microsecond().to_le_bytes());
    let verified_at = profile.verified_at.map_or(NEVER, |date| date.days_since_epoch());
    row.number(layout::VERIFIED_AT, verified_at.to_le_bytes());
    let founded = profile.founded.map_or(UNKNOWN, |year| year.get());
    row.number(layout::FOUNDED, founded.to_le_bytes());
    row.number(layout::WRITTEN_LENGTH, layout::length(written).to_le_bytes());
    let before_ways_to_help = layout::length(before_ways_to_help.unwrap_or(written));
    row.number(layout::LENGTH_BEFORE_WAYS_TO_HELP, before_ways_to_help.to_le_bytes());
    row.number(layout::COVERAGE, encode_coverage(SourceCoverage::of(&profile)));

    let sources = u16::try_from(profile.sources.len());
    let sources = sources.expect("the lists of a profile are limited");
    row.number(layout::SOURCES, sources.to_le_bytes());
    let voice = OwnVoice::of(&profile);
    let own = profile.sources.iter().filter(|source| voice.published(source)).count();
    let own = u16::try_from(own).expect("the lists of a profile are limited");
    row.number(layout::OWN_SOURCES, own.to_le_bytes());

    let undated = profile.sources.iter().filter(|source| source.retrieved.is_none()).count();
    let undated = u16::try_from(undated).expect("the lists of a profile are limited");
    row.number(layout::UNDATED_SOURCES, undated.to_le_bytes());
    let oldest = profile.ways_to_help.iter().filter_map(year_of_way).min().unwrap_or(UNKNOWN);
    row.number(layout::OLDEST_WAY, oldest.to_le_bytes());
    row.number(layout::AT_RISK, [AtRisk::of(&profile.ways_to_help) as u8]);

    row.part(Part::Id, state.id.as_bytes());
    row.part(Part::Slug, state.slug.as_str().as_bytes());
    row.lines(Part::Acronym, profile.acronym.iter().map(|acronym| acronym.as_str()));
    row.part(Part::NameKey, fold(profile.name.as_str()).as_bytes());
    row.lines(Part::Names, names(&profile));
    let identifiers = profile.identifiers.iter().map(|it| it.key().to_string());
    row.lines(Part::Aliases, state.former_slugs.iter().map(ToString::to_string).chain(identifiers));
    row.part(Part::Status, profile.status.as_str().as_bytes());
    let terms = |&scheme: &TermScheme| -> String {
        let slugs: Vec<&str> = profile.terms(scheme).iter().map(|slug| slug.as_str()).collect();
        slugs.join(" ")
    };
    row.lines(Part::Terms, TermScheme::ALL.iter().map(terms));
    let countries = profile.countries.iter();
    let countries = countries.map(|work| format!("{} {}", work.country, work.role.as_str()));
    row.lines(Part::Countries, countries);
    let kinds = render::way_to_help_kinds(&profile);
    row.lines(Part::WaysToHelp, kinds.into_iter().map(|kind| kind.as_str()));
    row.lines(Part::Affiliation, profile.affiliation.iter().map(|known| known.kind.as_str()));
    let headquarters = profile.headquarters.as_ref();
    let city = headquarters.and_then(|headquarters| headquarters.city.as_ref());
    row.lines(Part::HeadquartersCity, city.map(|city| city.as_str()));
    let country = headquarters.map(|headquarters| headquarters.country.to_string());
    row.lines(Part::HeadquartersCountry, country);
    let withdrawal = profile.withdrawal.iter().flat_map(|withdrawal| {
        let successor = withdrawal.successor.iter().map(|successor| successor.as_str());
        std::iter::once(withdrawal.reason.as_str()).chain(successor)
    });
    row.lines(Part::Withdrawal, withdrawal);
    let related = profile.related.iter();
    let related =
        related.filter_map(|it| Some(format!("{} {}", it.slug.as_ref()?, it.relation.as_str())));
    row.lines(Part::Related, related);
    let research = profile.research.iter();
    let research =
        research.map(|link| encode_research(link.kind, link.year.map(|year| year.get())));
    row.part(Part::ResearchCodes, &code_bytes(research));
    let ways = profile.ways_to_help.iter().map(|way| encode_way_to_help(way.kind, way.free));
    row.part(Part::WayToHelpCodes, &code_bytes(ways));
    row.lines(Part::Website, profile.website.iter().map(|url| url.as_str()));
    let sources = profile.sources.iter().map(|source| {
        let host = source.url.as_ref().map(|url| host(url.as_str()).to_lowercase());
        let publisher = source.publisher.as_ref().map_or("", |publisher| publisher.as_str());
        format!("{}\t{publisher}", host.unwrap_or_default())
    });
    row.lines(Part::Sources, sources);
    row.part(Part::Summary, &summary);
    row.part(Part::SummaryText, profile.summary.as_str().as_bytes());
    let in_short = [&profile.framing.in_short, &profile.method.in_short];
    row.lines(Part::InShort, in_short.map(|short| short.as_ref().map_or("", |it| it.as_str())));
    row.part(Part::Document, document.as_bytes());
    Ok(row.finish())
}

fn code_bytes(codes: impl Iterator<Item = u16>) -> Vec<u8> {
    codes.flat_map(u16::to_le_bytes).collect()
}

/// The earliest year that a way to help is known for: that of its information, or that in which its
/// telephone number was checked.
fn year_of_way(way: &WayToHelp) -> Option<i16> {
    let checked = way.helpline.as_ref().map(|helpline| helpline.checked_at.parts()[0]);
    way.as_of.map(|year| year.get()).into_iter().chain(checked).min()
}

/// The lines of [`Part::Names`]: the display name comes first.
fn names(profile: &Organization) -> impl Iterator<Item = String> {
    let other = profile.other_names.iter().map(|name| ('a', name.value.as_str()));
    let acronym = profile.acronym.iter().map(|acronym| ('a', acronym.as_str()));
    let founders = profile.founders.iter().map(|founder| ('x', founder.as_str()));
    let city = profile.headquarters.iter().filter_map(|headquarters| headquarters.city.as_ref());
    let city = city.map(|city| ('x', city.as_str()));
    std::iter::once(('n', profile.name.as_str()))
        .chain(acronym)
        .chain(other)
        .chain(founders)
        .chain(city)
        .map(|(role, name)| format!("{role}{name}\t{}", folded_words(name)))
}
