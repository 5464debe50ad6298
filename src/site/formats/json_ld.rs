//! The profile as JSON-LD 1.1 with the vocabulary of schema.org.
//!
//! It states only what is certain: unknown values are left out, names of programmes do not count as
//! names of the organization, and founders are of the type `Thing`, because the profile does not
//! say whether they are persons or organizations.

use serde_json::{Map, Value, json};

use super::{CC0, DIRECTORY, PublishedProfile};
use crate::domain::{
    CountryOfWork, CountryRole, Identifier, NameKind, Profile, Relationship, TermScheme,
};

/// The profile as a JSON-LD document.
pub fn json_ld(published: &PublishedProfile<'_>) -> String {
    let mut members = organization(published);
    members.insert("@context".to_owned(), "https://schema.org".into());
    members.insert("mainEntityOfPage".to_owned(), page(published));
    Value::Object(members).to_string()
}

/// The profile as a JSON-LD document for a `<script type="application/ld+json">` element.
pub fn json_ld_for_script(published: &PublishedProfile<'_>) -> String {
    for_script(&json_ld(published))
}

/// Escapes the characters of JSON that are special in HTML. In JSON they occur only in strings,
/// where an escape means the same.
pub fn for_script(json: &str) -> String {
    json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

/// The id of an organization in linked data, which differs from the permanent URL of its page.
fn id(page: &str) -> String {
    format!("{page}#organization")
}

fn organization(published: &PublishedProfile<'_>) -> Map<String, Value> {
    let profile = published.profile;
    let address = profile.headquarters.as_ref().map(|headquarters| {
        known(json!({
            "@type": "PostalAddress",
            "addressLocality": headquarters.city,
            "addressCountry": headquarters.country,
        }))
    });
    let parent = profile.parent.as_ref().map(|parent| {
        let own = parent.slug.as_ref().map(|slug| id(&published.permalink_of(slug)));
        known(json!({"@type": "Organization", "@id": own, "name": parent.name}))
    });
    let works =
        |it: &&CountryOfWork| matches!(it.role, CountryRole::Programmes | CountryRole::Partners);
    let countries: Vec<Value> = profile.countries.iter().filter(works).map(|work| {
        json!({"@type": "Country", "name": work.country.name(), "identifier": work.country})
    }).collect();
    let founders = profile.founders.iter().map(|name| json!({"@type": "Thing", "name": name}));
    let founders = founders.chain(related(published, Relationship::FoundedBy));
    let founders: Vec<Value> = founders.collect();
    let member_of: Vec<Value> = related(published, Relationship::MemberOf).collect();
    let focus_areas: Vec<&str> = profile
        .focus_areas
        .iter()
        .map(|slug| published.label(TermScheme::FocusArea, slug))
        .collect();
    let organization = known(json!({
        "@type": kind(profile),
        "@id": id(&published.permalink()),
        "name": profile.name,
        "alternateName": other_names(profile),
        "legalName": names(profile, NameKind::Legal),
        "description": profile.summary,
        "url": profile.website,
        "sameAs": same_as(profile),
        "identifier": profile.identifiers.iter().map(identifier).collect::<Vec<_>>(),
        "foundingDate": profile.founded.map(|year| year.get().to_string()),
        "founder": founders,
        "address": address,
        "parentOrganization": parent,
        "memberOf": member_of,
        "areaServed": countries,
        "knowsAbout": focus_areas,
    }));
    match organization {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// The organizations to which this one has a relation.
fn related<'p>(
    published: &'p PublishedProfile<'_>,
    relation: Relationship,
) -> impl Iterator<Item = Value> + 'p {
    let related = published.profile.related.iter().filter(move |it| it.relation == relation);
    related.map(|it| {
        let own = it.slug.as_ref().map(|slug| id(&published.permalink_of(slug)));
        known(json!({"@type": "Organization", "@id": own, "name": it.name}))
    })
}

fn kind(profile: &Profile) -> &'static str {
    let is = |kind: &str| profile.kinds.iter().any(|slug| slug.as_str() == kind);
    if is("public-body") { "GovernmentOrganization" } else { "NGO" }
}

/// The page of the profile, with its revision and licence.
fn page(published: &PublishedProfile<'_>) -> Value {
    let permalink = published.permalink();
    json!({
        "@type": "ProfilePage",
        "@id": permalink,
        "url": published.page_url(),
        "name": published.profile.name,
        "version": published.revision.to_string(),
        "dateModified": published.updated_at.to_string(),
        "inLanguage": "en",
        "license": CC0,
        "mainEntity": {"@id": id(&permalink)},
        "isPartOf": {"@type": "WebSite", "name": DIRECTORY, "url": format!("{}/", published.urls.server)},
    })
}

/// Acronym, aliases, translations and former names.
fn other_names(profile: &Profile) -> Vec<&str> {
    let acronym = profile.acronym.as_ref().map(|acronym| acronym.as_str());
    let others = [NameKind::Alias, NameKind::Translation, NameKind::Former];
    let others = others.into_iter().flat_map(|kind| names(profile, kind));
    acronym.into_iter().chain(others).collect()
}

fn names(profile: &Profile, kind: NameKind) -> Vec<&str> {
    let names = profile.other_names.iter().filter(|name| name.kind == kind);
    names.map(|name| name.value.as_str()).collect()
}

/// The website, and the URLs of identifiers.
fn same_as(profile: &Profile) -> Vec<String> {
    let website = profile.website.as_ref().map(|url| url.as_str().to_owned());
    website.into_iter().chain(profile.identifiers.iter().filter_map(identifier_url)).collect()
}

/// The URL of an identifier, if its register promises a stable one.
fn identifier_url(identifier: &Identifier) -> Option<String> {
    let value = &identifier.value;
    match identifier.scheme.as_str() {
        "XI-WIKIDATA" => Some(format!("https://www.wikidata.org/entity/{value}")),
        "XI-ROR" => Some(format!("https://ror.org/{value}")),
        _ => None,
    }
}

fn identifier(identifier: &Identifier) -> Value {
    json!({
        "@type": "PropertyValue",
        "propertyID": identifier.scheme,
        "value": identifier.value,
    })
}

/// Removes members that are null or empty lists.
fn known(object: Value) -> Value {
    let is_known = |value: &Value| match value {
        Value::Null => false,
        Value::Array(elements) => !elements.is_empty(),
        _ => true,
    };
    match object {
        Value::Object(members) => {
            members.into_iter().filter(|(_, value)| is_known(value)).collect()
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_for_a_script_element_has_no_html_characters() {
        for text in ["</script><b>", "<!-- <script>", "]]> & &lt;"] {
            let escaped = for_script(&json!({"name": text}).to_string());

            assert!(!escaped.contains(['<', '>', '&']), "{escaped}");
            assert_eq!(serde_json::from_str::<Value>(&escaped).unwrap()["name"], text);
        }
    }
}
