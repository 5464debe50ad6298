//! The manifest: what a service offers, and where.

use serde::Serialize;
use utoipa::ToSchema;

use super::candidates::TypeAnswer;
use crate::http::protocol::limits::RECONCILE_QUERIES;

/// The description of a service. Clients copy it once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReconciliationManifest)]
pub struct Manifest {
    /// The versions of the protocol.
    #[schema(example = json!(["0.2"]))]
    versions: Vec<&'static str>,
    /// The name of the service.
    #[schema(example = "Antislavery Directory")]
    name: &'static str,
    /// The beginning of the URIs of all ids.
    #[schema(example = "https://directory.example/organizations/")]
    identifier_space: String,
    /// The URI of the vocabulary of the types.
    #[schema(example = "https://schema.org/")]
    schema_space: String,
    /// The URL of the API reference.
    #[schema(example = "https://directory.example/docs/")]
    documentation: String,
    /// The types that a client may offer first.
    default_types: Vec<TypeAnswer>,
    view: View,
    preview: Preview,
    suggest: Suggest,
    extend: Extend,
    /// Maximum number of queries in one batch.
    #[schema(example = 50)]
    batch_size: usize,
}

/// The page of a thing.
#[derive(Serialize, ToSchema)]
#[schema(as = ReconciliationView)]
pub struct View {
    /// A URL in which `{{id}}` is to be replaced by an id.
    #[schema(example = "https://directory.example/organizations/{{id}}")]
    url: String,
}

/// A small page about a thing, for a frame.
#[derive(Serialize, ToSchema)]
#[schema(as = ReconciliationPreview)]
pub struct Preview {
    /// A URL in which `{{id}}` is to be replaced by an id.
    #[schema(example = "https://directory.example/organizations/{{id}}/preview")]
    url: String,
    /// The width of the frame, in pixels.
    #[schema(example = 430)]
    width: u32,
    /// The height of the frame, in pixels.
    #[schema(example = 300)]
    height: u32,
}

/// Completions for a person who types.
#[derive(Serialize, ToSchema)]
#[schema(as = ReconciliationSuggest)]
pub struct Suggest {
    entity: Location,
    property: Location,
    #[serde(rename = "type")]
    kind: Location,
}

/// A part of the service: its URL is `service_url` followed by `service_path`.
#[derive(Serialize, ToSchema)]
#[schema(as = ReconciliationLocation)]
pub struct Location {
    #[schema(example = "https://directory.example")]
    service_url: String,
    #[schema(example = "/api/v1/reconcile/suggest/entity")]
    service_path: String,
}

/// Values of properties for things that were matched.
#[derive(Serialize, ToSchema)]
#[schema(as = ReconciliationExtend)]
pub struct Extend {
    propose_properties: Location,
    property_settings: Vec<Setting>,
}

/// A setting of a property, which a person may change.
#[derive(Serialize, ToSchema)]
#[schema(as = ReconciliationSetting)]
pub struct Setting {
    #[schema(example = "content")]
    name: &'static str,
    #[schema(example = "Content")]
    label: &'static str,
    /// `number` or `select`.
    #[serde(rename = "type")]
    #[schema(example = "select")]
    kind: &'static str,
    default: SettingDefault,
    help_text: &'static str,
    /// Of a setting of the type `select`: its values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    choices: Vec<SettingChoice>,
}

/// The value of a setting that nothing changed.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = ReconciliationDefault)]
pub enum SettingDefault {
    Number(u32),
    Text(&'static str),
}

/// One value of a setting.
#[derive(Serialize, ToSchema)]
#[schema(as = ReconciliationChoice)]
pub struct SettingChoice {
    #[schema(example = "label")]
    value: &'static str,
    #[schema(example = "Names")]
    name: &'static str,
}

/// The parts of a manifest that differ from service to service.
pub struct Described<'d> {
    pub name: &'static str,
    /// The path of the service.
    pub path: &'d str,
    /// The path of the pages, with a slash at the end.
    pub pages: &'d str,
    /// The URI of the vocabulary of the types.
    pub schema_space: String,
    pub types: Vec<TypeAnswer>,
}

impl Manifest {
    /// The manifest of a service, with URLs that begin with `base`.
    pub fn new(base: &str, described: Described<'_>) -> Self {
        let Described { name, path, pages, schema_space, types } = described;
        let location = |below: &str| Location {
            service_url: base.to_owned(),
            service_path: format!("{path}{below}"),
        };
        Self {
            versions: vec!["0.2"],
            name,
            identifier_space: format!("{base}{pages}"),
            schema_space,
            documentation: format!("{base}/docs/"),
            default_types: types,
            view: View { url: format!("{base}{pages}{{{{id}}}}") },
            preview: Preview {
                url: format!("{base}{pages}{{{{id}}}}/preview"),
                width: 430,
                height: 300,
            },
            suggest: Suggest {
                entity: location("/suggest/entity"),
                property: location("/suggest/property"),
                kind: location("/suggest/type"),
            },
            extend: Extend {
                propose_properties: location("/extend/propose"),
                property_settings: settings(),
            },
            batch_size: RECONCILE_QUERIES,
        }
    }
}

fn settings() -> Vec<Setting> {
    vec![
        Setting {
            name: "limit",
            label: "Limit",
            kind: "number",
            default: SettingDefault::Number(0),
            help_text: "Maximum number of values in a row; 0 for no limit",
            choices: Vec::new(),
        },
        Setting {
            name: "content",
            label: "Content",
            kind: "select",
            default: SettingDefault::Text("label"),
            help_text: "Whether terms and countries are names, or the codes that the API uses",
            choices: vec![
                SettingChoice { value: "label", name: "Names" },
                SettingChoice { value: "id", name: "Codes" },
            ],
        },
    ]
}
