-- Fills the tables from the profiles in `temp.profiles`, in their order, and empties it.

INSERT INTO organizations
SELECT
    p.slug,
    p.document ->> '$.name',
    p.document ->> '$.acronym',
    p.document ->> '$.status',
    p.document ->> '$.withdrawal.reason',
    p.document ->> '$.withdrawal.successor',
    p.document ->> '$.founded',
    p.document ->> '$.headquarters.city',
    p.document ->> '$.headquarters.country',
    p.document ->> '$.website',
    p.document ->> '$.affiliation.kind',
    p.document ->> '$.affiliation.tradition',
    p.document ->> '$.parent.name',
    p.document ->> '$.parent.slug',
    p.document ->> '$.summary',
    p.document ->> '$.framing.in_short',
    p.document ->> '$.framing.summary',
    p.document ->> '$.method.in_short',
    p.document ->> '$.method.summary',
    p.document ->> '$.scope',
    p.document ->> '$.verified_at'
FROM temp.profiles AS p;

INSERT INTO other_names
SELECT p.slug, e.key + 1, e.value ->> '$.value', e.value ->> '$.kind', e.value ->> '$.lang'
FROM temp.profiles AS p, json_each(p.document, '$.other_names') AS e;

INSERT INTO founders
SELECT p.slug, e.key + 1, e.value
FROM temp.profiles AS p, json_each(p.document, '$.founders') AS e;

INSERT INTO identifiers
SELECT p.slug, e.key + 1, e.value ->> '$.scheme', e.value ->> '$.value'
FROM temp.profiles AS p, json_each(p.document, '$.identifiers') AS e;

INSERT INTO related
SELECT p.slug, e.key + 1, e.value ->> '$.relation', e.value ->> '$.slug', e.value ->> '$.name'
FROM temp.profiles AS p, json_each(p.document, '$.related') AS e;

INSERT OR IGNORE INTO organization_terms
SELECT p.slug, s.scheme, e.value, e.key + 1
FROM temp.profiles AS p, schemes AS s, json_each(
    p.document, CASE s.list WHEN 'lenses' THEN '$.framing.lens' ELSE '$.' || s.list END
) AS e;

INSERT INTO organization_countries
SELECT p.slug, e.key + 1, e.value ->> '$.country', e.value ->> '$.role', e.value ->> '$.as_of'
FROM temp.profiles AS p, json_each(p.document, '$.countries') AS e;

INSERT INTO method_steps
SELECT p.slug, e.key + 1, e.value ->> '$.name', e.value ->> '$.summary'
FROM temp.profiles AS p, json_each(p.document, '$.method.steps') AS e;

INSERT INTO outcomes
SELECT
    p.slug, e.key + 1, e.value ->> '$.claim', e.value ->> '$.reported_by', e.value ->> '$.kind',
    e.value ->> '$.from', e.value ->> '$.to', e.value ->> '$.place', e.value ->> '$.period'
FROM temp.profiles AS p, json_each(p.document, '$.outcomes') AS e;

INSERT OR IGNORE INTO outcome_places
SELECT p.slug, e.key + 1, c.value
FROM temp.profiles AS p, json_each(p.document, '$.outcomes') AS e, json_each(e.value, '$.places') AS c;

INSERT INTO research
SELECT
    p.slug, e.key + 1, e.value ->> '$.kind', e.value ->> '$.title', e.value ->> '$.year',
    e.value ->> '$.url'
FROM temp.profiles AS p, json_each(p.document, '$.research') AS e;

INSERT INTO research_authors
SELECT p.slug, e.key + 1, a.key + 1, a.value
FROM temp.profiles AS p, json_each(p.document, '$.research') AS e, json_each(e.value, '$.authors') AS a;

INSERT INTO ways_to_help
SELECT
    p.slug, e.key + 1, e.value ->> '$.kind', e.value ->> '$.title', e.value ->> '$.summary',
    e.value ->> '$.url', e.value ->> '$.free', e.value ->> '$.as_of',
    e.value ->> '$.helpline.number', e.value ->> '$.helpline.country',
    e.value ->> '$.helpline.hours', e.value ->> '$.helpline.checked_at'
FROM temp.profiles AS p, json_each(p.document, '$.ways_to_help') AS e;

INSERT OR IGNORE INTO helpline_languages
SELECT p.slug, e.key + 1, l.value
FROM
    temp.profiles AS p, json_each(p.document, '$.ways_to_help') AS e,
    json_each(e.value, '$.helpline.languages') AS l;

INSERT INTO media
SELECT p.slug, e.key + 1, e.value ->> '$.kind', e.value ->> '$.title', e.value ->> '$.url'
FROM temp.profiles AS p, json_each(p.document, '$.media') AS e;

INSERT INTO caveats
SELECT p.slug, e.key + 1, e.value ->> '$.about', e.value ->> '$.kind', e.value ->> '$.note'
FROM temp.profiles AS p, json_each(p.document, '$.caveats') AS e;

INSERT INTO withheld
SELECT p.slug, e.key + 1, e.value ->> '$.key', e.value ->> '$.reason'
FROM temp.profiles AS p, json_each(p.document, '$.withheld') AS e;

INSERT OR IGNORE INTO sources
SELECT
    p.slug, e.value ->> '$.id', e.key + 1, e.value ->> '$.title', e.value ->> '$.publisher',
    e.value ->> '$.author', e.value ->> '$.published', e.value ->> '$.url',
    e.value ->> '$.archived_url', e.value ->> '$.retrieved'
FROM temp.profiles AS p, json_each(p.document, '$.sources') AS e;

-- The parts of a profile that have sources, with their paths. An object is a list of one.
INSERT OR IGNORE INTO citations
WITH parts (part, path, is_list) AS (
    VALUES
    ('related', '$.related', 1),
    ('framing', '$.framing', 0),
    ('method', '$.method', 0),
    ('method_steps', '$.method.steps', 1),
    ('organization_countries', '$.countries', 1),
    ('outcomes', '$.outcomes', 1),
    ('research', '$.research', 1),
    ('ways_to_help', '$.ways_to_help', 1),
    ('media', '$.media', 1),
    ('caveats', '$.caveats', 1)
)
SELECT p.slug, parts.part, e.key + 1, s.value
FROM
    temp.profiles AS p, parts, json_each(p.document, parts.path) AS e,
    json_each(e.value, '$.sources') AS s
WHERE parts.is_list
UNION ALL
SELECT p.slug, parts.part, 0, s.value
FROM temp.profiles AS p, parts, json_each(p.document, parts.path || '.sources') AS s
WHERE NOT parts.is_list
UNION ALL
SELECT p.slug, f.key, 0, s.value
FROM
    temp.profiles AS p, json_each(p.document, '$.fact_sources') AS f, json_each(f.value) AS s
ORDER BY 1, 2, 3, 4;

DELETE FROM temp.profiles;
