#!/usr/bin/env bash
# browse.sh: Poplin beside neomutt, mutt, aerc, alpine and notmuch in one run: start, keys, opening, search, memory, idle.
#
#   bench/browse.sh [-n MESSAGES] [-r REPETITIONS] [-p PROFILE] [-m MAILDIR -b MBOX [-c CACHE]] [-k] > table.md
#
#   -n  how many messages (100000)      -p  mkmail's profile, small or mixed (small)
#   -r  repetitions (3)                 -m -b  what mkmail made of them before, in place of new ones
#   -k  also measure the echo of keys   -c  a folder into which Poplin has brought that mail before
#       while a visit downloads
#
# HARNESS is the folder with mkmail, popserver and browsebench (../shared/bench). Peers that are not installed are left
# out. ACCOUNT is the account's name in CACHE (bench). POPLIN is the program, if it is not to be built first. MEASURE
# stands before whatever is timed ("chrt -r 1" where the machine has other things to do). Everything is made below TMPDIR
# and removed at the end; the server listens on loopback. See README.md beside this.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
harness=${HARNESS:-$here/../shared/bench}
messages=100000 reps=3 profile=small mail='' mbox='' cache='' keys=''
while getopts n:r:p:m:b:c:k o; do
	case $o in
	n) messages=$OPTARG ;; r) reps=$OPTARG ;; p) profile=$OPTARG ;; m) mail=$OPTARG ;; b) mbox=$OPTARG ;;
	c) cache=$OPTARG ;; k) keys=yes ;;
	*) exit 2 ;;
	esac
done
read -ra measure <<<"${MEASURE:-env}"

work=$(mktemp -d)
chmod 755 "$work"
pop=''
finish() {
	[[ -z $pop ]] || "$harness/popserver" stop -d "$pop"
	rm -rf "$work"
}
trap finish EXIT
say() { printf '%s\n' "$*" >&2; }

if [[ ${POPLIN:-} ]]; then
	cp "$POPLIN" "$work/poplin"
else
	say "browse: building"
	(cd "$here" && go build -o "$work/poplin" .)
fi

say "browse: $messages messages, profile $profile"
if [[ -z $mail ]]; then
	mail=$work/mail
	"$harness/mkmail" --count "$messages" --profile "$profile" --read --out "$mail"
fi
if [[ -z $mbox ]]; then
	mbox=$work/mbox
	"$harness/mkmail" --count "$messages" --profile "$profile" --format mbox --out "$mbox"
fi
cp -al "$mail" "$work/served" 2>/dev/null || cp -a "$mail" "$work/served"
read -r port tlsport < <(python3 -c 'import socket
s = [socket.create_server(("127.0.0.1", 0)) for _ in "ab"]
print(*(x.getsockname()[1] for x in s))')
started=$("$harness/popserver" start -d "$work/pop" -p "$port" -s "$tlsport" "bench=$work/served")
eval "$started"
pop=$POP_DIR

account() { # FILE: an account on that server that removes nothing
	cat >"$1" <<-TOML
		[account.${ACCOUNT:-bench}]
		server = "127.0.0.1:$POP_PORT"
		user = "bench"
		tls = "none"
		password_env = "POP_PASS"
		keep_on_server = "always"
		poll = "0"
	TOML
	chmod 600 "$1"
}
export POP_PASS HOME=$work POPLIN_CONFIG=$work/config.toml POPLIN_DATA=$work/data
account "$POPLIN_CONFIG"
if [[ $cache ]]; then
	cp -r "$cache" "$work/data"
else
	say "browse: bringing the mail home"
	"$work/poplin" sync --json >"$work/sync.json"
fi

cat >"$work/poplin.json" <<-JSON
	{"name": "poplin", "argv": ["$work/poplin"],
	 "env": {"HOME": "$work", "POPLIN_CONFIG": "$POPLIN_CONFIG", "POPLIN_DATA": "$POPLIN_DATA", "POP_PASS": "$POP_PASS"},
	 "oldest": "G", "newest": "\u001b[H", "down": "j", "up": "k", "open": "\r", "back": "q",
	 "search": "/{word}\r", "found": "{hits} found", "unsearch": "\u001b"}
JSON
say "browse: the programs, $reps times each"
"${measure[@]}" "$harness/browsebench" --mail "$mail" --mbox "$mbox" --reps "$reps" --spec "$work/poplin.json"

# notmuch has no screen of its own: whole commands beside each other, the index of both in place.
milliseconds() { # COMMAND...: the median of nine runs
	"${measure[@]}" python3 - "$@" <<-'PY'
		import statistics, subprocess, sys, time
		t = []
		for _ in range(10):
		    t0 = time.perf_counter()
		    subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
		    t.append((time.perf_counter() - t0) * 1000)
		print("%.1f" % statistics.median(t[1:]))
	PY
}
words=(zanzibarium quokkafest meeting 'zanz*' 'me*' 'invoice budget' 東京タワー)
printf '\nSearch as a command, 60 hits, milliseconds (median of 9)\n\n| |'
printf ' %s |' "${words[@]}"
printf '\n|---|'
printf -- '---|%.0s' "${words[@]}"
printf '\n'
printf '| poplin list |'
for w in "${words[@]}"; do printf ' %s |' "$(milliseconds "$work/poplin" list --limit 60 "$w")"; done
printf '\n'
if command -v notmuch >/dev/null; then
	export NOTMUCH_CONFIG=$work/notmuch
	printf '[database]\npath=%s\n[user]\nname=me\nprimary_email=me@mail.example\n[new]\ntags=\n' "$mail" >"$NOTMUCH_CONFIG"
	if [[ $mail != "$work"/* ]]; then # its database lies beside the mail
		sed -i "s#^path=.*#path=$work/served#" "$NOTMUCH_CONFIG"
		chmod -R a+rX "$work/served"
	fi
	say "browse: notmuch new"
	notmuch new --quiet 2>/dev/null || true
	printf '| notmuch search |'
	for w in "${words[@]}"; do printf ' %s |' "$(milliseconds notmuch search --limit=60 "$w")"; done
	printf '\n'
fi

bytes() { find "$1" -type f "${@:2}" -printf '%s\n' | awk '{ n += $1 } END { printf "%.0f", n / 1e6 }'; }
printf '\nOn disk: the mail %s MB, Poplin with index %s MB\n' "$(bytes "$mail" ! -path '*/.notmuch/*')" "$(bytes "$POPLIN_DATA")"

if [[ $keys ]]; then
	say "browse: keys beside a visit"
	mkdir "$work/fresh"
	printf '\nEcho of a key while a visit downloads at full speed: '
	HARNESS=$harness POPLIN_DATA=$work/fresh "${measure[@]}" python3 "$here/bench/echo.py" "$work/poplin"
fi
