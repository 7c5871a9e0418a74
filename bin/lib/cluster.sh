# A PostgreSQL cluster of our own: made, started, stopped; survives kill -9. Needs common.sh.
# shellcheck shell=bash
# The functions take the cluster's home: a folder with data/, port and postgres.log.

# The newest PostgreSQL on this machine that has PostGIS, or the one DATA was made with.
pg_bin() {
    local data=${1:-} candidate newest='' version
    if [[ -n $data && -f $data/PG_VERSION ]]; then
        version=$(<"$data/PG_VERSION")
        candidate=/usr/lib/postgresql/$version/bin
        [[ -x $candidate/postgres ]] || die \
            "Dữ liệu ở $data thuộc PostgreSQL $version, nhưng máy không có bản này." \
            "The data in $data belongs to PostgreSQL $version, which is not installed: apt-get install postgresql-$version-postgis-3, or pg_upgrade the data."
        printf '%s\n' "$candidate"
        return
    fi
    while read -r version; do
        candidate=/usr/lib/postgresql/$version/bin
        if [[ -x $candidate/initdb && -f /usr/share/postgresql/$version/extension/postgis.control ]]; then
            newest=$candidate
        fi
    done < <(find /usr/lib/postgresql -mindepth 1 -maxdepth 1 -printf '%f\n' 2>/dev/null | sort -n)
    printf '%s\n' "$newest"
}

# as_pg USER COMMAND…: PostgreSQL refuses root; nobody's PG* settings and none of our descriptors go in.
as_pg() {
    local user=$1 drop=()
    shift
    if ((EUID == 0)); then
        drop=(setpriv --reuid "$user" --regid "$(id -g "$user")" --init-groups)
    fi
    (cd / && ours exec env -i PATH="$PATH" HOME=/ LC_ALL=C.UTF-8 "${drop[@]}" "$@")
}

# The user a cluster runs as: whoever owns its data; for a new one ourselves, or `postgres` for root.
pg_user() {
    local owner
    if [[ -d $1/data ]]; then
        owner=$(stat -c %U "$1/data")
        if ((EUID != 0)) && [[ $owner != "$(id -un)" ]]; then
            die "Dữ liệu ở $1 thuộc người dùng $owner." \
                "The database in $1 belongs to the user $owner: start as that user, or as root."
        fi
        printf '%s\n' "$owner"
    elif ((EUID == 0)); then
        printf 'postgres\n'
    else
        id -un
    fi
}

# cluster_home NAME: var/NAME, or, where the postgres user cannot reach that (a checkout below
# /root), a folder in /var/lib to which var/NAME is then a link.
cluster_home() {
    local wanted=$VAR_DIR/$1 elsewhere
    if [[ ! -d $wanted ]]; then
        rm -f "$wanted"
        mkdir -p "$wanted"
    fi
    if ((EUID == 0)) && [[ ! -d $wanted/data ]]; then
        chown postgres: "$wanted/"
        if ! as_pg postgres test -w "$wanted/"; then
            elsewhere=/var/lib/$PROJECT-$(printf %s "$VAR_DIR" | sha256sum | cut -c1-12)/$1
            rmdir "$wanted"
            mkdir -p "$elsewhere"
            chown postgres: "$elsewhere"
            ln -s "$elsewhere" "$wanted"
        fi
    fi
    realpath "$wanted"
}

postmaster_pid() {
    local pid=''
    if [[ -s $1/data/postmaster.pid ]]; then read -r pid <"$1/data/postmaster.pid"; fi
    echo "${pid:-none}"
}

# The process in postmaster.pid counts only when it is a server of this very folder.
cluster_running() {
    local -a words=()
    mapfile -d '' -t words 2>/dev/null <"/proc/$(postmaster_pid "$1")/cmdline" || true
    [[ ${words[0]:-} == */postgres && " ${words[*]} " == *" $1/data "* ]]
} 2>/dev/null

# After a hard stop another process of our user may have been given the number in postmaster.pid, and
# PostgreSQL would take it for itself. The file goes only when no child of the old server is left.
forget_old_server() { # HOME USER
    local tries
    [[ $(stat -c %U "/proc/$(postmaster_pid "$1")" 2>/dev/null) == "$2" ]] || return 0
    for ((tries = 0; tries < 100; tries++)); do
        if [[ -z $(as_pg "$2" find /proc -mindepth 2 -maxdepth 2 -name cwd -lname "$1/data" 2>/dev/null) ]]; then
            rm -f "$1/data/postmaster.pid"
            return
        fi
        sleep 0.1
    done
}

port_taken() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The port asked for (PG_PORT), else the one of last time, else 54321; the next free one when taken.
cluster_port() {
    local port=54321
    [[ -s $1/port ]] && port=$(<"$1/port")
    port=${2:-$port}
    while port_taken "$port"; do port=$((port + 1)); done
    printf '%s\n' "$port" >"$1/port"
    printf '%s\n' "$port"
}

cluster_init() { # HOME USER PASSWORD [--no-sync]
    local home=$1 user=$2 bin
    bin=$(pg_bin)
    rm -rf "$home/data.new"
    (umask 077 && printf '%s\n' "$3" >"$home/pw")
    chown "$user" "$home" "$home/pw"
    as_pg "$user" "$bin/initdb" --pgdata "$home/data.new" --username postgres --pwfile "$home/pw" \
        --encoding UTF8 --locale C.UTF-8 --auth scram-sha-256 --data-checksums --no-instructions "${@:4}"
    rm -f "$home/pw"
    printf '%s\n' 'local all all scram-sha-256' 'host all all 127.0.0.1/32 scram-sha-256' \
        >"$home/data.new/pg_hba.conf"
    printf "include 'project.conf'\n" >>"$home/data.new/postgresql.conf"
    mv "$home/data.new" "$home/data"
}

cluster_settings() { # PORT KIND
    cat <<SETTINGS
# Written by bin/run at every start: put your own settings in postgresql.conf below the include.
listen_addresses = '127.0.0.1'
port = $1
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
timezone = 'UTC'
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
jit = off
SETTINGS
    if [[ $2 == throwaway ]]; then
        printf '%s\n' 'fsync = off' 'synchronous_commit = off' 'full_page_writes = off' \
            'max_wal_size = 4GB' 'max_connections = 200'
    fi
}

# cluster_start HOME PASSWORD [PORT [keep|throwaway]]: makes it where absent; prints nothing of value.
cluster_start() {
    local home=$1 user bin port tries quick=()
    user=$(pg_user "$home")
    if cluster_running "$home"; then return; fi
    forget_old_server "$home" "$user"
    [[ ${4:-keep} == keep ]] || quick=(--no-sync)
    [[ -d $home/data ]] || cluster_init "$home" "$user" "$2" "${quick[@]}"
    bin=$(pg_bin "$home/data")
    port=$(cluster_port "$home" "${3:-}")
    cluster_settings "$port" "${4:-keep}" >"$home/data/project.conf"
    rotate "$home/postgres.log"
    touch "$home/postgres.log"
    if ((EUID == 0)); then
        chown "$user" "$home/data/project.conf" "$home/data/pg_hba.conf" "$home/postgres.log"
    fi
    # After a kill -9 of the server its old children may need a moment to notice and leave.
    for tries in 1 2 3 4 5; do
        as_pg "$user" "$bin/pg_ctl" start -w -t 300 -s -D "$home/data" -l "$home/postgres.log" && return
        tail -n 5 "$home/postgres.log"
        sleep "$tries"
    done
    die "Máy chủ PostgreSQL riêng không khởi động được; xem $home/postgres.log" \
        "The project's own PostgreSQL did not start; its own words are in $home/postgres.log."
}

cluster_stop() {
    local user bin
    cluster_running "$1" || return 0
    user=$(pg_user "$1")
    bin=$(pg_bin "$1/data")
    as_pg "$user" "$bin/pg_ctl" stop -s -w -t 60 -m fast -D "$1/data" ||
        as_pg "$user" "$bin/pg_ctl" stop -s -w -m immediate -D "$1/data"
}

# cluster_sql HOME PASSWORD DATABASE <SQL: as the cluster's superuser.
cluster_sql() {
    PGPASSWORD=$2 ours "$(pg_bin "$1/data")/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 \
        -p "$(<"$1/port")" -U postgres -d "$3"
}
