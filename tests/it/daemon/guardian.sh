# Stands between a test process and one daemon, and ends the daemon when the test process ends.
#
# Orders come on standard input: `start` answers with the process id, `term` sends SIGTERM, `wait`
# answers with the exit code, `kill` answers `stopped`. The test process holds the other end, so end
# of file means that it dropped the daemon or is itself gone, by whatever signal. Arguments: the
# daemon's home, the directory where process ids are recorded (or nothing), the command line.
trap '' PIPE HUP
home=$1
records=$2
shift 2
daemon=

forget() {
    [ -z "$records" ] || rm -f "$records/$daemon"
    daemon=
}

stop() {
    [ -n "$daemon" ] || return 0
    kill -KILL "$daemon" 2>/dev/null
    wait "$daemon"
    forget
}

while read -r order; do
    case $order in
    start)
        stop
        "$@" </dev/null >>"$home/stdout.log" 2>>"$home/stderr.log" &
        daemon=$!
        [ -z "$records" ] || echo refundd >"$records/$daemon"
        echo "$daemon"
        ;;
    term)
        kill -TERM "$daemon" 2>/dev/null
        echo sent
        ;;
    wait)
        wait "$daemon"
        code=$?
        forget
        echo "$code"
        ;;
    kill)
        stop
        echo stopped
        ;;
    esac
done
stop
rm -rf "$home"
