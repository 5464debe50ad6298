# Reads citations of lists with pandoc: every organization and every publication is an entry.
#
# shellcheck shell=bash
set -euo pipefail

api="$SERVER/api/v1"

# The number of entries of a list in the API.
total() { curl -sf "$1" | grep -o '"total":[0-9]*' | head -n 1 | cut -d: -f2; }

# Counts the entries that pandoc writes as a bibliography.
bibliography() {
    printf -- '---\nnocite: |\n  @*\n---\n' |
        pandoc --citeproc --bibliography "$1" -f markdown -t html | grep -c 'class="csl-entry"'
}

fail() {
    echo "FAILED: $1"
    exit 1
}

declare -A filters=([organizations]="status=!withdrawn" [research]="")
(($(total "$api/organizations?${filters[organizations]}") == 41)) ||
    fail "the list does not have 41 organizations"
for list in organizations research; do
    expected="$(total "$api/$list?${filters[$list]}")"
    curl -sf "$api/$list?${filters[$list]}&format=bibtex" >"$WORK/$list.bib"
    curl -sf "$api/$list?${filters[$list]}&format=csl" >"$WORK/$list.json"
    curl -sf "$api/$list?${filters[$list]}&format=ris" >"$WORK/$list.ris"
    for file in "$list.bib" "$list.json" "$list.ris"; do
        found="$(bibliography "$WORK/$file")"
        ((found == expected)) || fail "$file has $found entries of $expected"
        echo "pandoc reads $found entries of $file"
    done
done

# The texts survive LaTeX: the name of each organization is in the document that pandoc makes.
printf -- '---\nnocite: |\n  @*\n---\n' |
    pandoc --citeproc --bibliography "$WORK/organizations.bib" -f markdown -t plain --wrap=none \
        >"$WORK/organizations.txt"
grep -q 'Challenging Heights' "$WORK/organizations.txt" || fail "a name is missing"
grep -q "/organizations/challenging-heights/history/1" "$WORK/organizations.txt" ||
    fail "the URL of a version is missing"
grep -qi 'textbackslash\|\\&' "$WORK/organizations.txt" && fail "a command of LaTeX is shown"
echo "names and URLs of versions are in the bibliography"
