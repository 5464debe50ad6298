# Reads citations of lists, BibTeX and CSL-JSON with pandoc: every organization and every publication is an entry.
#
# shellcheck shell=bash
set -euo pipefail

api="$SERVER/api/v1"

# The number of entries of a list in the API.
total() { curl -sf "$1" | grep -o '"total":[0-9]*' | sed -n 1p | cut -d: -f2; }

# Counts the entries that pandoc writes as a bibliography.
bibliography() {
    printf -- '---\nnocite: |\n  @*\n---\n' |
        pandoc --citeproc --bibliography "$1" -f markdown -t html | grep -c 'class="csl-entry"'
}

# Counts the records of a RIS file: lines of a code and a value, from TY to ER.
records() {
    awk '
        { sub(/\r$/, "") }
        !/^[A-Z][A-Z0-9]  - / { print "a line without a code: " $0 >"/dev/stderr"; exit 1 }
        /^TY/ { if (open) exit 1; open = 1 }
        /^ER/ { if (!open) exit 1; open = 0; records++ }
        END { print records }
    ' "$1"
}

# Old versions of pandoc do not read RIS.
count() {
    case "$1" in
        *.ris) records "$1" ;;
        *) bibliography "$1" ;;
    esac
}

fail() {
    echo "FAILED: $1"
    exit 1
}

seeds="$(find seed_data/organizations -name '*.json' | wc -l)"
declare -A filters=([organizations]="status=!withdrawn" [research]="")
(($(total "$api/organizations?${filters[organizations]}") == seeds)) ||
    fail "the list does not have $seeds organizations"
for list in organizations research; do
    expected="$(total "$api/$list?${filters[$list]}")"
    curl -sf "$api/$list?${filters[$list]}&format=bibtex" >"$WORK/$list.bib"
    curl -sf "$api/$list?${filters[$list]}&format=csl" >"$WORK/$list.json"
    curl -sf "$api/$list?${filters[$list]}&format=ris" >"$WORK/$list.ris"
    for file in "$list.bib" "$list.json" "$list.ris"; do
        found="$(count "$WORK/$file")"
        ((found == expected)) || fail "$file has $found entries of $expected"
        echo "$file has $found entries"
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
