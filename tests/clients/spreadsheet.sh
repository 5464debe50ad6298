# A day of an editor with a spreadsheet: LibreOffice changes 30 cells of an export, two of them with
# mistakes; the mistakes are mended; the table is loaded, and taken back.
#
# shellcheck disable=SC2154  # `run_client` exports the variables.
set -euo pipefail

say() { printf '  %s\n' "$*"; }

fail() {
    printf 'FAILED: %s\n' "$*"
    exit 1
}

here="$PWD/tests/clients"
cd "$WORK"
export LC_ALL=C.UTF-8 HOME="$WORK/home"
mkdir -p "$HOME"
data="$WORK/../data"

# LibreOffice with a private profile: `office ARGUMENTS`.
office() {
    soffice --headless --norestore "-env:UserInstallation=file://$WORK/office" "$@" \
        >>"$WORK/office.log" 2>&1
}

directory() { "$BINARY" "$@" --data-dir "$data"; }

# All profiles as they are now.
profiles() { curl -sf "$SERVER/api/v1/export?status=active,inactive,unknown,withdrawn"; }

# Runs `load TABLE OPTIONS`, which must find mistakes.
refused() {
    if directory load "$@" >out.txt 2>err.txt; then
        fail "load $* succeeded: $(cat out.txt)"
    fi
}

profiles >before.ndjson
curl -sf "$SERVER/api/v1/export?format=csv" -o list.csv

# A table that was only opened and saved changes nothing, whatever the program rewrote.
office --infilter="CSV:44,34,76,1" --convert-to xlsx --outdir converted list.csv
directory load converted/list.xlsx >out.txt || fail "$(cat out.txt)"
grep -q '^0 cells changed' out.txt || fail "saving it changed something: $(cat out.txt)"
office --convert-to 'csv:Text - txt - csv (StarCalc):59,34,ANSI,1' --outdir windows \
    converted/list.xlsx
directory load windows/list.csv >out.txt || fail "$(cat out.txt)"
grep -q '^0 cells changed' out.txt || fail "saving it as CSV changed something: $(cat out.txt)"
say "opened and saved as XLSX, and as CSV with semicolons: nothing changes"

# 30 cells are changed by LibreOffice, with two mistakes among them.
port="$((20000 + RANDOM % 20000))"
soffice --headless --norestore "-env:UserInstallation=file://$WORK/office" \
    "--accept=socket,host=127.0.0.1,port=$port;urp;" >>office.log 2>&1 &
office_process="$!"
trap 'kill "$office_process" 2>/dev/null || true' EXIT
/usr/bin/python3 -B "$here/spreadsheet/change_cells.py" "$port" \
    "$WORK/converted/list.xlsx" "$WORK/wrong.xlsx" "$WORK/right.xlsx" || fail "$(tail -5 office.log)"
wait "$office_process" || true

refused wrong.xlsx --failed-rows failed.csv
grep -q 'row 3, column E (founded)' err.txt || fail "the first mistake is not shown: $(cat err.txt)"
grep -q 'row 5, column I (focus_areas)' err.txt || fail "the second mistake is not shown: $(cat err.txt)"
grep -q '^2 mistakes in 2 rows; nothing was loaded$' err.txt || fail "$(cat err.txt)"
profiles | cmp - before.ndjson || fail "a table with mistakes changed something"
(($(grep -c '"founded: \|"focus_areas: ' failed.csv) == 2)) || fail "$(cat failed.csv)"
say "two mistakes were shown with row and column, and nothing changed"

directory load right.xlsx --dry-run >dry.txt || fail "$(cat dry.txt)"
profiles | cmp - before.ndjson || fail "a dry run changed something"
directory load right.xlsx >out.txt || fail "$(cat out.txt)"
grep -q '^30 cells changed in 10 profiles; ' out.txt || fail "$(cat out.txt)"
(($(grep -c '^row ' out.txt) == 30)) || fail "$(cat out.txt)"
diff <(sed 1d dry.txt) <(grep -v '^import ' out.txt) || fail "the dry run differs"
say "30 cells were changed"

# The server sees the changes of the command soon.
for _ in $(seq 100); do
    profiles >after.ndjson
    cmp -s after.ndjson before.ndjson || break
    sleep 0.1
done
(($(diff before.ndjson after.ndjson | grep -c '^>') == 10)) || fail "other profiles changed"
id="$(sed -n 's/^import \([^:]*\):.*/\1/p' out.txt)"
directory imports revert "$id" >out.txt || fail "$(cat out.txt)"
for _ in $(seq 100); do
    profiles >reverted.ndjson
    cmp -s reverted.ndjson before.ndjson && break
    sleep 0.1
done
cmp reverted.ndjson before.ndjson || fail "the revert does not restore everything"
say "one revert took them back"

# A workbook of the server opens as a table, and no cell is a formula.
curl -sf "$SERVER/api/v1/export?format=xlsx" -o book.xlsx
office --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76,1' --outdir opened book.xlsx
(($(wc -l <opened/book.csv) >= $(wc -l <before.ndjson))) || fail "rows are missing"
directory load opened/book.csv >out.txt || fail "$(cat out.txt)"
grep -q '^0 cells changed' out.txt || fail "$(cat out.txt)"
say "a workbook of the server opens in LibreOffice"
