"""Writes SQL that loads profiles into PostgreSQL: load_postgresql.py PROFILES VOCABULARIES LABELS."""
import json
import sys

from . import rows

TABLES = """
    CREATE EXTENSION pg_trgm;
    CREATE TABLE facet_values (
        number int PRIMARY KEY, facet text NOT NULL, id text NOT NULL, label text NOT NULL, UNIQUE (facet, id)
    );
    CREATE TABLE organizations (position int NOT NULL, slug text NOT NULL, name text NOT NULL, listed json NOT NULL);
    CREATE TABLE profiles (slug text NOT NULL, profile text COMPRESSION lz4 NOT NULL);
    -- A narrow table, because counting facets reads many of its rows.
    CREATE TABLE organization_values (
        position int NOT NULL, is_active bool NOT NULL, status int NOT NULL, areas int[] NOT NULL,
        countries int[] NOT NULL, others int[] NOT NULL
    );
    CREATE TABLE texts (
        position int NOT NULL, is_active bool NOT NULL, name text, names text, summary text, body text COMPRESSION lz4,
        words tsvector COMPRESSION lz4 GENERATED ALWAYS AS (
            setweight(to_tsvector('english', name), 'A') || setweight(to_tsvector('english', names), 'B')
            || setweight(to_tsvector('english', summary), 'C') || setweight(to_tsvector('english', body), 'D')
        ) STORED
    );
    CREATE TABLE name_words (word text COLLATE "C" NOT NULL, position int NOT NULL);
    CREATE TABLE active_names (position int NOT NULL, name text NOT NULL);
"""
INDEXES = """
    ALTER TABLE organizations ADD PRIMARY KEY (position);
    ALTER TABLE profiles ADD PRIMARY KEY (slug);
    ALTER TABLE organization_values ADD PRIMARY KEY (position);
    ALTER TABLE texts ADD PRIMARY KEY (position);
    CREATE INDEX ON organization_values USING gin (areas);
    CREATE INDEX ON organization_values USING gin (countries);
    CREATE INDEX ON texts USING gin (words);
    CREATE INDEX ON name_words (word, position);
    CREATE INDEX ON active_names USING gin (name gin_trgm_ops);
    VACUUM (ANALYZE);
"""
OTHERS = ("approach", "way_to_help", "affiliation")
# Rows in one COPY of each table.
BATCH = 1000


def main():
    profiles, vocabularies, labels = sys.argv[1:]
    with open(labels) as file:
        labels = json.load(file)
    numbers, batch = rows.ValueNumbers(), []
    print(TABLES)
    for row in rows.read(profiles, vocabularies):
        batch.append(row)
        if len(batch) == BATCH:
            copy_rows(batch, numbers)
            batch.clear()
    copy_rows(batch, numbers)
    copy("facet_values", [(number, facet, value, labels[facet].get(value, value))
                          for (facet, value), number in numbers.items()])
    print(INDEXES)


def copy_rows(batch, numbers):
    copy("organizations", [(row.position, row.slug, row.name, row.listed.decode()) for row in batch])
    copy("profiles", [(row.slug, row.profile.decode()) for row in batch])
    copy("organization_values", [
        (row.position, row.is_active, *numbers.of(row, "status"), array(numbers.of(row, "focus_area")),
         array(numbers.of(row, "country")), array(numbers.of(row, *OTHERS))) for row in batch])
    copy("texts (position, is_active, name, names, summary, body)",
         [(row.position, row.is_active, row.name, row.names, row.summary, row.body) for row in batch])
    active = [row for row in batch if row.is_active]
    copy("name_words", [(word, row.position) for row in active for word in rows.words(row.name)])
    copy("active_names", [(row.position, rows.folded(row.name)) for row in active])


def array(values):
    return "{" + ",".join(map(str, values)) + "}"


def copy(table, records):
    """Writes records as the text format of COPY."""
    print(f"COPY {table} FROM stdin;")
    for record in records:
        print("\t".join(map(escaped, record)))
    print("\\.")


def escaped(value):
    return str(value).replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


if __name__ == "__main__":
    main()
