"""The package reconciler, which matches a column of a pandas table."""

import os
import sys

# This file has the name of the package, and its folder comes first.
sys.path.pop(0)

import pandas as pd  # noqa: E402
from reconciler import reconcile  # noqa: E402

SERVICE = os.environ["SERVER"].rstrip("/") + "/api/v1/reconcile"


def check(is_true, what):
    if not is_true:
        sys.exit(f"FAILED: {what}")
    print(f"ok: {what}")


table = pd.DataFrame({
    "name": ["Free the Slaves", "Polaris Project", "Internatonal Justice Mission", "A21", "Thorn"],
    "country": ["US", "US", "US", "US", "Japan"],
})

best = reconcile(table["name"], reconciliation_endpoint=SERVICE)
ids = dict(zip(best["input_value"], best["id"]))
check(ids == {
    "Free the Slaves": "free-the-slaves", "Polaris Project": "polaris",
    "Internatonal Justice Mission": "international-justice-mission", "A21": "a21", "Thorn": "thorn",
}, "every name has its organization")
certain = dict(zip(best["input_value"], best["match"]))
check([name for name in certain if certain[name]] == ["Free the Slaves", "A21", "Thorn"],
      "the names themselves are matches, others are not")
check(set(best["type_id"]) == {"NGO"}, "the candidates have a type")

known = reconcile(table["name"], type_id="NGO", top_res="all", reconciliation_endpoint=SERVICE,
                  property_mapping={"country": table["country"]})
thorn = known[known["input_value"] == "Thorn"].iloc[0]
check(thorn["id"] == "thorn" and not thorn["match"] and thorn["score"] == 85,
      "a country that contradicts prevents a match")

topics = pd.Series(["debt bondage", "Child labor", "fishing"])
terms = reconcile(topics, reconciliation_endpoint=SERVICE + "/terms")
check(list(terms["id"]) == ["focus_area.bonded-labour", "focus_area.child-labour", "sector.fishing"],
      "labels become terms")
