# Shared by the scripts that open the site in a browser: installs the tools, starts the service.
#
# To be sourced from the root of the repository, with `set -euo pipefail` and a function `give_up`,
# which ends the script when something is missing.
#
# shellcheck shell=bash
# shellcheck disable=SC2034  # Some variables are for the scripts that source this.

target="${CARGO_TARGET_DIR:-target}"
readonly target
mkdir -p "$target/test-tools"
tools="$(realpath "$target/test-tools")"
readonly tools
readonly binary="$target/debug/antislavery-directory"
# Not in TMPDIR: the path of a socket has at most 107 bytes.
work="$(mktemp -d /tmp/directory-test.XXXXXX)"
readonly work
# PostgreSQL may run as another user than this one.
chmod 755 "$work"
children=()

say() { printf '\n== %s\n' "$*"; }

# Ends only the processes that this script started.
end_children() {
    local child
    for child in "${children[@]}"; do
        if kill -TERM "$child" 2>/dev/null; then
            wait "$child" 2>/dev/null || true
        fi
    done
}

# --- Requirements -----------------------------------------------------------

# Installs Debian packages if possible; otherwise says what to install. `need NAME PACKAGE…`.
need() {
    local what="$1"
    shift
    if [[ "$(id -u)" == 0 ]] && command -v apt-get >/dev/null; then
        say "Installing $*"
        export DEBIAN_FRONTEND=noninteractive
        if { apt-get -qq update && apt-get -qq install -y --no-install-recommends "$@"; } \
            >"$work/apt.log" 2>&1; then
            return 0
        fi
        tail -n 20 "$work/apt.log"
    fi
    printf '%s is missing. Install it (on Debian: apt-get install %s) and start again.\n' \
        "$what" "$*"
    give_up
}

need_cargo() {
    if ! command -v cargo >/dev/null; then
        echo "Rust is missing. Install it (https://rustup.rs) and start again."
        give_up
    fi
    command -v cc >/dev/null || need "A C compiler" gcc libc6-dev
}

need_browser() {
    command -v curl >/dev/null || need "curl" curl
    python3 -c 'import ensurepip, venv' 2>/dev/null || need "Python 3 with venv" python3 python3-venv
    chromium="$(command -v chromium || command -v chromium-browser || true)"
    [[ -n "$chromium" ]] || need "Chromium" chromium
    chromium="$(command -v chromium || command -v chromium-browser)"
    java -version >/dev/null 2>&1 || need "Java" default-jre-headless
    # Reads the text of printed pages.
    command -v pdftotext >/dev/null || need "pdftotext" poppler-utils
}

is_node_new_enough() {
    command -v node >/dev/null && command -v npm >/dev/null && node -e '
        const [major, minor] = process.versions.node.split(".").map(Number);
        process.exit(major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19) ? 0 : 1);'
}

# Installs the validators, the spelling checker and the browser driver, as the lock files pin them.
install_tools() {
    local lock
    lock="$(cat tests/openapi/{requirements.txt,node.txt,package-lock.json} | sha256sum)"
    if [[ "$(cat "$tools/lock" 2>/dev/null)" == "$lock" ]]; then
        # The first run installed a Node.js here if the machine's is too old.
        is_node_new_enough || export PATH="$tools/python/bin:$PATH"
        return 0
    fi
    say "Installing the tools"
    rm -rf "$tools"
    mkdir -p "$tools/node"
    python3 -m venv "$tools/python" || return 1
    "$tools/python/bin/pip" install --quiet --disable-pip-version-check --require-hashes \
        -r tests/openapi/requirements.txt || return 1
    if ! is_node_new_enough; then
        "$tools/python/bin/pip" install --quiet --disable-pip-version-check --require-hashes \
            -r tests/openapi/node.txt || return 1
        export PATH="$tools/python/bin:$PATH"
    fi
    cp tests/openapi/package.json tests/openapi/package-lock.json tests/openapi/.npmrc "$tools/node/"
    (cd "$tools/node" && npm ci --ignore-scripts --silent) || return 1
    printf '%s\n' "$lock" >"$tools/lock"
}

# --- The service -------------------------------------------------------

# Starts the built binary on a free port, with its data in the folder $1, and waits until it is
# ready; sets `server` to its URL.
start_server() {
    local pid running data="${1:-$work/data}"
    mkdir -p "$data"
    env -u DATABASE_URL -u PUBLIC_URL "$binary" serve --listen 127.0.0.1:0 \
        --data-dir "$data" --rate-limit off >"$data.out" 2>"$data.err" &
    pid=$!
    children+=("$pid")
    server=""
    for _ in $(seq 300); do
        server="$(sed -n 's,.*Look at \(http://[^/]*\)/$,\1,p' "$data.out")"
        [[ -n "$server" ]] && curl --silent --fail --output /dev/null "$server/readyz" && break
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    if [[ -z "$server" ]]; then
        cat "$data.err"
        return 1
    fi
    # The process must run the new build, not a binary that was there before.
    running="$(readlink "/proc/$pid/exe")"
    if [[ "$running" != "$(realpath "$binary")" ]]; then
        echo "the server under test is $running, not $binary"
        return 1
    fi
}

# Runs a Node.js program with the variables that tests/browser/ reads.
browse() {
    env -u DATABASE_URL -u PUBLIC_URL SERVER="$server" MODULES="$tools/node/node_modules" \
        CHROMIUM="$chromium" BINARY="$(realpath -m "$binary")" node "$@"
}

# Runs stories of tests/browser/ and writes their results to $work/browser.tap.
browse_stories() {
    browse --test --test-concurrency=2 \
        --test-reporter=spec --test-reporter-destination=stdout \
        --test-reporter=tap --test-reporter-destination="$work/browser.tap" "$@"
}

# Number of stories with the result `pass`, `fail` or `cancelled`.
stories_that() {
    sed -n "s/^# $1 \([0-9]*\)$/\1/p" "$work/browser.tap" | tail -n 1
}
