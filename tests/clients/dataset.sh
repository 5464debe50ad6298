# Downloads the dataset as a researcher does, checks every file with the programs of their fields, and
# runs the examples of its README.
#
# shellcheck disable=SC2154  # `run_client` exports the variables.
set -euo pipefail

say() { printf '  %s\n' "$*"; }

fail() {
    printf 'FAILED: %s\n' "$*"
    exit 1
}

# While the server makes the dataset, it answers 503 with `Retry-After`.
get() { curl --silent --fail --retry 10 "$@"; }

cd "$WORK"
export LC_ALL=C.UTF-8

# The newest version.
location="$(get -I "$SERVER/data/latest/dataset.zip" | sed -n 's/^location: //pI' | tr -d '\r')"
version="${location#*/data/}"
version="${version%%/*}"
get -LO "$SERVER/data/latest/dataset.zip"
mkdir files zip
unzip -q dataset.zip -d zip
get "$SERVER/api/v1/dataset" >dataset.json
names="$(python3 -c '
import json
for file in json.load(open("dataset.json"))["files"]:
    print(file["name"])')"
for name in $names; do
    get -o "files/$name" "$SERVER/data/$version/$name"
done
cmp files/dataset.zip dataset.zip || fail "the zip differs"
rm files/dataset.zip
diff -r files zip || fail "the zip has other files"
say "version $version: $(wc -w <<<"$names") files, the same in the zip"

# An interrupted download continues.
head -c 50000 zip/organizations.jsonl >partial.jsonl
get -C - -o partial.jsonl "$SERVER/data/$version/organizations.jsonl"
cmp partial.jsonl zip/organizations.jsonl || fail "a continued download differs"
etag="$(get -I "$SERVER/data/$version/organizations.csv" | sed -n 's/^etag: //pI' | tr -d '\r"')"
[[ "$etag" == "$(sha256sum <zip/organizations.csv | cut -d' ' -f1)" ]] || fail "the ETag is not the SHA-256"
say "a download was continued"

# The command writes the same bytes.
"$BINARY" export --format dataset --data-dir "$WORK/../data" command.zip >/dev/null
cmp command.zip dataset.zip || fail "the command writes another zip"
say "the command wrote the same zip"

cd zip
sha256sum --quiet --strict -c SHA256SUMS || fail "SHA256SUMS"
say "sha256sum: $(wc -l <SHA256SUMS) files"

"$CLIENTS/python/bin/frictionless" validate datapackage.json >../frictionless.txt 2>&1 || {
    cat ../frictionless.txt
    fail "frictionless"
}
say "frictionless: valid"
"$CLIENTS/citation/bin/cffconvert" --validate -i CITATION.cff >/dev/null || fail "cffconvert"
"$BINARY" export --format dataset --permalink-base https://w3id.example/directory \
    --data-dir "$WORK/../data" ../permanent >/dev/null
"$CLIENTS/citation/bin/cffconvert" --validate -i ../permanent/CITATION.cff >/dev/null || fail "cffconvert with a URL"
grep -q "^url: \"https://w3id.example/directory/data/$version\"" ../permanent/CITATION.cff || fail "the permanent URL"
say "cffconvert: valid, also with a permanent URL"

# The database.
[[ "$(sqlite3 organizations.sqlite 'PRAGMA integrity_check')" == ok ]] || fail "integrity_check"
[[ -z "$(sqlite3 organizations.sqlite 'PRAGMA foreign_key_check')" ]] || fail "foreign_key_check"
rows="$(sqlite3 organizations.sqlite 'SELECT count(*) FROM organizations')"
[[ "$rows" == "$(wc -l <organizations.jsonl)" ]] || fail "$rows organizations in the database"
[[ "$(sqlite3 organizations.sqlite "SELECT value FROM about WHERE name = 'version'")" == "$version" ]] ||
    fail "the version in the database"
# All of it is read: a reader that ends early would end sqlite3 with an error.
[[ "$(sqlite3 organizations.sqlite .schema)" == *"Always name"* ]] || fail "the comments of the tables"

# The examples of the README.
example() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/p" README.md | sed '1d;$d'; }
example sql >../example.sql
joined="$(sqlite3 organizations.sqlite <../example.sql)"
[[ "$joined" == *International\ Justice\ Mission* ]] || fail "the SQL of the README: $joined"
say "sqlite3: $rows organizations, $(wc -l <<<"$joined") rows joined"
example python >../example.py
"$CLIENTS/python/bin/python" ../example.py >../python.txt || fail "the Python of the README"
grep -q 'International Justice Mission' ../python.txt || fail "$(cat ../python.txt)"
grep -q 'bonded-labour' ../python.txt || fail "$(cat ../python.txt)"
example r >../example.R
Rscript --vanilla ../example.R >../r.txt || fail "the R of the README"
grep -q 'International Justice Mission' ../r.txt || fail "$(cat ../r.txt)"
say "pandas and R ran the examples"

# Namibia is not a missing value.
printf '\xef\xbb\xbfslug,name,founded,countries\r\n"a","A",,"NA"\r\n' >../organizations.csv
cd ..
sed -n '/read_csv/p' example.py | sed '1i import pandas' >na.py
printf 'assert list(table["countries"]) == ["NA"], table\nassert table["founded"].isna().all(), table\n' >>na.py
"$CLIENTS/python/bin/python" na.py || fail "pandas reads Namibia as missing"
sed -n '/read.csv/p' example.R >na.R
printf 'stopifnot(names(table)[1] == "slug", table$countries == "NA", is.na(table$founded))\n' >>na.R
Rscript --vanilla na.R || fail "R reads Namibia as missing"
say "NA is Namibia in pandas and R"

# Release notes.
get "$SERVER/api/v1/changes/summary?from=0&format=md" >summary.md
grep -q '^## Added$' summary.md || fail "the summary of changes"
get -H 'Accept: application/ld+json' "$SERVER/data" | python3 -c '
import json, sys
dataset = json.load(sys.stdin)
assert dataset["@type"] == "Dataset", dataset
assert all(len(it["sha256"]) == 64 for it in dataset["distribution"]), dataset'
say "release notes and schema.org read"
