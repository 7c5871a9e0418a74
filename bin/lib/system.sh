# What must come from the machine: Python, its venv module, PostgreSQL with PostGIS, a browser for the tests.
# Needs common.sh and cluster.sh. NO_CLUSTER set: the database server is not ours to install.
# shellcheck shell=bash

# The Python to build with. The pinned packages have wheels for 3.11 to 3.13; a newer one is a try.
find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

has_venv() { [[ -x $ROOT/.venv/bin/pip ]] || "$1" -c 'import ensurepip, venv' 2>/dev/null; }

# The browser of the tests. Ubuntu's `chromium` packages are an empty door to a snap: ask it its name.
find_chromium() {
    local candidate
    for candidate in ${CHROMIUM:-chromium chromium-browser google-chrome google-chrome-stable}; do
        if [[ $("$candidate" --version 2>/dev/null) =~ ^(Chromium|Google\ Chrome)\ [0-9] ]]; then
            command -v "$candidate"
            return
        fi
    done
}

# missing run|test: one word for each thing this machine lacks.
missing() {
    local python
    python=$(find_python)
    if [[ -z $python ]]; then
        echo python
    elif ! has_venv "$python"; then
        echo venv
    fi
    if [[ -z ${NO_CLUSTER:-} && -z $(pg_bin) ]]; then echo postgres; fi
    if [[ $1 == test && -z $(find_chromium) ]]; then echo chromium; fi
}

as_root() {
    if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi
}

# Asks for the sudo password once, before the steps with their clocks, where there is someone to ask.
ask_sudo() {
    if ((EUID != 0)) && [[ -t 0 && -t 3 ]] && [[ -n $(missing "$1") ]] && ! sudo -n true 2>/dev/null; then
        say "Some system packages are missing; sudo may ask for your password."
        sudo -v || true
    fi
}

may_install() { # WHAT PACKAGES
    command -v apt-get >/dev/null || die "Máy thiếu phần mềm ($2) và không có apt-get để cài." \
        "This machine lacks $1 and has no apt-get: please install it by hand ($2)."
    as_root true 2>/dev/null || die "Máy thiếu phần mềm; cần quyền quản trị để cài: apt-get install -y $2" \
        "This machine lacks $1 and you may not install it (no root, no sudo): ask an administrator for 'apt-get install -y $2'."
}

# apt_install WHAT PACKAGE…: WHAT is the word for a person.
apt_install() {
    local what=$1
    shift
    as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a apt-get -y -q \
        -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 --no-install-recommends install "$@" ||
        die "Không cài được bằng apt-get install $*; xem $LOG" \
            "apt-get could not install $what ($*); its own words are in $LOG."
}

install_python() {
    may_install "Python 3.11" "python3.11 python3.11-venv"
    if ! command -v python3 >/dev/null; then
        apt_install "Python" python3 python3-venv
    elif [[ $(apt-cache policy python3.11) =~ Candidate:\ [0-9] ]]; then
        apt_install "Python 3.11" python3.11 python3.11-venv
    fi
}

install_venv() {
    local version
    version=$("$(find_python)" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    may_install "the venv module of Python" "python$version-venv"
    apt_install "the venv module of Python" "python$version-venv"
}

install_postgres() {
    local package aside=/etc/postgresql-common/createcluster.d/$PROJECT.conf
    may_install "PostgreSQL with PostGIS" "postgresql-postgis"
    package=$(apt-cache search --names-only '^postgresql-[0-9]+-postgis-3$' | cut -d' ' -f1 | sort -V | tail -n 1)
    # Debian would also start a cluster of its own on port 5432; ours is enough.
    if [[ ! -e /etc/postgresql-common ]]; then
        as_root mkdir -p "${aside%/*}"
        echo 'create_main_cluster = false' | as_root tee "$aside" >/dev/null
    fi
    apt_install "PostgreSQL with PostGIS" "${package:-postgresql-postgis}"
    as_root rm -f "$aside"
}

install_chromium() {
    if [[ -z ${CHROMIUM:-} ]] && ! grep -qs '^ID=ubuntu' /etc/os-release; then
        may_install "the browser Chromium" chromium
        apt_install "the browser Chromium" chromium
    fi
}

sorry() {
    case $1 in
    python) die "Cần Python 3.11 trở lên; máy này không có." \
        "Python 3.11 or newer is needed and was not found: install python3.11 and python3.11-venv, or name one with PYTHON=/path/to/python3." ;;
    venv) die "Python của máy này thiếu mô-đun venv." \
        "The Python of this machine has no venv module: install python3-venv." ;;
    postgres) die "Không tìm thấy PostgreSQL có PostGIS trong /usr/lib/postgresql." \
        "PostgreSQL with PostGIS was not found under /usr/lib/postgresql." ;;
    chromium) die "Bài thử cần trình duyệt Chromium; hãy cài rồi đặt CHROMIUM=/đường/dẫn." \
        "The tests need a Chromium browser and none was found: install one and name it with CHROMIUM=/path (Ubuntu's own package is only a snap)." ;;
    esac
}

# system_packages run|test: installs what is missing; nothing when nothing is.
system_packages() {
    local thing lacks
    lacks=$(missing "$1")
    [[ -n $lacks ]] || return 0
    # A Python that was named is not ours to replace.
    if [[ $lacks == python* && -n ${PYTHON:-} ]]; then sorry python; fi
    if command -v apt-get >/dev/null && as_root true 2>/dev/null; then
        as_root apt-get -q -o Acquire::Retries=3 update || true
    fi
    for thing in $lacks; do
        "install_$thing"
    done
    for thing in $(missing "$1"); do
        if [[ $thing == venv ]]; then install_venv; else sorry "$thing"; fi
    done
    for thing in $(missing "$1"); do sorry "$thing"; done
}
