-- Completes the file. In the middle of a load, a document may name one that the load adds later.

DELETE FROM term_broader WHERE (scheme, broader) NOT IN (SELECT scheme, slug FROM terms);

UPDATE organizations SET successor = NULL WHERE successor NOT IN (SELECT slug FROM organizations);

UPDATE organizations SET parent = NULL WHERE parent NOT IN (SELECT slug FROM organizations);

UPDATE related SET other_name = other, other = NULL
WHERE other NOT IN (SELECT slug FROM organizations);

CREATE INDEX organizations_by_term ON organization_terms (scheme, term);

CREATE INDEX organizations_by_country ON organization_countries (country, role);

CREATE INDEX organizations_by_identifier ON identifiers (scheme, value);
