-- Fills the tables of the vocabularies from the terms in `temp.documents`, in their order, and empties
-- it.

INSERT INTO terms
SELECT
    d.scheme,
    d.document ->> '$.slug',
    row_number() OVER (PARTITION BY d.scheme ORDER BY d.rowid),
    d.document ->> '$.label',
    d.document ->> '$.definition',
    d.document ->> '$.scope_note',
    d.document ->> '$.group',
    d.document ->> '$.replaced_by'
FROM temp.documents AS d
ORDER BY 1, 2;

INSERT OR IGNORE INTO term_labels
SELECT d.scheme, d.document ->> '$.slug', 'alternative', e.value
FROM temp.documents AS d, json_each(d.document, '$.alt_labels') AS e
UNION ALL
SELECT d.scheme, d.document ->> '$.slug', 'hidden', e.value
FROM temp.documents AS d, json_each(d.document, '$.hidden_labels') AS e
ORDER BY 1, 2, 3, 4;

INSERT OR IGNORE INTO term_broader
SELECT d.scheme, d.document ->> '$.slug', e.value
FROM temp.documents AS d, json_each(d.document, '$.broader') AS e
ORDER BY 1, 2, 3;

INSERT OR IGNORE INTO term_matches
SELECT d.scheme, d.document ->> '$.slug', 'exact', e.value
FROM temp.documents AS d, json_each(d.document, '$.exact_match') AS e
UNION ALL
SELECT d.scheme, d.document ->> '$.slug', 'close', e.value
FROM temp.documents AS d, json_each(d.document, '$.close_match') AS e
ORDER BY 1, 2, 3, 4;

INSERT INTO term_legal_basis
SELECT d.scheme, d.document ->> '$.slug', e.key + 1, e.value ->> '$.label', e.value ->> '$.url'
FROM temp.documents AS d, json_each(d.document, '$.legal_basis') AS e
ORDER BY 1, 2, 3;

INSERT INTO term_sources
SELECT
    d.scheme, d.document ->> '$.slug', e.key + 1, e.value ->> '$.title', e.value ->> '$.publisher',
    e.value ->> '$.url'
FROM temp.documents AS d, json_each(d.document, '$.sources') AS e
ORDER BY 1, 2, 3;

DELETE FROM temp.documents;
