# Keeps the web server and the worker running until told to stop. Needs common.sh and cluster.sh.
# shellcheck shell=bash
declare -A CHILD=() # web, worker → process id
STOP_SECONDS=25     # a job under way gets 20 s to end, and some for the rest

# The address for a person and for ourselves: 0.0.0.0 and :: mean "everywhere", so also here.
local_host() {
    case $HOST in
    0.0.0.0) echo 127.0.0.1 ;;
    ::) echo ::1 ;;
    *) echo "$HOST" ;;
    esac
}

url_host() { if [[ $1 == *:* ]]; then echo "[$1]"; else echo "$1"; fi; }

# A quick look that needs no Python yet; whether we may listen there is asked again before the start.
http_port_taken() {
    [[ $(local_host) =~ ^(127\.|localhost$|::1$) ]] || return 1
    # shellcheck disable=SC2016 # expanded by the inner shell
    timeout 2 bash -c ': <"/dev/tcp/$0/$1"' "$(local_host)" "$PORT" 2>/dev/null
}

must_listen() {
    local why
    why=$("$ROOT/.venv/bin/python" "$ROOT/bin/lib/listen.py" "$HOST" "$PORT") || die \
        "Không mở được cổng $PORT trên $HOST: $why." "The web server cannot listen on $HOST, port $PORT: $why."
}

http_answer() { # PATH → what the web server answers, headers and all
    # shellcheck disable=SC2016 # expanded by the inner shell
    timeout 5 bash -c 'exec 5<>"/dev/tcp/$0/$1" && printf "GET %s HTTP/1.0\r\nHost: %s:%s\r\n\r\n" "$2" "$3" "$1" >&5 &&
        cat <&5' "$(local_host)" "$PORT" "$1" "$(url_host "$(local_host)")" 2>/dev/null || true
}

# Processes of a session that we began (setsid makes the child's number the session's), in our folder.
session_of() {
    local stat rest session
    for stat in /proc/[0-9]*/stat; do
        { read -r rest <"$stat"; } 2>/dev/null || continue
        read -r _ _ _ session _ <<<"${rest##*) }"
        if [[ $session == "$1" && $(readlink "${stat%stat}cwd") == "$ROOT" ]]; then
            stat=${stat%/stat}
            echo "${stat##*/}"
        fi
    done
}

# start_child NAME COMMAND…: a session of its own, so that Ctrl-C reaches only us and we stop things in
# order; should we be killed hard, the kernel tells the child to end.
start_child() {
    local name=$1 log=$VAR_DIR/log/$1.log
    shift
    (
        if [[ ${LOG_STDOUT:-0} != 1 ]]; then
            rotate "$log"
            exec >>"$log" 2>&1
        fi
        cd "$ROOT" && ours exec setsid setpriv --pdeathsig TERM "$@"
    ) </dev/null &
    CHILD[$name]=$!
    disown # bash need not tell that it died: we do
    echo "${CHILD[$name]}" >"$VAR_DIR/run/$name.pid"
}

alive() { [[ -n ${CHILD[$1]:-} ]] && kill -0 "${CHILD[$1]}" 2>/dev/null; }

# stop_session PID SECONDS: asks the first process to end, waits, then ends what is left.
stop_session() {
    local ends=$((SECONDS + $2))
    kill -TERM "$1" 2>/dev/null || true
    while ((SECONDS < ends)) && [[ -n $(session_of "$1") ]]; do sleep 0.1; done
    session_of "$1" | xargs -r kill -KILL 2>/dev/null || true
}

stop_child() {
    if [[ -n ${CHILD[$1]:-} ]]; then
        stop_session "${CHILD[$1]}" "$STOP_SECONDS"
        rm -f "$VAR_DIR/run/$1.pid"
        unset "CHILD[$1]"
    fi
}

# What a bin/run that was killed hard left behind. We hold the lock, so nobody else wants it.
stop_leftovers() {
    local name pid
    for name in worker web; do
        if [[ -s $VAR_DIR/run/$name.pid ]]; then
            pid=$(<"$VAR_DIR/run/$name.pid")
            if [[ -n $(session_of "$pid") ]]; then stop_session "$pid" 10; fi
            rm -f "$VAR_DIR/run/$name.pid"
        fi
    done
}

# A photo of 12 megapixels is 50 MB while it is made anew. Left to itself the C library gives them back each time
# and gets them again page by page, which costs as much as a third of the work.
WEB_MEMORY=(MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=33554432 MALLOC_TRIM_THRESHOLD_=268435456)

start_web() {
    start_child web env "${WEB_MEMORY[@]}" "$ROOT/.venv/bin/granian" --interface wsgi --factory webmap.app:serve --no-ws \
        --workers "$WEB_WORKERS" --blocking-threads 4 --backpressure 64 --respawn-failed-workers \
        --workers-kill-timeout 10 --host "$HOST" --port "$PORT"
}

start_worker() { start_child worker "$ROOT/.venv/bin/flask" --app webmap.app worker; }

log_tail() {
    end_line
    [[ ! -f $VAR_DIR/log/$1.log ]] || tail -n 12 "$VAR_DIR/log/$1.log" | sed 's/^/    /' >&3
}

web_died() {
    log_tail web
    die "Máy chủ web đã dừng; xem $VAR_DIR/log/web.log" \
        "The web server stopped by itself, so everything is stopped; its last words are above and in $VAR_DIR/log/web.log."
}

wait_ready() {
    local ends=$((SECONDS + 60)) answer=''
    until [[ $answer == HTTP/1.?\ 200\ * ]]; do
        alive web || web_died
        answer=$(http_answer /readyz)
        if ((SECONDS >= ends)); then
            log_tail web
            log_tail worker
            die "Sau 60 giây máy chủ vẫn chưa sẵn sàng (${answer##*$'\n'}); xem $VAR_DIR/log" \
                "After 60 s the service was not ready, it says '${answer##*$'\n'}'; see web.log and worker.log in $VAR_DIR/log."
        fi
        sleep 0.1
    done
}

# A dead worker is started again, a little later each time; a dead cluster too; a dead web server ends all.
keep_running() { # HOME of our cluster, or nothing
    local pause=1 again=0 nap
    while :; do
        alive web || web_died
        if ! alive worker && ((SECONDS >= again)); then
            say "The worker stopped; starting it again (its words: $VAR_DIR/log/worker.log)."
            start_worker
            again=$((SECONDS + pause))
            pause=$((pause < 60 ? pause * 2 : 60))
        fi
        if [[ -n $1 ]] && ! cluster_running "$1"; then
            say "PostgreSQL stopped; starting it again (its words: $1/postgres.log)."
            cluster_start "$1" "$(secret pg_superuser)" "$(<"$1/port")" >>"$LOG" 2>&1
        fi
        # In the background, so that a signal is heard at once.
        sleep 1 3>&- 9>&- &
        nap=$!
        wait "$nap" || true
    done
}
