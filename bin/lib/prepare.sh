# Everything that bin/run and bin/test need before their own work.
# shellcheck shell=bash
# shellcheck source=bin/lib/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=bin/lib/cluster.sh
source "$ROOT/bin/lib/cluster.sh"
# shellcheck source=bin/lib/system.sh
source "$ROOT/bin/lib/system.sh"
# shellcheck source=bin/lib/packages.sh
source "$ROOT/bin/lib/packages.sh"

# prepare run|test: the first three steps. Two commands that prepare one checkout take turns.
prepare() {
    local requirements=requirements.txt
    [[ $1 == run ]] || requirements=tests/requirements.txt
    lock_checkout
    ask_sudo "$1"
    step "System packages" system_packages "$1"
    step "Python packages" python_packages "$requirements" "$1"
    step "Map libraries, fonts and translations" frontend
    unlock_checkout
}
