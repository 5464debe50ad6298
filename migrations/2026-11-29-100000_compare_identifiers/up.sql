-- Identifiers are compared without hyphens and in capital letters, so that one number cannot belong
-- to two organizations that write it differently. Where two already do, the first keeps it in this
-- table; both profiles stay as they are, and the next edit of the other one is refused until it is
-- corrected. An older binary that still runs writes values as they are in profiles: both binaries
-- work meanwhile, but they compare such a value only exactly.
DELETE FROM identifiers
WHERE EXISTS (
    SELECT 1
    FROM identifiers AS other
    WHERE other.scheme = identifiers.scheme
        AND UPPER(REPLACE(other.value, '-', '')) = UPPER(REPLACE(identifiers.value, '-', ''))
        AND other.value < identifiers.value
);

UPDATE identifiers SET value = UPPER(REPLACE(value, '-', ''));
