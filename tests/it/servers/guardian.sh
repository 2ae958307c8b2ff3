# Stands between a test process and one server, and ends the server when the test process ends.
#
# Orders come on standard input: `start` answers with the process id, `kill` answers `stopped`.
# The test process holds the other end, so end of file means that it dropped the server or is
# itself gone, by whatever signal. Arguments: the server's home, the directory where process ids
# are recorded (or nothing), the word to recognise the server by, the server's command line.
trap '' PIPE HUP INT
home=$1
records=$2
word=$3
shift 3
server=

stop() {
    [ -n "$server" ] || return 0
    kill -KILL "$server"
    wait "$server"
    [ -z "$records" ] || rm -f "$records/$server"
    server=
}

while read -r order; do
    stop
    case $order in
    start)
        "$@" </dev/null >>"$home/output.log" 2>&1 &
        server=$!
        [ -z "$records" ] || echo "$word" >"$records/$server"
        echo "$server"
        ;;
    kill) echo stopped ;;
    esac
done
stop
rm -rf "$home"
