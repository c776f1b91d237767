package maildrop

import (
	"fmt"
	"io/fs"
	"net"
	"os"
	osuser "os/user"
	"path/filepath"
	"strings"
)

// As root, mail is read and written as nobody: Dovecot refuses to serve mail as root.
const nobody = 65534

// configure writes dovecot.conf and passwd, and hands the Maildirs to whom they will be served as.
func (d *Dovecot) configure(users map[string]string, extra []string) error {
	for _, sub := range []string{"run", "state", "index"} {
		if err := os.MkdirAll(filepath.Join(d.dir, sub), 0o755); err != nil {
			return err
		}
	}
	var passwd strings.Builder
	for name, maildir := range users {
		line, err := d.account(name, maildir)
		if err != nil {
			return err
		}
		passwd.WriteString(line)
	}
	if err := d.put("passwd", []byte(passwd.String()), 0o644); err != nil {
		return err
	}
	ports, err := freePorts(2)
	if err != nil {
		return err
	}
	d.Addr, d.TLSAddr = fmt.Sprint("127.0.0.1:", ports[0]), fmt.Sprint("127.0.0.1:", ports[1])
	conf := strings.NewReplacer("DIR", d.dir, "PLAINPORT", fmt.Sprint(ports[0]), "TLSPORT", fmt.Sprint(ports[1])).Replace(dovecotConf)
	if os.Geteuid() != 0 {
		me, err := osuser.Current()
		if err != nil {
			return err
		}
		group, err := osuser.LookupGroupId(me.Gid)
		if err != nil {
			return err
		}
		conf += strings.NewReplacer("USER", me.Username, "GROUP", group.Name).Replace(unprivileged)
	}
	return d.put("dovecot.conf", []byte(conf+strings.Join(extra, "\n")+"\n"), 0o644)
}

// account prepares one user and returns its line of the password file.
func (d *Dovecot) account(name, maildir string) (string, error) {
	maildir, err := filepath.Abs(maildir)
	if err != nil {
		return "", err
	}
	index := filepath.Join(d.dir, "index", name)
	for _, p := range []string{index, filepath.Join(maildir, "cur"), filepath.Join(maildir, "new"), filepath.Join(maildir, "tmp")} {
		if err := os.MkdirAll(p, 0o755); err != nil {
			return "", err
		}
	}
	uid, gid := os.Getuid(), os.Getgid()
	if uid == 0 {
		uid, gid = nobody, nobody
		for _, p := range []string{maildir, index} {
			if err := handOver(p); err != nil {
				return "", err
			}
		}
	}
	mail := fmt.Sprintf("maildir:%s:CONTROL=%s:INDEX=%s", maildir, index, index)
	return fmt.Sprintf("%s:{PLAIN}%s:%d:%d::%s::userdb_mail=%s\n", name, DovecotPassword, uid, gid, index, mail), nil
}

// handOver gives a tree to nobody and opens the directories above it that lie below the temporary directory.
func handOver(root string) error {
	for p := filepath.Dir(root); strings.HasPrefix(p, os.TempDir()+string(filepath.Separator)); p = filepath.Dir(p) {
		info, err := os.Stat(p)
		if err != nil {
			return err
		}
		if err := os.Chmod(p, info.Mode().Perm()|0o011); err != nil {
			return err
		}
	}
	return filepath.WalkDir(root, func(p string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(p, nobody, nobody)
	})
}

func freePorts(n int) (ports []int, err error) {
	for range n {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer ln.Close()
		ports = append(ports, ln.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}

// dovecotConf serves POP3 and nothing else. Downloads must not change what the next test finds on the server, hence no
// flag updates; and a wrong password must not slow the logins down that follow it.
const dovecotConf = `protocols = pop3
listen = 127.0.0.1
base_dir = DIR/run
state_dir = DIR/state
instance_name = poplin-PLAINPORT
log_path = DIR/log
ssl = yes
ssl_cert = <DIR/server.pem
ssl_key = <DIR/server.key
disable_plaintext_auth = no
auth_mechanisms = plain login cram-md5 apop scram-sha-1 scram-sha-256
auth_failure_delay = 0
passdb {
  driver = passwd-file
  args = DIR/passwd
}
userdb {
  driver = passwd-file
  args = DIR/passwd
}
first_valid_uid = 1
mail_fsync = never
mail_max_userip_connections = 100
pop3_no_flag_updates = yes
service pop3-login {
  inet_listener pop3 {
    port = PLAINPORT
  }
  inet_listener pop3s {
    port = TLSPORT
    ssl = yes
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
`

// unprivileged lets everything run as the user who started it.
const unprivileged = `default_internal_user = USER
default_internal_group = GROUP
default_login_user = USER
service anvil {
  chroot =
}
service pop3-login {
  chroot =
}
`
