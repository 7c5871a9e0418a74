# Where things are, how we speak, and the steps with their clocks. Sourced by every command in bin/.
# shellcheck shell=bash
set -euo pipefail
umask 022

ROOT=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
VAR_DIR=$(realpath -m "${VAR_DIR:-$ROOT/var}")
LOG=$VAR_DIR/log/${0##*/}.log
export PROJECT=anhung
STEP=0
STEP_JOB=
TICKER=
STEPS=${STEPS:-1}
export VAR_DIR

# What is said to a person goes to 3, also from inside a step whose output goes to the log.
exec 3>&2

# ours COMMAND…: runs a program without our own descriptors (3 speech, 8 and 9 locks), which a
# server started here would otherwise hold open after us.
ours() { "$@" 3>&- 8>&- 9>&-; }

# Inside a step the cursor stands behind its title.
end_line() { if [[ -n ${IN_STEP:-} ]]; then printf '\n' >&3; fi; IN_STEP=''; }

# die VIETNAMESE ENGLISH: one sentence in each language, and the end. 3 = "already said".
die() {
    end_line
    printf 'LỖI: %s\nERROR: %s\n' "$1" "$2" >&3
    exit 3
}

say() { printf '%s\n' "$@" >&3; }

prepare_var() {
    mkdir -p "$VAR_DIR/log" "$VAR_DIR/run" "$VAR_DIR/secret"
    chmod 700 "$VAR_DIR/secret"
    : >"$LOG"
}

# secret NAME: the words of var/secret/NAME, made once from 24 random bytes.
secret() {
    local file=$VAR_DIR/secret/$1
    if [[ ! -s $file ]]; then
        (umask 077 && od -An -v -tx1 -N24 /dev/urandom | tr -d ' \n' >"$file.new")
        mv "$file.new" "$file"
    fi
    chmod 600 "$file"
    cat "$file"
}

# rotate LOG: a log that grew large becomes LOG.1, once, at a start.
rotate() {
    if [[ $(stat -c %s "$1" 2>/dev/null) -gt 10000000 ]]; then mv "$1" "$1.1"; fi
}

clock() {
    local started=$SECONDS
    while sleep 1 8>&- 9>&- && kill -0 $$; do
        printf '\r[%d/%d] %s … %d s' "$STEP" "$STEPS" "$1" $((SECONDS - started)) >&3
    done
}

stop_clock() {
    if [[ -n $TICKER ]]; then
        kill "$TICKER" 2>/dev/null || true
        wait "$TICKER" 2>/dev/null || true
        TICKER=
    fi
}

# For the end by a signal: no clock, no step goes on.
stop_step() {
    stop_clock
    if [[ -n $STEP_JOB ]]; then
        kill -TERM -- "-$STEP_JOB" 2>/dev/null || true
        wait "$STEP_JOB" 2>/dev/null || true
    fi
}

# step TITLE COMMAND…: runs the command with its output in the log, and shows how long it took.
step() {
    local title=$1 started=$SECONDS status from
    shift
    STEP=$((STEP + 1))
    printf '[%d/%d] %s …' "$STEP" "$STEPS" "$title" >&3
    printf '\n== %s\n' "$title" >>"$LOG"
    from=$(stat -c %s "$LOG")
    if [[ -t 3 ]]; then
        clock "$title" 8>&- 9>&- &
        TICKER=$!
    fi
    # A process group of its own: so a signal is heard by us at once, and stop_step can end all of it.
    set -m
    (
        set -e
        IN_STEP=1
        "$@"
    ) >>"$LOG" 2>&1 </dev/null &
    STEP_JOB=$!
    set +m
    wait "$STEP_JOB" && status=0 || status=$?
    STEP_JOB=
    stop_clock
    if [[ -t 3 ]]; then printf '\r[%d/%d] %s …' "$STEP" "$STEPS" "$title" >&3; fi
    if ((status == 0)); then
        say " $((SECONDS - started)) s"
    elif ((status == 3)); then
        exit 3
    else
        say " failed"
        tail -c "+$((from + 1))" "$LOG" | tail -n 15 | sed 's/^/    /' >&3
        die "Bước '$title' không xong; nhật ký đầy đủ: $LOG" \
            "The step '$title' did not succeed (the end of its log is above, all of it is in $LOG)."
    fi
}

# Only one command prepares a checkout at a time; the lock lies on the folder itself.
lock_checkout() {
    exec 8<"$ROOT"
    if ! flock -n 8; then
        say "Another command is preparing this checkout; waiting for it …"
        flock 8
    fi
}

unlock_checkout() { exec 8<&-; }
