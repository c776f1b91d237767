package maildrop

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// ErrNoDovecot says that no Dovecot 2.3 is installed, so a test may skip. Under CI=true the starter reports another
// error instead: there the tests must run.
var ErrNoDovecot = errors.New("dovecot 2.3 is not installed (Debian: dovecot-pop3d)")

// DovecotPassword is every user's.
const DovecotPassword = "secret"

// Dovecot is a private Dovecot on loopback: the real server beside the one in memory. It reads nothing of a
// system-wide configuration.
type Dovecot struct {
	Addr    string // plain, STLS on offer; host:port
	TLSAddr string // implicit TLS
	CA      []byte // PEM; the certificate is for localhost and 127.0.0.1

	dir, binary string
	cmd         *exec.Cmd
	gone        chan struct{} // closed when the present process has ended
}

// StartDovecot serves Maildirs: users maps a name to its Maildir, which is served in place, so give it a copy. dir
// holds configuration, log and indexes. extra are further lines of configuration. As root the server works as uid
// 65534 and takes dir and the Maildirs over; the way to them below the temporary directory is opened.
func StartDovecot(dir string, users map[string]string, extra ...string) (*Dovecot, error) {
	binary, err := findDovecot()
	if err != nil {
		return nil, err
	}
	d := &Dovecot{dir: dir, binary: binary}
	if err := d.certify(); err != nil {
		return nil, fmt.Errorf("dovecot: %w", err)
	}
	if err := d.configure(users, extra); err != nil {
		return nil, fmt.Errorf("dovecot: %w", err)
	}
	if err := d.Restart(); err != nil {
		return nil, err
	}
	return d, nil
}

func findDovecot() (string, error) {
	missing := ErrNoDovecot
	if os.Getenv("CI") == "true" {
		missing = errors.New("dovecot 2.3 is needed for these tests and not installed")
	}
	for _, p := range []string{"dovecot", "/usr/sbin/dovecot", "/usr/local/sbin/dovecot"} {
		binary, err := exec.LookPath(p)
		if err != nil {
			continue
		}
		version, err := exec.Command(binary, "--version").Output()
		if err != nil || !bytes.HasPrefix(version, []byte("2.3.")) {
			return "", fmt.Errorf("%w: %s is version %s", missing, binary, bytes.TrimSpace(version))
		}
		return binary, nil
	}
	return "", missing
}

// certify writes ca.pem, server.pem and server.key.
func (d *Dovecot) certify() error {
	ca, err := newAuthority()
	if err != nil {
		return err
	}
	cert, err := ca.certify(serverBlank())
	if err != nil {
		return err
	}
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		return err
	}
	d.CA = ca.pem
	chain := append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]}), ca.pem...)
	if err := d.put("server.pem", chain, 0o644); err != nil {
		return err
	}
	return d.put("server.key", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), 0o600)
}

func (d *Dovecot) put(name string, b []byte, mode os.FileMode) error {
	return os.WriteFile(filepath.Join(d.dir, name), b, mode)
}

// Restart starts the server again on the same ports, after Kill or Stop, and returns when it answers.
func (d *Dovecot) Restart() error {
	d.Stop()
	d.cmd = exec.Command(d.binary, "-F", "-c", filepath.Join(d.dir, "dovecot.conf"))
	out, err := os.OpenFile(filepath.Join(d.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("dovecot: %w", err)
	}
	defer out.Close()
	d.cmd.Stdout, d.cmd.Stderr = out, out
	ownGroup(d.cmd)
	if err := d.cmd.Start(); err != nil {
		return fmt.Errorf("dovecot: %w", err)
	}
	gone := make(chan struct{})
	d.gone = gone
	go func() {
		defer close(gone)
		d.cmd.Wait()
	}()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		select {
		case <-gone:
			return fmt.Errorf("dovecot: did not start: %s", strings.TrimSpace(d.Log()))
		case <-time.After(20 * time.Millisecond):
		}
		if answers(d.Addr) {
			return nil
		}
	}
	d.Stop()
	return fmt.Errorf("dovecot: no greeting: %s", d.Log())
}

func answers(addr string) bool {
	nc, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return false
	}
	defer nc.Close()
	nc.SetDeadline(time.Now().Add(5 * time.Second))
	var b [3]byte
	_, err = nc.Read(b[:])
	return err == nil && string(b[:]) == "+OK"
}

// Kill is kill -9 for the server and every session, as in a crash.
func (d *Dovecot) Kill() { d.end(true) }

// Stop ends the server and its sessions in order.
func (d *Dovecot) Stop() { d.end(false) }

func (d *Dovecot) end(hard bool) {
	if d.cmd == nil {
		return
	}
	if !hard {
		d.cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-d.gone:
		case <-time.After(10 * time.Second):
		}
	}
	killGroup(d.cmd)
	<-d.gone
	d.cmd = nil
	os.Remove(filepath.Join(d.dir, "run", "master.pid"))
}

// Log is what the server wrote so far, for a test that fails.
func (d *Dovecot) Log() string {
	b, _ := os.ReadFile(filepath.Join(d.dir, "log"))
	return string(b)
}

// TLSConfig trusts the server.
func (d *Dovecot) TLSConfig() *tls.Config {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(d.CA)
	return &tls.Config{RootCAs: pool}
}
