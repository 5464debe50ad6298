-- Identifiers are compared in one form (`Identifier::key` in src/domain/identifier.rs), so that one
-- number cannot belong to two organizations that write it differently. Where two already do, the first keeps it in this
-- table; both profiles stay as they are, and the next edit of the other one is refused until it is
-- corrected. An older binary that still runs writes values as they are in profiles: both binaries
-- work meanwhile, but they compare such a value only exactly.
CREATE TABLE compared_identifiers (
    scheme TEXT NOT NULL,
    value TEXT NOT NULL,
    organization_id TEXT NOT NULL
);

INSERT INTO compared_identifiers
SELECT
    scheme,
    CASE
        WHEN scheme = 'BR-CNPJ' THEN REPLACE(compared, '/', '')
        WHEN scheme = 'GB-CHC' THEN LTRIM(compared, '0')
        WHEN scheme = 'GB-SC' AND SUBSTR(compared, 1, 1) IN ('0', '1', '2', '3', '4', '5', '6', '7', '8', '9') THEN 'SC' || compared
        ELSE compared
    END,
    organization_id
FROM (
    SELECT scheme, UPPER(REPLACE(REPLACE(value, '-', ''), '.', '')) AS compared, organization_id
    FROM identifiers
) AS upper_case;

DELETE FROM identifiers;

INSERT INTO identifiers (scheme, value, organization_id)
SELECT scheme, value, MIN(organization_id) FROM compared_identifiers GROUP BY scheme, value;

DROP TABLE compared_identifiers;
