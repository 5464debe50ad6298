"""Writes profiles into a SQLite database with an FTS5 index: load_sqlite.py PROFILES VOCABULARIES LABELS DATABASE."""
import json
import sqlite3
import sys

from . import rows
from .facets import FACETS

TABLES = """
    CREATE TABLE organizations (
        position INTEGER PRIMARY KEY,
        slug TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        listed TEXT NOT NULL
    );
    CREATE TABLE profiles (slug TEXT PRIMARY KEY, profile TEXT NOT NULL);
    CREATE TABLE texts (position INTEGER PRIMARY KEY, name TEXT, names TEXT, summary TEXT, body TEXT);
    CREATE TABLE facet_values (
        number INTEGER PRIMARY KEY,
        facet TEXT NOT NULL,
        id TEXT NOT NULL,
        label TEXT NOT NULL,
        UNIQUE (facet, id)
    );
    -- Narrow tables, because counting facets reads many of their rows.
    CREATE TABLE organization_values (
        position INTEGER NOT NULL,
        value INTEGER NOT NULL,
        PRIMARY KEY (position, value)
    ) WITHOUT ROWID;
    CREATE TABLE statuses (position INTEGER PRIMARY KEY, is_active INTEGER NOT NULL);
    CREATE VIRTUAL TABLE words USING fts5(
        name, names, summary, body,
        content='texts', content_rowid='position', tokenize='porter unicode61 remove_diacritics 2'
    );
    CREATE VIRTUAL TABLE name_words USING fts5(
        name, content='', prefix='3 4 5', tokenize='unicode61 remove_diacritics 2'
    );
"""
# Without ANALYZE: with its statistics, SQLite 3.40 scans whole tables for Bloom filters in each query.
INDEXES = """
    INSERT INTO words (words) VALUES ('rebuild');
    INSERT INTO words (words, rank) VALUES ('rank', 'bm25(5.0, 4.0, 3.0, 1.0)');
    INSERT INTO words (words) VALUES ('optimize');
    CREATE UNIQUE INDEX organizations_by_value ON organization_values (value, position);
"""


def main():
    profiles, vocabularies, labels, path = sys.argv[1:]
    with open(labels) as file:
        labels = json.load(file)
    database, numbers = sqlite3.connect(path, isolation_level=None), rows.ValueNumbers()
    database.executescript(TABLES + "BEGIN;")
    for row in rows.read(profiles, vocabularies):
        insert(database, row, numbers)
    database.executemany("INSERT INTO facet_values VALUES (?, ?, ?, ?)",
                         [(number, facet, value, labels[facet].get(value, value))
                          for (facet, value), number in numbers.items()])
    # `executescript` would commit first.
    for statement in INDEXES.split(";"):
        database.execute(statement)
    database.execute("COMMIT")
    database.close()


def insert(database, row, numbers):
    position = row.position
    database.execute("INSERT INTO organizations VALUES (?, ?, ?, ?)",
                     (position, row.slug, row.name, row.listed.decode()))
    database.execute("INSERT INTO profiles VALUES (?, ?)", (row.slug, row.profile.decode()))
    database.execute("INSERT INTO texts VALUES (?, ?, ?, ?, ?)", (position, row.name, row.names, row.summary, row.body))
    database.execute("INSERT INTO statuses VALUES (?, ?)", (position, row.is_active))
    database.executemany("INSERT INTO organization_values VALUES (?, ?)",
                         [(position, number) for number in numbers.of(row, *FACETS)])
    if row.is_active:
        database.execute("INSERT INTO name_words (rowid, name) VALUES (?, ?)", (position, row.name))


if __name__ == "__main__":
    main()
