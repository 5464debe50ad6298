//! The answer types of the JSON formats of a profile. `site/formats/` writes them; these types
//! describe them in the OpenAPI document, and the tests check every response against it.

use serde::Serialize;
use utoipa::ToSchema;

/// A citation (Citation Style Language 1.0.2).
#[derive(Serialize, ToSchema)]
pub struct CslItem {
    #[schema(example = "free-the-slaves-r3")]
    id: String,
    #[serde(rename = "type")]
    #[schema(example = "webpage")]
    kind: String,
    /// The name of the organization.
    title: String,
    /// The name of the directory.
    #[serde(rename = "container-title")]
    container_title: String,
    /// The number of the revision.
    #[schema(example = "3")]
    version: String,
    issued: CslDate,
    /// The page of this revision.
    #[serde(rename = "URL")]
    url: String,
    /// The licence, and the page of the newest revision.
    note: String,
    #[schema(example = "en")]
    language: String,
}

/// A date of CSL.
#[derive(Serialize, ToSchema)]
pub struct CslDate {
    /// Year, month and day.
    #[serde(rename = "date-parts")]
    #[schema(example = json!([[2026, 11, 25]]))]
    date_parts: Vec<Vec<i32>>,
}

/// An organization as JSON-LD with the vocabulary of schema.org. Unknown values are left out.
#[derive(Serialize, ToSchema)]
#[schema(as = JsonLdOrganization)]
pub struct LinkedOrganization {
    #[serde(rename = "@context")]
    #[schema(example = "https://schema.org")]
    context: String,
    #[serde(rename = "@type")]
    #[schema(example = "NGO")]
    kind: String,
    #[serde(rename = "@id")]
    id: String,
    name: String,
    /// Acronym, aliases, translations and former names.
    #[serde(rename = "alternateName")]
    #[schema(required = false)]
    alternate_name: Vec<String>,
    #[serde(rename = "legalName")]
    #[schema(required = false)]
    legal_name: Vec<String>,
    description: String,
    #[schema(nullable = false)]
    url: Option<String>,
    #[serde(rename = "sameAs")]
    #[schema(required = false)]
    same_as: Vec<String>,
    #[schema(required = false)]
    identifier: Vec<LinkedIdentifier>,
    /// The year.
    #[serde(rename = "foundingDate")]
    #[schema(nullable = false, example = "2000")]
    founding_date: Option<String>,
    #[schema(required = false)]
    founder: Vec<LinkedThing>,
    #[schema(nullable = false)]
    address: Option<LinkedAddress>,
    #[serde(rename = "parentOrganization")]
    #[schema(nullable = false)]
    parent_organization: Option<LinkedThing>,
    #[serde(rename = "memberOf")]
    #[schema(required = false)]
    member_of: Vec<LinkedThing>,
    /// The countries where it works.
    #[serde(rename = "areaServed")]
    #[schema(required = false)]
    area_served: Vec<LinkedCountry>,
    /// The labels of its focus areas.
    #[serde(rename = "knowsAbout")]
    #[schema(required = false)]
    knows_about: Vec<String>,
    #[serde(rename = "mainEntityOfPage")]
    main_entity_of_page: LinkedPage,
}

/// Another organization, or a founder.
#[derive(Serialize, ToSchema)]
#[schema(as = JsonLdThing)]
pub struct LinkedThing {
    #[serde(rename = "@type")]
    #[schema(example = "Organization")]
    kind: String,
    /// Only of an organization that the directory has.
    #[serde(rename = "@id")]
    #[schema(nullable = false)]
    id: Option<String>,
    #[schema(nullable = false)]
    name: Option<String>,
}

/// An identifier in a register.
#[derive(Serialize, ToSchema)]
#[schema(as = JsonLdIdentifier)]
pub struct LinkedIdentifier {
    #[serde(rename = "@type")]
    #[schema(example = "PropertyValue")]
    kind: String,
    /// The list code of org-id.guide.
    #[serde(rename = "propertyID")]
    #[schema(example = "US-EIN")]
    property_id: String,
    value: String,
}

/// The city and country of the headquarters.
#[derive(Serialize, ToSchema)]
#[schema(as = JsonLdAddress)]
pub struct LinkedAddress {
    #[serde(rename = "@type")]
    #[schema(example = "PostalAddress")]
    kind: String,
    #[serde(rename = "addressLocality")]
    #[schema(nullable = false)]
    address_locality: Option<String>,
    #[serde(rename = "addressCountry")]
    #[schema(example = "IN")]
    address_country: String,
}

/// A country.
#[derive(Serialize, ToSchema)]
#[schema(as = JsonLdCountry)]
pub struct LinkedCountry {
    #[serde(rename = "@type")]
    #[schema(example = "Country")]
    kind: String,
    name: String,
    /// The code of ISO 3166-1.
    #[schema(example = "IN")]
    identifier: String,
}

/// The page of a profile.
#[derive(Serialize, ToSchema)]
#[schema(as = JsonLdPage)]
pub struct LinkedPage {
    #[serde(rename = "@type")]
    #[schema(example = "ProfilePage")]
    kind: String,
    #[serde(rename = "@id")]
    id: String,
    url: String,
    name: String,
    /// The number of the revision.
    #[schema(example = "3")]
    version: String,
    #[serde(rename = "dateModified")]
    #[schema(format = DateTime)]
    date_modified: String,
    #[serde(rename = "inLanguage")]
    #[schema(example = "en")]
    in_language: String,
    license: String,
    #[serde(rename = "mainEntity")]
    main_entity: LinkedReference,
    #[serde(rename = "isPartOf")]
    is_part_of: LinkedSite,
}

/// A reference to something that is described elsewhere in the document.
#[derive(Serialize, ToSchema)]
#[schema(as = JsonLdReference)]
pub struct LinkedReference {
    #[serde(rename = "@id")]
    id: String,
}

/// The directory.
#[derive(Serialize, ToSchema)]
#[schema(as = JsonLdSite)]
pub struct LinkedSite {
    #[serde(rename = "@type")]
    #[schema(example = "WebSite")]
    kind: String,
    name: String,
    url: String,
}
