# Shared by `scripts/test` and `scripts/clients`: runs the clients of `tests/clients/`, which are
# real programs of researchers and developers, against the service.
#
# To be sourced after `scripts/lib/browser.sh`.
#
# shellcheck shell=bash
# shellcheck disable=SC2154  # Variables of the sourced file.

readonly clients="$tools/clients"

# The Debian packages of the clients.
need_clients() {
    need_browser
    command -v pandoc >/dev/null || need "pandoc" pandoc
    command -v sqlite3 >/dev/null || need "sqlite3" sqlite3
    command -v Rscript >/dev/null || need "R" r-base-core
    command -v unzip >/dev/null || need "unzip" unzip
    [[ -x /usr/share/openrefine/refine ]] || need "OpenRefine" openrefine
    command -v soffice >/dev/null || need "LibreOffice Calc" libreoffice-calc
    /usr/bin/python3 -c "import uno" 2>/dev/null || need "the Python of LibreOffice" python3-uno
}

# Installs the clients, as the lock files pin them. cffconvert needs older versions of what the
# others need, so it has a folder for itself.
install_clients() {
    local lock
    lock="$(cat tests/clients/{requirements.txt,citation.txt,package-lock.json} | sha256sum)"
    [[ "$(cat "$clients/lock" 2>/dev/null)" != "$lock" ]] || return 0
    rm -rf "$clients"
    mkdir -p "$clients/node"
    python3 -m venv "$clients/python" || return 1
    "$clients/python/bin/pip" install --quiet --disable-pip-version-check --require-hashes \
        -r tests/clients/requirements.txt || return 1
    python3 -m venv "$clients/citation" || return 1
    "$clients/citation/bin/pip" install --quiet --disable-pip-version-check --require-hashes \
        -r tests/clients/citation.txt || return 1
    cp tests/clients/package.json tests/clients/package-lock.json tests/clients/.npmrc \
        "$clients/node/"
    (cd "$clients/node" && npm ci --ignore-scripts --silent) || return 1
    printf '%s\n' "$lock" >"$clients/lock"
}

# The names of all clients: those of the files in `tests/clients/` that can be run.
client_names() {
    local file
    for file in tests/clients/*.{py,mjs,sh}; do
        [[ ! -e "$file" ]] || basename "${file%.*}"
    done
}

# Runs one client with a server, data and a folder for itself: `run_client NAME`. The client reads SERVER
# (a URL), KEY (an API key of an admin), WORK (an empty folder), BINARY, CLIENTS (where they are
# installed) and MODULES (the folder `node_modules`).
run_client() (
    local file folder="$work/client-$1"
    children=()
    trap end_children EXIT
    trap 'exit 143' TERM
    mkdir -p "$folder/work"
    start_server "$folder/data" || exit 1
    KEY="$(env -u DATABASE_URL "$binary" keys create --name "$1" --role admin \
        --data-dir "$folder/data" 2>"$folder/keys.err" | sed -n 1p)"
    export SERVER="$server" KEY WORK="$folder/work" BINARY CLIENTS="$clients" \
        MODULES="$clients/node/node_modules"
    BINARY="$(realpath -m "$binary")"
    unset DATABASE_URL PUBLIC_URL
    file="$(echo "tests/clients/$1".*)"
    case "$file" in
        *.py) "$clients/python/bin/python" -B "$file" ;;
        *.mjs) node "$file" ;;
        *.sh) bash "$file" ;;
        *) echo "tests/clients/ has no client $1" && exit 1 ;;
    esac
)
