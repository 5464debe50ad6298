"""The SQL of the two peers on SQLite.

For each kind of work: the page (`total`, `slug`, and what the page shows), and the facets. A value is looked up by its
slug, so that both peers have the same parameters. `CROSS JOIN` is SQLite's way to fix the order of a join: the
planner's own order takes twice as long.
"""
from .facets import numbers_of

PROFILE = "SELECT profile FROM profiles WHERE slug = :slug"

SUGGEST = """
    SELECT slug, organizations.name FROM name_words JOIN organizations ON position = name_words.rowid
    WHERE name_words MATCH :q || '*' ORDER BY name_words.rowid LIMIT 10
"""

# Organizations with one value, in the order of names.
WITH_VALUE = """
    SELECT position FROM organization_values
    WHERE value = (SELECT number FROM facet_values WHERE facet = '{facet}' AND id = :{facet})
"""
AREA, COUNTRY = WITH_VALUE.format(facet="focus_area"), WITH_VALUE.format(facet="country")
BOTH = f"""
    area AS MATERIALIZED ({AREA}),
    country AS MATERIALIZED ({COUNTRY}),
    matches AS MATERIALIZED (
        SELECT position FROM area CROSS JOIN organization_values USING (position)
        WHERE value = (SELECT number FROM facet_values WHERE facet = 'country' AND id = :country)
    ),
    active AS MATERIALIZED (SELECT position FROM matches CROSS JOIN statuses USING (position) WHERE is_active)
"""
FILTER_PAGE = f"""
    WITH {BOTH}
    SELECT (SELECT count(*) FROM active) AS total, slug, listed, NULL AS snippet
    FROM active JOIN organizations USING (position) ORDER BY position LIMIT 20
"""

MATCHES = """
    matches AS MATERIALIZED (SELECT rowid AS position, rank AS score FROM words WHERE words MATCH :q),
    active AS MATERIALIZED (SELECT position, score FROM matches CROSS JOIN statuses USING (position) WHERE is_active),
    page AS MATERIALIZED (SELECT position, score FROM active ORDER BY score, position LIMIT 10)
"""
WORDS_PAGE = f"""
    WITH {MATCHES}
    SELECT (SELECT count(*) FROM active) AS total, slug, listed,
        (SELECT snippet(words, -1, '<b>', '</b>', '…', 24) FROM words
         WHERE words MATCH :q AND rowid = page.position) AS snippet
    FROM page JOIN organizations USING (position) ORDER BY score, position
"""


def counts(matches, facet_of_first, facet_of_last=None):
    """Counts the values of some consecutive facets among matches."""
    first, last = numbers_of(facet_of_first)[0], numbers_of(facet_of_last or facet_of_first)[1]
    return f"""
        SELECT value, count(*) AS count FROM {matches} CROSS JOIN organization_values USING (position)
        WHERE value BETWEEN {first} AND {last} GROUP BY value
    """


def labelled(with_clause, parts):
    """The facets as rows: the most frequent value first."""
    return f"""
        WITH {with_clause}, counts AS MATERIALIZED ({' UNION ALL '.join(parts)})
        SELECT facet, id, label, count FROM counts CROSS JOIN facet_values ON number = value
        ORDER BY facet, count DESC, id
    """


def active_of(matches):
    return f"(SELECT position FROM {matches} CROSS JOIN statuses USING (position) WHERE is_active)"


# A facet ignores its own choice.
FILTER_FACETS = labelled(BOTH, [
    counts(active_of("country"), "focus_area"), counts("active", "approach"), counts(active_of("area"), "country"),
    counts("active", "way_to_help", "affiliation"), counts("matches", "status")])
WORDS_FACETS = labelled(
    MATCHES, [counts("active", "focus_area", "affiliation"), counts("matches", "status")])
