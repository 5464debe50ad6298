"""The SQL of the peer PostgreSQL: for each kind of work one statement, whose answer is one JSON document.

`{first}` and `{second}` are the values of a question.
"""


def number_of(facet, value):
    return f"(SELECT number FROM facet_values WHERE facet = '{facet}' AND id = {value})"


# Of what both choices match: the organizations, those that are active, and the first of these.
FILTERED = f"""
    area AS (
        SELECT * FROM organization_values WHERE areas @> ARRAY[{number_of("focus_area", "{first}")}]
    ),
    country AS (
        SELECT * FROM organization_values WHERE countries @> ARRAY[{number_of("country", "{second}")}]
    ),
    matches AS MATERIALIZED (SELECT * FROM country WHERE areas @> ARRAY[{number_of("focus_area", "{first}")}]),
    active AS (SELECT * FROM matches WHERE is_active),
    page AS (SELECT position, position AS place FROM active ORDER BY position LIMIT 20)
"""
MATCHED = """
    question AS MATERIALIZED (SELECT plainto_tsquery('english', {first}) AS query),
    found AS MATERIALIZED (
        SELECT position, is_active, CASE WHEN is_active THEN ts_rank(words, query) END AS score
        FROM question CROSS JOIN texts WHERE words @@ query
    ),
    page AS (
        SELECT position, row_number() OVER (ORDER BY score DESC, position) AS place
        FROM found WHERE is_active ORDER BY score DESC, position LIMIT 10
    )
"""
MATCHED_VALUES = """,
    matches AS MATERIALIZED (SELECT * FROM found JOIN organization_values USING (position, is_active)),
    active AS (SELECT * FROM matches WHERE is_active)
"""
LISTED = "SELECT json_agg(listed ORDER BY place) FROM page JOIN organizations USING (position)"
SNIPPETS = """
    SELECT json_agg(
        json_build_object('organization', listed, 'snippet', ts_headline('english', body, query)) ORDER BY place)
    FROM page JOIN organizations USING (position) JOIN texts USING (position) CROSS JOIN question
"""


def facets(of_areas, of_countries):
    """The facets as JSON. The arguments are the organizations among which focus areas and countries are counted."""
    values = [f"SELECT unnest(areas) AS value FROM {of_areas} WHERE is_active",
              f"SELECT unnest(countries) AS value FROM {of_countries} WHERE is_active",
              "SELECT unnest(others) AS value FROM active",
              "SELECT status AS value FROM matches"]
    counts = [f"SELECT value, count(*) FROM ({one}) AS found GROUP BY value" for one in values]
    return f"""
        SELECT json_object_agg(facet, counts) FROM (
            SELECT facet, json_agg(json_build_object('id', id, 'label', label, 'count', count) ORDER BY count DESC, id)
                AS counts
            FROM ({' UNION ALL '.join(counts)}) AS counted JOIN facet_values ON number = value GROUP BY facet
        ) AS labelled
    """


def answer(parts, total, data, counted="NULL"):
    return f"""
        WITH {parts}
        SELECT json_build_object('total', ({total}), 'data', ({data}), 'facets', ({counted}))
    """


TOTAL = "SELECT count(*) FROM active"
SIMILAR = """
    found AS MATERIALIZED (
        SELECT position, word_similarity({first}, name) AS score FROM active_names WHERE name %> {first}
    ),
    page AS (
        SELECT position, row_number() OVER (ORDER BY score DESC, position) AS place
        FROM found ORDER BY score DESC, position LIMIT 20
    )
"""
# The end of the words that begin so: no word has a character after `~`.
BEGINNING = """
    page AS (
        SELECT DISTINCT position, position AS place FROM name_words
        WHERE word >= {first} AND word < {first} || '~' ORDER BY position LIMIT 10
    )
"""
NAMES = """
    SELECT json_agg(json_build_object('slug', slug, 'name', name) ORDER BY place)
    FROM page JOIN organizations USING (position)
"""

KINDS = {
    "key": "SELECT profile FROM profiles WHERE slug = {first}",
    "filter": answer(FILTERED, TOTAL, LISTED, facets("country", "area")),
    "words": answer(MATCHED, "SELECT count(*) FROM found WHERE is_active", SNIPPETS),
    "words-facets": answer(MATCHED + MATCHED_VALUES, TOTAL, SNIPPETS, facets("active", "active")),
    "suggest": answer(BEGINNING, "NULL", NAMES),
    "typo": answer(SIMILAR, "SELECT count(*) FROM found", LISTED),
}
