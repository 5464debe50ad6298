-- The tables of `organizations.sqlite` in a dataset. SQLite keeps the text of each statement, so the
-- comments in it are in the file too: `.schema` shows them. A position counts from 1, in the order
-- of the profile.

CREATE TABLE about (
    -- The directory and its version: the facts of datapackage.json.
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE countries (
    -- Every country and territory: ISO 3166-1 alpha-2, and XK for Kosovo. The regions are those of
    -- the United Nations (M49).
    code      TEXT NOT NULL PRIMARY KEY,
    name      TEXT NOT NULL,
    region    TEXT,
    subregion TEXT
) WITHOUT ROWID;

CREATE TABLE schemes (
    -- The vocabularies.
    scheme TEXT NOT NULL PRIMARY KEY,
    -- The list of terms in a profile, as in citations.part: 'focus_areas'.
    list   TEXT NOT NULL UNIQUE
) WITHOUT ROWID;

CREATE TABLE terms (
    -- The terms of the vocabularies (SKOS concepts).
    scheme      TEXT    NOT NULL REFERENCES schemes (scheme),
    slug        TEXT    NOT NULL,
    position    INTEGER NOT NULL,
    label       TEXT    NOT NULL,
    definition  TEXT    NOT NULL,
    scope_note  TEXT,
    -- 1 for a term that is only for browsing: profiles use the terms below it.
    is_group    INTEGER NOT NULL,
    -- The slug of the term to use instead of this one.
    replaced_by TEXT,
    PRIMARY KEY (scheme, slug)
) WITHOUT ROWID;

CREATE TABLE term_labels (
    -- Other labels of terms: 'alternative', or 'hidden', which a search finds and no page shows.
    scheme TEXT NOT NULL,
    term   TEXT NOT NULL,
    kind   TEXT NOT NULL CHECK (kind IN ('alternative', 'hidden')),
    label  TEXT NOT NULL,
    PRIMARY KEY (scheme, term, kind, label),
    FOREIGN KEY (scheme, term) REFERENCES terms (scheme, slug)
) WITHOUT ROWID;

CREATE TABLE term_broader (
    -- A term and the broader terms of the same vocabulary; it may have several.
    scheme  TEXT NOT NULL,
    term    TEXT NOT NULL,
    broader TEXT NOT NULL,
    PRIMARY KEY (scheme, term, broader),
    FOREIGN KEY (scheme, term) REFERENCES terms (scheme, slug),
    FOREIGN KEY (scheme, broader) REFERENCES terms (scheme, slug)
) WITHOUT ROWID;

CREATE TABLE term_matches (
    -- Concepts of other vocabularies: 'exact' for the same meaning, 'close' for nearly the same.
    scheme TEXT NOT NULL,
    term   TEXT NOT NULL,
    kind   TEXT NOT NULL CHECK (kind IN ('exact', 'close')),
    url    TEXT NOT NULL,
    PRIMARY KEY (scheme, term, kind, url),
    FOREIGN KEY (scheme, term) REFERENCES terms (scheme, slug)
) WITHOUT ROWID;

CREATE TABLE term_legal_basis (
    -- Treaties, targets and frameworks that define a term.
    scheme   TEXT    NOT NULL,
    term     TEXT    NOT NULL,
    position INTEGER NOT NULL,
    label    TEXT    NOT NULL,
    url      TEXT,
    PRIMARY KEY (scheme, term, position),
    FOREIGN KEY (scheme, term) REFERENCES terms (scheme, slug)
) WITHOUT ROWID;

CREATE TABLE term_sources (
    -- The sources of definitions.
    scheme    TEXT    NOT NULL,
    term      TEXT    NOT NULL,
    position  INTEGER NOT NULL,
    title     TEXT    NOT NULL,
    publisher TEXT,
    url       TEXT,
    PRIMARY KEY (scheme, term, position),
    FOREIGN KEY (scheme, term) REFERENCES terms (scheme, slug)
) WITHOUT ROWID;

CREATE TABLE organizations (
    -- One row per organization, withdrawn ones included: check status.
    slug                  TEXT    NOT NULL PRIMARY KEY,
    name                  TEXT    NOT NULL,
    acronym               TEXT,
    -- 'active', 'inactive', 'unknown' or 'withdrawn'.
    status                TEXT    NOT NULL,
    withdrawal_reason     TEXT,
    -- The organization to read instead of a withdrawn one.
    successor             TEXT    REFERENCES organizations (slug),
    -- The year in which it began.
    founded               INTEGER,
    headquarters_city     TEXT,
    headquarters_country  TEXT    REFERENCES countries (code),
    website               TEXT,
    -- 'faith-based' or 'secular'.
    affiliation           TEXT,
    affiliation_tradition TEXT,
    -- The organization that hosts or owns it, and its slug if it is in this dataset.
    parent_name           TEXT,
    parent                TEXT    REFERENCES organizations (slug),
    summary               TEXT    NOT NULL,
    -- How it frames the problem. framing_in_short completes "Sees slavery as …".
    framing_in_short      TEXT,
    framing               TEXT    NOT NULL,
    -- How it fights the problem. method_in_short completes "So it …".
    method_in_short       TEXT,
    method                TEXT    NOT NULL,
    -- 'local', 'national', 'regional' or 'worldwide'.
    scope                 TEXT,
    -- The day on which a person last checked the profile against its sources.
    verified_at           TEXT
);

CREATE TABLE other_names (
    -- Other names that an organization has or had: 'alias', 'former', 'legal', 'translation' or
    -- 'programme'.
    organization TEXT    NOT NULL REFERENCES organizations (slug),
    position     INTEGER NOT NULL,
    name         TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    -- BCP 47, if it differs from the language of the main name.
    language     TEXT,
    PRIMARY KEY (organization, position)
) WITHOUT ROWID;

CREATE TABLE founders (
    organization TEXT    NOT NULL REFERENCES organizations (slug),
    position     INTEGER NOT NULL,
    name         TEXT    NOT NULL,
    PRIMARY KEY (organization, position)
) WITHOUT ROWID;

CREATE TABLE identifiers (
    -- Register numbers, with a list code of org-id.guide.
    organization TEXT    NOT NULL REFERENCES organizations (slug),
    position     INTEGER NOT NULL,
    scheme       TEXT    NOT NULL,
    value        TEXT    NOT NULL,
    PRIMARY KEY (organization, position)
) WITHOUT ROWID;

CREATE TABLE related (
    -- Relations to other organizations: either the slug in this dataset, or a name.
    organization TEXT    NOT NULL REFERENCES organizations (slug),
    position     INTEGER NOT NULL,
    relation     TEXT    NOT NULL,
    other        TEXT    REFERENCES organizations (slug),
    other_name   TEXT,
    PRIMARY KEY (organization, position)
) WITHOUT ROWID;

CREATE TABLE organization_terms (
    -- The terms that a profile lists. Its sources are in citations, with the part
    -- schemes.list || '/' || term; those of a lens are the sources of the framing.
    organization TEXT    NOT NULL REFERENCES organizations (slug),
    scheme       TEXT    NOT NULL,
    term         TEXT    NOT NULL,
    position     INTEGER NOT NULL,
    PRIMARY KEY (organization, scheme, term),
    FOREIGN KEY (scheme, term) REFERENCES terms (scheme, slug)
) WITHOUT ROWID;

CREATE TABLE organization_countries (
    -- Countries in which an organization works ('programmes', 'partners'), has an office
    -- ('office'), or that it studies ('research') or addresses ('advocacy').
    organization TEXT    NOT NULL REFERENCES organizations (slug),
    position     INTEGER NOT NULL,
    country      TEXT    NOT NULL REFERENCES countries (code),
    role         TEXT    NOT NULL,
    -- The year for which this is known.
    as_of        INTEGER,
    PRIMARY KEY (organization, position)
) WITHOUT ROWID;

CREATE TABLE method_steps (
    organization TEXT    NOT NULL REFERENCES organizations (slug),
    position     INTEGER NOT NULL,
    name         TEXT    NOT NULL,
    summary      TEXT    NOT NULL,
    PRIMARY KEY (organization, position)
) WITHOUT ROWID;

CREATE TABLE outcomes (
    -- Claimed achievements: the words of a source, never findings of the directory. Always name
    -- reported_by.
    organization TEXT    NOT NULL REFERENCES organizations (slug),
    position     INTEGER NOT NULL,
    claim        TEXT    NOT NULL,
    reported_by  TEXT    NOT NULL,
    -- 'reach', 'output', 'outcome', 'finding' or 'recognition'.
    kind         TEXT,
    from_year    INTEGER,
    to_year      INTEGER,
    -- Notes for what the countries and years do not say.
    place        TEXT,
    period       TEXT,
    PRIMARY KEY (organization, position)
) WITHOUT ROWID;

CREATE TABLE outcome_places (
    organization TEXT    NOT NULL,
    outcome      INTEGER NOT NULL,
    country      TEXT    NOT NULL REFERENCES countries (code),
    PRIMARY KEY (organization, outcome, country),
    FOREIGN KEY (organization, outcome) REFERENCES outcomes (organization, position)
) WITHOUT ROWID;

CREATE TABLE research (
    -- Contributions to the knowledge of the field.
    organization TEXT    NOT NULL REFERENCES organizations (slug),
    position     INTEGER NOT NULL,
    kind         TEXT    NOT NULL,
    title        TEXT    NOT NULL,
    year         INTEGER,
    url          TEXT,
    PRIMARY KEY (organization, position)
) WITHOUT ROWID;

CREATE TABLE research_authors (
    organization TEXT    NOT NULL,
    research     INTEGER NOT NULL,
    position     INTEGER NOT NULL,
    name         TEXT    NOT NULL,
    PRIMARY KEY (organization, research, position),
    FOREIGN KEY (organization, research) REFERENCES research (organization, position)
) WITHOUT ROWID;

CREATE TABLE ways_to_help (
    organization        TEXT    NOT NULL REFERENCES organizations (slug),
    position            INTEGER NOT NULL,
    kind                TEXT    NOT NULL,
    title               TEXT    NOT NULL,
    summary             TEXT,
    url                 TEXT,
    -- 1 if helping in this way costs no money.
    free                INTEGER NOT NULL,
    -- The year for which this is known.
    as_of               INTEGER,
    -- The number of a helpline, and the country from which it can be called.
    helpline_number     TEXT,
    helpline_country    TEXT    REFERENCES countries (code),
    helpline_hours      TEXT,
    -- The day on which a person last checked the number. A wrong number can do harm.
    helpline_checked_at TEXT,
    PRIMARY KEY (organization, position)
) WITHOUT ROWID;

CREATE TABLE helpline_languages (
    -- The languages in which calls are answered (BCP 47).
    organization TEXT    NOT NULL,
    way_to_help  INTEGER NOT NULL,
    language     TEXT    NOT NULL,
    PRIMARY KEY (organization, way_to_help, language),
    FOREIGN KEY (organization, way_to_help) REFERENCES ways_to_help (organization, position)
) WITHOUT ROWID;

CREATE TABLE media (
    organization TEXT    NOT NULL REFERENCES organizations (slug),
    position     INTEGER NOT NULL,
    kind         TEXT    NOT NULL,
    title        TEXT    NOT NULL,
    url          TEXT,
    PRIMARY KEY (organization, position)
) WITHOUT ROWID;

CREATE TABLE caveats (
    -- Disputed claims ('disputed') and limits of the data ('data').
    organization TEXT    NOT NULL REFERENCES organizations (slug),
    position     INTEGER NOT NULL,
    about        TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    note         TEXT    NOT NULL,
    PRIMARY KEY (organization, position)
) WITHOUT ROWID;

CREATE TABLE withheld (
    -- Facts that are left out on purpose, because they could put people in danger. Do not look for
    -- them elsewhere.
    organization TEXT    NOT NULL REFERENCES organizations (slug),
    position     INTEGER NOT NULL,
    part         TEXT    NOT NULL,
    reason       TEXT    NOT NULL,
    PRIMARY KEY (organization, position)
) WITHOUT ROWID;

CREATE TABLE sources (
    -- The public pages, reports and broadcasts that a profile cites. Ids are unique within a
    -- profile.
    organization TEXT    NOT NULL REFERENCES organizations (slug),
    id           TEXT    NOT NULL,
    position     INTEGER NOT NULL,
    title        TEXT    NOT NULL,
    publisher    TEXT,
    author       TEXT,
    -- As exactly as it is known: a year, a month or a day.
    published    TEXT,
    url          TEXT,
    archived_url TEXT,
    -- The day on which the source was read for the profile.
    retrieved    TEXT,
    PRIMARY KEY (organization, id)
) WITHOUT ROWID;

CREATE TABLE citations (
    -- The sources that the parts of a profile cite.
    organization TEXT    NOT NULL,
    -- The table of the element: 'outcomes', 'organization_countries' …; 'framing' or 'method'; or
    -- a plain fact such as 'founded' or 'focus_areas/child-labour'.
    part         TEXT    NOT NULL,
    -- The position of the element; 0 for a part that is not an element.
    position     INTEGER NOT NULL,
    source       TEXT    NOT NULL,
    PRIMARY KEY (organization, part, position, source),
    FOREIGN KEY (organization, source) REFERENCES sources (organization, id)
) WITHOUT ROWID;

CREATE TEMP TABLE documents (
    -- The terms, until `vocabulary.sql` has read them.
    scheme   TEXT NOT NULL,
    document TEXT NOT NULL
);

CREATE TEMP TABLE profiles (
    -- The next profiles, until `rows.sql` has read them.
    number   INTEGER NOT NULL PRIMARY KEY,
    slug     TEXT    NOT NULL,
    document BLOB    NOT NULL
);
