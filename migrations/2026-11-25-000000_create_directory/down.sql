DROP TABLE api_keys;
DROP TABLE former_slugs;
DROP TABLE identifiers;
DROP TABLE organization_terms;
DROP TABLE terms;
DROP TABLE organizations;
DROP TABLE revisions;
DROP TABLE directory;
