# A private PostgreSQL server: finding its programs, creating a data folder, starting, stopping.
#
# To be sourced. PostgreSQL refuses to run as root, so as root everything runs as the user
# `postgres`; the folders around a data folder must let that user through.
#
# shellcheck shell=bash

# The newest installed PostgreSQL; prints nothing if there is none.
postgres_bin() {
    local bin
    for bin in /usr/lib/postgresql/*/bin "$(dirname "$(command -v initdb || echo /none/x)")"; do
        if [[ -x "$bin/initdb" && -x "$bin/postgres" && -x "$bin/pg_basebackup" ]]; then
            printf '%s\n' "$bin"
        fi
    done | sort -V | tail -n 1
}

# Runs one of PostgreSQL's programs.
postgres() {
    local program="$1"
    shift
    if [[ "$(id -u)" == 0 ]]; then
        (cd / && runuser -u postgres -- "$(postgres_bin)/$program" "$@")
    else
        "$(postgres_bin)/$program" "$@"
    fi
}

# Makes a folder that belongs to PostgreSQL's user; `postgres_folder PATH MODE`.
postgres_folder() {
    mkdir "$1" || return 1
    if [[ "$(id -u)" == 0 ]]; then
        id -u postgres >/dev/null 2>&1 || useradd --system --no-create-home postgres || return 1
        chown postgres "$1" || return 1
    fi
    chmod "$2" "$1"
}

# Creates a data folder with the user `directory`; `init_postgres DATA SOCKETS [OPTION…]`. The
# server listens only on sockets in a folder, and any local user may connect. Options are for
# initdb.
init_postgres() {
    local data="$1" sockets="$2" log
    shift 2
    postgres_folder "$data" 700 || return 1
    log="$(postgres initdb --pgdata "$data" --username directory --auth trust --encoding UTF8 \
        --no-locale "$@" 2>&1)" || {
        printf '%s\n' "$log" >&2
        return 1
    }
    printf "listen_addresses = ''\nunix_socket_directories = '%s'\n" "$sockets" \
        >>"$data/postgresql.conf"
}

# Starts the server of a data folder and waits until it accepts connections.
start_postgres() {
    postgres pg_ctl start --wait --timeout 60 --silent --pgdata "$1" --log "$1/log" >/dev/null || {
        tail -n 20 "$1/log" >&2
        return 1
    }
}

postgres_runs() { postgres pg_ctl status --silent --pgdata "$1" >/dev/null 2>&1; }

# Stops the server of a data folder if it runs; `stop_postgres DATA MODE`, as of pg_ctl.
stop_postgres() {
    if postgres_runs "$1"; then
        postgres pg_ctl stop --mode "$2" --silent --pgdata "$1" || true
    fi
}
