#!/usr/bin/env bash
# visit.sh times a first visit, and a second one with nothing new, of Poplin beside other POP3 programs.
#
#   bench/visit.sh [-n REPETITIONS] [-t] MAILDIR [PROGRAM...]
#
# A private Dovecot on loopback serves a hard-linked copy of MAILDIR; -t goes over TLS. PROGRAM is poplin, mpop,
# fetchmail, getmail or neomutt; without any, all that are installed. Everything is written below $TMPDIR and removed.
# The programs take turns, so that a slow minute meets all of them; one that takes ten minutes is stopped. Needs
# Debian's dovecot-pop3d, openssl, time and, for neomutt, which wants a terminal, script of bsdutils.
set -euo pipefail

reps=3 tls=no
while getopts n:t o; do
	case $o in n) reps=$OPTARG ;; t) tls=yes ;; *) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 2 ;; esac
done
shift $((OPTIND - 1))
(($#)) || { sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 2; }
mail=$(realpath -e "$1"); shift
here=$(cd "$(dirname "$0")/.." && pwd)
dovecot=$(PATH=$PATH:/usr/sbin:/usr/local/sbin type -P dovecot) || { echo "dovecot is not installed" >&2; exit 1; }
top=$(mktemp -d "${TMPDIR:-/tmp}/poplin-bench.XXXXXX")
chmod 755 "$top"
trap 'kill "$server" 2>/dev/null && wait "$server" || true; rm -rf "$top"' EXIT
server=

# As root, mail is served and fetched as nobody: Dovecot and getmail refuse root.
as=() owner=$(id -u):$(id -g) login="default_internal_user = $(id -un)
default_internal_group = $(id -gn)
default_login_user = $(id -un)
service anvil {
  chroot =
}
service pop3-login {
  chroot =
}"
if ((EUID == 0)); then
	as=(setpriv --reuid 65534 --regid 65534 --clear-groups) owner=65534:65534 login=
fi

serve() {
	local d=$top/server
	mkdir -p "$d"/{run,state,index}
	cp -al "$mail" "$d/mail"
	openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 \
		-keyout "$d/key.pem" -out "$top/cert.pem" 2>/dev/null
	echo "u:{PLAIN}secret:$owner::$d/index::userdb_mail=maildir:$d/mail:CONTROL=$d/index:INDEX=$d/index" >"$d/passwd"
	cat >"$d/dovecot.conf" <<-CONF
		protocols = pop3
		listen = 127.0.0.1
		base_dir = $d/run
		state_dir = $d/state
		log_path = $d/log
		ssl = yes
		ssl_cert = <$top/cert.pem
		ssl_key = <$d/key.pem
		disable_plaintext_auth = no
		passdb {
		  driver = passwd-file
		  args = $d/passwd
		}
		userdb {
		  driver = passwd-file
		  args = $d/passwd
		}
		first_valid_uid = 1
		pop3_no_flag_updates = yes
		service pop3-login {
		  inet_listener pop3 {
		    port = $port
		  }
		  inet_listener pop3s {
		    port = $tlsport
		    ssl = yes
		  }
		}
		service stats {
		  unix_listener stats-writer {
		    mode = 0666
		  }
		}
		$login
	CONF
	((EUID)) || chown -R "$owner" "$d/mail" "$d/index"
	"$dovecot" -F -c "$d/dovecot.conf" 2>/dev/null &
	server=$!
	until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do kill -0 "$server"; sleep .1; done
}

# prepare PROGRAM DIR writes its configuration and prints the command, a word a line.
prepare() {
	local w=$2 p=$port on=off scheme=pop kind=
	if [[ $tls = yes ]]; then p=$tlsport on=on scheme=pops kind=SSL; fi
	case $1 in
	poplin)
		printf '[account.a]\nserver = "127.0.0.1:%s"\nuser = "u"\ntls = "%s"\nca_file = "%s"\npassword_env = "PASS"\nkeep_on_server = "always"\n' \
			"$p" "$([[ $tls = yes ]] && echo implicit || echo none)" "$top/cert.pem" >"$w/rc"
		printf '%s\n' env PASS=secret POPLIN_CONFIG="$w/rc" POPLIN_DATA="$w/data" "$top/poplin" sync --json --no-index ;;
	mpop)
		printf 'account a\nhost 127.0.0.1\nport %s\nuser u\npassword secret\nauth user\ntls %s\ntls_starttls off\n%s\nkeep on\nuidls_file %s/uidls\ndelivery mbox %s/mbox\n' \
			"$p" $on "$([[ $tls = yes ]] && echo "tls_trust_file $top/cert.pem")" "$w" "$w" >"$w/rc"
		printf '%s\n' mpop -C "$w/rc" -q a ;;
	fetchmail)
		printf 'set no syslog\npoll 127.0.0.1 service %s protocol pop3 uidl user "u" password "secret" is nobody here keep %s bsmtp "%s/out"\n' \
			"$p" "$([[ $tls = yes ]] && echo "ssl sslcertck sslcertfile \"$top/cert.pem\"" || echo 'sslproto ""')" "$w" >"$w/rc"
		printf '%s\n' fetchmail -f "$w/rc" --idfile "$w/ids" --pidfile "$w/pid" --nodetach -s ;;
	getmail)
		mkdir -p "$w"/md/{cur,new,tmp}
		printf '[retriever]\ntype = SimplePOP3%sRetriever\nserver = 127.0.0.1\nport = %s\nusername = u\npassword = secret\n[destination]\ntype = Maildir\npath = %s/md/\n[options]\nread_all = false\ndelete = false\nverbose = 0\n' \
			"$kind" "$p" "$w" >"$w/getmailrc"
		printf '%s\n' getmail "--getmaildir=$w" ;;
	neomutt)
		mkdir -p "$w"/md/{cur,new,tmp}
		printf 'set spoolfile=%s/md mbox_type=Maildir folder=%s quit=yes pop_host=%s://u:secret@127.0.0.1:%s/ pop_delete=no confirmappend=no sleep_time=0 pop_authenticators=user pop_last=yes\nset ssl_ca_certificates_file=%s certificate_file=%s ssl_verify_host=no\n' \
			"$w" "$w" "$scheme" "$p" "$top/cert.pem" "$top/cert.pem" >"$w/rc"
		printf '%s\n' script -qec "neomutt -n -F $w/rc -f $w/md -e 'push <fetch-mail><quit>'" /dev/null ;;
	esac
}

# run PROGRAM DIR VISIT notes wall seconds, processor seconds and memory in KiB.
run() {
	local words
	mapfile -t words < <(prepare "$1" "$2")
	chmod 600 "$2"/*rc
	((EUID)) || chown -R "$owner" "$2"
	local rc=0
	HOME=$2 TERM=xterm "${as[@]}" /usr/bin/time -q -f '%e %U %S %M' -o "$2.time" timeout 600 "${words[@]}" >"$2.log" 2>&1 <&5 || rc=$?
	if ((rc == 0)) || [[ $1 = fetchmail && rc -eq 1 ]]; then # fetchmail says by 1 that nothing was new
		echo "$3 $1 $(tail -1 "$2.time")" >>"$top/runs"
	else
		echo "$1 failed: $(tail -1 "$2.log")" >&2
	fi
}

port=$((20000 + RANDOM % 10000)) tlsport=$((port + 1))
(cd "$here" && go build -o "$top/poplin" .)
serve
mkfifo "$top/silence"
exec 5<>"$top/silence" # script would take the end of its input for the terminal's
if (($#)); then programs=("$@"); else
	programs=(poplin)
	for p in mpop fetchmail getmail; do type -P $p >/dev/null && programs+=($p); done
fi
: >"$top/runs"
for ((i = 0; i <= reps; i++)); do # the first round only warms the caches of the system and the server
	for p in "${programs[@]}"; do
		w=$top/$p.$i
		mkdir "$w"
		: >"$w.time"
		((EUID)) || chown "$owner" "$w.time"
		if ((i == 0)); then [[ $p = poplin ]] && { run $p "$w" first; : >"$top/runs"; }; rm -rf "$w"; continue; fi
		run $p "$w" first
		run $p "$w" again
		rm -rf "$w"
	done
done
count=$(find "$mail/cur" "$mail/new" -type f | wc -l)
echo "$count messages, $(du -sh "$mail" | cut -f1), tls $tls, $reps repetitions; ratios are to Poplin"
sort -k1,1r -k2,2 -k3,3n "$top/runs" | awk '
	function ended() {
		if (!n) return
		m = int((n + 1) / 2)
		order[++groups] = key; wall[key] = w[m]; cpu[key] = c[m]; mem[key] = rss
		n = rss = 0
	}
	{
		k = $1 " " $2
		if (k != key) { ended(); key = k }
		w[++n] = $3; c[n] = $4 + $5
		if ($6 > rss) rss = $6
	}
	END {
		ended()
		printf "%-6s %-10s %9s %9s %9s %7s\n", "visit", "program", "wall s", "cpu s", "MiB", "ratio"
		for (i = 1; i <= groups; i++) {
			split(order[i], p, " ")
			base = wall[p[1] " poplin"]
			printf "%-6s %-10s %9.2f %9.2f %9.0f %7s\n", p[1], p[2], wall[order[i]], cpu[order[i]], mem[order[i]] / 1024,
				(base > 0 ? sprintf("%.2f", wall[order[i]] / base) : "-")
		}
	}'
