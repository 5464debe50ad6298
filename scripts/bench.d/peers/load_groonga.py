"""Writes Groonga's commands that load profiles: load_groonga.py PROFILES VOCABULARIES LABELS."""
import json
import sys

import orjson

from . import rows
from .facets import FACETS

# By facet: the table of its values.
VALUES = {"focus_area": "FocusAreas", "approach": "Approaches", "country": "Countries", "way_to_help": "WaysToHelp",
          "affiliation": "Affiliations", "status": "Statuses"}
TABLES = """\
plugin_register token_filters/stem
table_create Words TABLE_PAT_KEY ShortText --default_tokenizer TokenBigram --normalizer NormalizerNFKC130 \
--token_filters TokenFilterStem
table_create NameWords TABLE_PAT_KEY ShortText
table_create Organizations TABLE_HASH_KEY ShortText
column_create Organizations position COLUMN_SCALAR UInt32
column_create Organizations is_active COLUMN_SCALAR Bool
column_create Organizations name COLUMN_SCALAR ShortText
column_create Organizations names COLUMN_SCALAR Text
column_create Organizations summary COLUMN_SCALAR Text
column_create Organizations body COLUMN_SCALAR Text
column_create Organizations listed COLUMN_SCALAR Text
column_create Organizations profile COLUMN_SCALAR Text
column_create Organizations name_words COLUMN_VECTOR NameWords
"""
# After the rows, because Groonga then builds each index in one pass.
INDEXES = """\
column_create NameWords organizations COLUMN_INDEX Organizations name_words
column_create Words organizations COLUMN_INDEX|WITH_SECTION|WITH_POSITION Organizations name,names,summary,body
"""


def main():
    profiles, vocabularies, labels = sys.argv[1:]
    with open(labels) as file:
        labels = json.load(file)
    out = sys.stdout.buffer
    out.write(TABLES.encode())
    for facet, table in VALUES.items():
        out.write(f"table_create {table} TABLE_HASH_KEY ShortText\n"
                  f"column_create {table} label COLUMN_SCALAR ShortText\n"
                  f"column_create Organizations {facet} COLUMN_VECTOR {table}\n".encode())
        load(out, table, ({"_key": value, "label": label} for value, label in labels[facet].items()))
    load(out, "Organizations", map(record, rows.read(profiles, vocabularies)))
    for facet, table in VALUES.items():
        out.write(f"column_create {table} organizations COLUMN_INDEX Organizations {facet}\n".encode())
    out.write(INDEXES.encode())


def load(out, table, records):
    out.write(f"load --table {table}\n[\n".encode())
    for number, one in enumerate(records):
        out.write((b",\n" if number else b"") + orjson.dumps(one))
    out.write(b"\n]\n")


def record(row):
    return {"_key": row.slug, "position": row.position, "is_active": row.is_active, "name": row.name,
            "names": row.names, "summary": row.summary, "body": row.body, "listed": row.listed.decode(),
            "profile": row.profile.decode(), "name_words": rows.words(row.name) if row.is_active else [],
            **{facet: row.values[facet] for facet in FACETS}}


if __name__ == "__main__":
    main()
