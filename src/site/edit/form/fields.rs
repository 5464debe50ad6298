//! The fields of a profile, in the order of `domain/profile.rs`, and the sections of the form.

use super::schema::Kind::{
    Choice, ChoiceOrFirst, Citations, Country, Day, FactSources, Group, Hidden, Language, Line,
    Lines, PartialDay, Slug, Terms, Text, Url, Year, YesNo,
};
use super::schema::{Field, Kind, LineKind, List};
use super::words::{
    AFFILIATIONS, CAVEAT_KINDS, CAVEAT_TOPICS, COUNTRY_ROLES, MEDIA_KINDS, NAME_KINDS,
    OUTCOME_KINDS, RELATIONSHIPS, RESEARCH_KINDS, SCOPES, STATUSES, WAY_KINDS, WITHHELD_KEYS,
};
use crate::domain::TermScheme;

/// Maximum lengths in characters, as `domain/text.rs` has them.
const IN_SHORT: usize = 120;
const LABEL: usize = 200;
const TITLE: usize = 400;
const BRIEF: usize = 600;
const PASSAGE: usize = 4000;
const SOURCES: Field = Field::optional("sources", "Sources", Citations);

/// A part of the form with its own heading.
pub struct Section {
    /// The id of the heading.
    pub id: &'static str,
    pub title: &'static str,
    /// A hint on what belongs there.
    pub about: &'static str,
    /// The keys of the profile that it shows, in order.
    pub keys: &'static [&'static str],
}

/// The sections of the form, in order.
pub const SECTIONS: &[Section] = &[
    Section {
        id: "about-it",
        title: "About the organization",
        about: "Plain facts. Cite a source for each. Never write the address of a shelter, or the \
                names of staff in the field, of survivors or of children.",
        keys: &[
            "name",
            "slug",
            "acronym",
            "other_names",
            "status",
            "summary",
            "founded",
            "founders",
            "headquarters",
            "website",
            "identifiers",
            "kinds",
            "affiliation",
            "parent",
            "related",
            "scope",
            "countries",
        ],
    },
    Section {
        id: "frames",
        title: "How it frames the problem",
        about: "The organization’s own way to see slavery: what it is, why it continues, and who is \
                responsible. Report its view in your own words, neutrally, without judging it.",
        keys: &["framing", "focus_areas", "populations", "sectors"],
    },
    Section {
        id: "fights",
        title: "How it fights the problem",
        about: "What the organization does, step by step. Do not name places or methods that would \
                put people at risk.",
        keys: &["method", "approaches"],
    },
    Section {
        id: "contributed",
        title: "What it contributed",
        about: "Results that it or others claim, and what it added to the field’s knowledge. The \
                directory itself claims nothing: each result says who reports it.",
        keys: &["outcomes", "research", "media"],
    },
    Section {
        id: "help",
        title: "How a reader can help",
        about: "What a reader can do, with the page to do it. Do not write down private telephone \
                numbers.",
        keys: &["ways_to_help"],
    },
    Section {
        id: "cautions",
        title: "Cautions",
        about: "What a reader should know before relying on the profile, and what is left out on \
                purpose.",
        keys: &["caveats", "withheld", "verified_at"],
    },
    Section {
        id: "all-sources",
        title: "Sources",
        about: "The pages, reports and broadcasts that the profile cites. Each must be cited at \
                least once. Do not link pages that show, name or locate people at risk: cite them \
                without a URL. A source that you remove is no longer cited anywhere.",
        keys: &["sources"],
    },
];

/// The keys whose sources are in `fact_sources`, with the field that they belong to. Lists of terms
/// have a picker for each term too.
pub const FACTS: &[&str] = &[
    "name",
    "acronym",
    "other_names",
    "status",
    "founded",
    "founders",
    "headquarters",
    "website",
    "identifiers",
    "affiliation",
    "parent",
    "summary",
    "scope",
    "verified_at",
    "kinds",
    "focus_areas",
    "approaches",
    "populations",
    "sectors",
];

/// The fields of a profile, in the order of the type.
pub const PROFILE: &[Field] = &[
    Field::required("slug", "Name in URLs", Slug)
        .hint("Lower-case letters, digits and single hyphens, such as “free-the-slaves”."),
    Field::required("name", "Name", Line(LABEL))
        .hint("The name that the organization uses for itself."),
    Field::optional("acronym", "Acronym", Line(LABEL)),
    Field::optional("other_names", "Other names", Kind::List(&List { one: "name", fields: OTHER_NAME }))
        .hint("Names that it has or had, and names in other languages."),
    Field::optional("status", "Status", ChoiceOrFirst(STATUSES)),
    Field::optional("withdrawal", "Withdrawal", Group(WITHDRAWAL)),
    Field::optional("founded", "Year of founding", Year).hint("The year in which it began."),
    Field::optional("founders", "Founders", Lines(LineKind::Plain))
        .hint("One name on each line. Only people who are named publicly as founders."),
    Field::optional("headquarters", "Headquarters", Group(HEADQUARTERS))
        .hint("The city and country of the main office. Never a street: some houses shelter people."),
    Field::optional("website", "Website", Url).hint("The complete URL, with https://."),
    Field::optional(
        "identifiers",
        "Identifiers in registers",
        Kind::List(&List { one: "identifier", fields: IDENTIFIER }),
    )
    .hint("Numbers that registers gave it, with the code of the register from org-id.guide."),
    Field::optional("affiliation", "Faith", Group(AFFILIATION)),
    Field::optional("parent", "Parent organization", Group(PARENT))
        .hint("The organization that hosts or owns it."),
    Field::optional(
        "related",
        "Related organizations",
        Kind::List(&List { one: "related organization", fields: RELATED }),
    )
    .hint("Write a relation on one of the two profiles; both show it."),
    Field::optional("kinds", "Kinds of organization", Terms(TermScheme::Kind)),
    Field::required("summary", "Summary", Text(BRIEF))
        .hint("Two neutral sentences that describe the organization."),
    Field::required("framing", "How it frames the problem", Group(FRAMING)),
    Field::required("method", "How it fights the problem", Group(METHOD)),
    Field::required("focus_areas", "Focus areas", Terms(TermScheme::FocusArea))
        .hint("Forms of slavery that it works against. Choose at least one."),
    Field::required("approaches", "Approaches", Terms(TermScheme::Approach))
        .hint("Ways in which it works. Choose at least one."),
    Field::optional("populations", "Populations", Terms(TermScheme::Population))
        .hint("People for whom it works. Choose none if it names none."),
    Field::optional("sectors", "Sectors", Terms(TermScheme::Sector))
        .hint("Kinds of work in which the people are exploited. Choose none if it names none."),
    Field::optional("scope", "How far its work reaches", Choice(SCOPES)),
    Field::optional("countries", "Where it works", Kind::List(&List { one: "country", fields: COUNTRY }))
        .hint("A country may appear again with another role."),
    Field::optional("outcomes", "Results", Kind::List(&List { one: "result", fields: OUTCOME }))
        .hint(
            "Report the words of a source, and say who makes the claim. For one year, write it in \
             “From year” and “To year”: without the second, the result continues.",
        ),
    Field::optional("research", "Research", Kind::List(&List { one: "piece of research", fields: RESEARCH })),
    Field::optional("ways_to_help", "Ways to help", Kind::List(&List { one: "way to help", fields: WAY }))
        .hint("A way needs a URL, a helpline, or a summary that says how."),
    Field::optional("media", "Media", Kind::List(&List { one: "recording or picture", fields: MEDIA })),
    Field::optional("caveats", "Caveats", Kind::List(&List { one: "caveat", fields: CAVEAT }))
        .hint("Sources that disagree, criticism with the answer to it, old figures. Stay neutral."),
    Field::optional("fact_sources", "Sources of facts", FactSources),
    Field::optional("sources", "Sources", Kind::List(&List { one: "source", fields: SOURCE })),
    Field::optional("withheld", "Left out on purpose", Kind::List(&List { one: "withheld fact", fields: WITHHELD }))
        .hint("The reason must not reveal what was left out."),
    Field::optional("verified_at", "Checked on", Day)
        .hint("Only if a person compared the whole profile with its sources on that day. For example 2026-05-14."),
];

const OTHER_NAME: &[Field] = &[
    Field::required("value", "Name", Line(LABEL)),
    Field::required("kind", "Kind", Choice(NAME_KINDS)),
    Field::optional("lang", "Language, if it differs", Language),
];

const WITHDRAWAL: &[Field] = &[
    Field::optional("reason", "Reason", Hidden),
    Field::optional("successor", "Successor", Hidden),
];

const HEADQUARTERS: &[Field] =
    &[Field::optional("city", "City", Line(LABEL)), Field::required("country", "Country", Country)];

const IDENTIFIER: &[Field] = &[
    Field::required("scheme", "Register, such as US-EIN", Line(LABEL)),
    Field::required("value", "Number", Line(LABEL)),
];

const AFFILIATION: &[Field] = &[
    Field::required("kind", "Kind", Choice(AFFILIATIONS)),
    Field::optional("tradition", "Tradition, if it is faith-based", Line(LABEL)),
];

const PARENT: &[Field] = &[
    Field::required("name", "Name", Line(LABEL)),
    Field::optional("slug", "Its name in URLs here, if the directory has it", Slug),
];

const RELATED: &[Field] = &[
    Field::optional("slug", "Its name in URLs here, if the directory has it", Slug),
    Field::optional("name", "Otherwise its name", Line(LABEL)),
    Field::required("relation", "Relation", Choice(RELATIONSHIPS)),
    SOURCES,
];

const FRAMING: &[Field] = &[
    Field::optional("in_short", "Sees slavery as …", Line(IN_SHORT))
        .hint("Completes the sentence, without a full stop."),
    Field::required("summary", "In its own view", Text(PASSAGE))
        .hint("How the organization explains slavery: causes, people, responsibility."),
    Field::optional("lens", "Lenses", Terms(TermScheme::Lens))
        .hint("Ways to see the problem: at most three, the most important first."),
    SOURCES,
];

const METHOD: &[Field] = &[
    Field::optional("in_short", "So it …", Line(IN_SHORT))
        .hint("Completes the sentence, without a full stop."),
    Field::required("summary", "What it does", Text(PASSAGE)),
    Field::optional("steps", "Steps", Kind::List(&List { one: "step", fields: STEP })),
    SOURCES,
];

const STEP: &[Field] = &[
    Field::required("name", "Name", Line(LABEL)),
    Field::required("summary", "Summary", Text(BRIEF)),
    SOURCES,
];

const COUNTRY: &[Field] = &[
    Field::required("country", "Country", Country),
    Field::optional("role", "Role", ChoiceOrFirst(COUNTRY_ROLES)),
    Field::optional("as_of", "Known for the year", Year),
    SOURCES,
];

const OUTCOME: &[Field] = &[
    Field::required("claim", "Claim", Text(BRIEF)),
    Field::required("reported_by", "Reported by", Line(LABEL)),
    Field::optional("kind", "Kind", Choice(OUTCOME_KINDS)),
    Field::optional("from", "From year", Year),
    Field::optional("to", "To year", Year),
    Field::optional("places", "Countries, one on each line", Lines(LineKind::Countries)),
    Field::optional("place", "Place, if the countries do not say it", Line(LABEL)),
    Field::optional("period", "Period, if the years do not say it", Line(LABEL)),
    SOURCES,
];

const RESEARCH: &[Field] = &[
    Field::required("title", "Title", Line(TITLE)),
    Field::required("kind", "Kind", Choice(RESEARCH_KINDS)),
    Field::optional("authors", "Authors, one on each line", Lines(LineKind::Plain)),
    Field::optional("year", "Year", Year),
    Field::optional("url", "URL", Url),
    SOURCES,
];

const WAY: &[Field] = &[
    Field::required("kind", "Kind", Choice(WAY_KINDS)),
    Field::required("title", "Title", Line(TITLE)),
    Field::optional("summary", "Summary", Text(BRIEF)),
    Field::optional("url", "URL", Url),
    Field::required("free", "Is it free of charge?", YesNo),
    Field::optional("as_of", "Known for the year", Year),
    Field::optional("helpline", "Helpline", Group(HELPLINE))
        .hint("Only a public number that you checked yourself: a wrong number can do harm."),
    SOURCES,
];

const HELPLINE: &[Field] = &[
    Field::required("number", "Number, with + and the country code", Line(LABEL)),
    Field::required("country", "Can be called from", Country),
    Field::optional("languages", "Languages, one on each line", Lines(LineKind::Languages)),
    Field::optional("hours", "Hours", Line(LABEL)),
    Field::required("checked_at", "Checked on, such as 2026-05-14", Day),
];

const MEDIA: &[Field] = &[
    Field::required("kind", "Kind", Choice(MEDIA_KINDS)),
    Field::required("title", "Title", Line(TITLE)),
    Field::optional("url", "URL", Url),
    SOURCES,
];

const CAVEAT: &[Field] = &[
    Field::required("about", "About", Choice(CAVEAT_TOPICS)),
    Field::required("kind", "Kind", Choice(CAVEAT_KINDS)),
    Field::required("note", "Note", Text(PASSAGE)),
    SOURCES,
];

const SOURCE: &[Field] = &[
    Field::required("id", "Id", Hidden),
    Field::required("title", "Title", Line(TITLE)),
    Field::optional("publisher", "Publisher", Line(LABEL)),
    Field::optional("author", "Author", Line(LABEL)),
    Field::optional("published", "Published, such as 2026-05", PartialDay),
    Field::optional("url", "URL", Url),
    Field::optional("archived_url", "Archived copy", Url),
    Field::optional("retrieved", "Read on, such as 2026-05-14", Day),
];

const WITHHELD: &[Field] = &[
    Field::required("key", "Fact", Choice(WITHHELD_KEYS)),
    Field::required("reason", "Reason", Text(BRIEF)),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        Affiliation, Caveat, CountryOfWork, Framing, Headquarters, Helpline, Media, Method,
        MethodStep, OtherName, Outcome, Parent, Profile, Related, Research, Source, WayToHelp,
        Withheld,
    };

    #[test]
    fn the_fields_are_the_keys_of_the_profile() {
        for (fields, keys) in [
            (PROFILE, Profile::KEYS),
            (OTHER_NAME, OtherName::KEYS),
            (HEADQUARTERS, Headquarters::KEYS),
            (AFFILIATION, Affiliation::KEYS),
            (PARENT, Parent::KEYS),
            (RELATED, Related::KEYS),
            (FRAMING, Framing::KEYS),
            (METHOD, Method::KEYS),
            (STEP, MethodStep::KEYS),
            (COUNTRY, CountryOfWork::KEYS),
            (OUTCOME, Outcome::KEYS),
            (RESEARCH, Research::KEYS),
            (WAY, WayToHelp::KEYS),
            (HELPLINE, Helpline::KEYS),
            (MEDIA, Media::KEYS),
            (CAVEAT, Caveat::KEYS),
            (SOURCE, Source::KEYS),
            (WITHHELD, Withheld::KEYS),
        ] {
            let named: Vec<&str> = fields.iter().map(|field| field.key).collect();
            assert_eq!(named, keys);
        }
    }

    #[test]
    fn each_key_is_in_one_section() {
        let shown: Vec<&str> = SECTIONS.iter().flat_map(|it| it.keys.iter().copied()).collect();
        for field in PROFILE {
            let times = shown.iter().filter(|key| **key == field.key).count();
            let is_hidden = matches!(field.key, "withdrawal" | "fact_sources");
            assert_eq!(times, usize::from(!is_hidden), "{}", field.key);
        }
    }
}
