package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os/exec"
	"strings"
	"testing"
	"time"

	"poplin/pop3/maildrop"
)

// TestTrouble: whatever goes wrong is told in one sentence with a hint, and its exit code says of what kind it was.
func TestTrouble(t *testing.T) {
	server := sampleServer(t)
	tests := []struct {
		name string
		set  func(h *home, ca string)
		code int
		says string
	}{
		{"wrong password", func(h *home, ca string) { h.configure(server.Addr(), ca); h.env = append(h.env, "MAILPW=wrong") }, 3, "password"},
		{"no password", func(h *home, ca string) { h.configure(server.Addr(), ca); h.env = append(h.env, "MAILPW=") }, 3, "MAILPW"},
		{"unknown host", func(h *home, ca string) { h.configure("no-such-host.invalid", ca) }, 4, "no-such-host.invalid"},
		{"closed port", func(h *home, ca string) { h.configure(closedPort(t), ca) }, 4, "127.0.0.1"},
		{"expired certificate", func(h *home, _ string) {
			addr, ca := selfSigned(t, "127.0.0.1", time.Now().AddDate(0, 0, -1))
			h.configure(addr, caLine(h, ca))
		}, 4, "expired"},
		{"unknown CA", func(h *home, _ string) { h.configure(server.Addr()) }, 4, "trust"},
		{"certificate for another name", func(h *home, _ string) {
			addr, ca := selfSigned(t, "192.0.2.1", time.Now().AddDate(1, 0, 0))
			h.configure(addr, caLine(h, ca))
		}, 4, "another name"},
		{"other fingerprint", func(h *home, _ string) {
			h.configure(server.Addr(), `fingerprint = "`+strings.Repeat("ab", 32)+`"`)
		}, 4, "fingerprint"},
		{"no TLS there", func(h *home, ca string) { h.configure(plainServer(t), ca) }, 4, "127.0.0.1"},
		{"broken config", func(h *home, _ string) { h.configure(server.Addr(), `keep_on_sever = "always"`, "poll = 10") }, 2, `:5: unknown key "keep_on_sever" (did you mean "keep_on_server"?)`},
		{"config that is not TOML", func(h *home, _ string) { h.write("config.toml", "[account.home") }, 2, "config.toml:1:"},
		{"ca_file without a certificate", func(h *home, _ string) { h.configure(server.Addr(), caLine(h, []byte("hello"))) }, 2, "holds no certificate"},
		{"no account", func(*home, string) {}, 2, "no account"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHome(t)
			test.set(h, caLine(h, server.RootsPEM()))
			h.inTrouble(t, h.run("sync"), test.code, test.says)
		})
	}
}

// sampleServer holds one message of user ada.
func sampleServer(t *testing.T) *maildrop.Server {
	t.Helper()
	server, err := maildrop.Start(maildrop.Config{TLS: true, Users: map[string]maildrop.User{
		"ada": {Password: "secret", Box: maildrop.NewBox(maildrop.Message{UIDL: "a", Raw: []byte("Subject: a\r\n\r\na\r\n")})},
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return server
}

// inTrouble checks the form of what is told.
func (h *home) inTrouble(t *testing.T, s said, code int, says string) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(s.err, "\n"), "\n")
	if s.code != code {
		t.Errorf("exit code %d, want %d", s.code, code)
	}
	if len(lines) != 2 || !strings.HasPrefix(lines[0], "poplin: ") || !strings.HasPrefix(lines[1], "hint: ") {
		t.Errorf("not one sentence and a hint: %q", s.err)
	}
	if !strings.Contains(lines[0], says) {
		t.Errorf("%q does not speak of %q", lines[0], says)
	}
	for _, trace := range []string{"goroutine", "panic", ".go:", "0x"} {
		if strings.Contains(s.out+s.err, trace) {
			t.Errorf("%q is for programmers: %q", trace, s.err)
		}
	}
}

func caLine(h *home, pem []byte) string {
	return fmt.Sprintf("ca_file = %q", h.write("ca.pem", string(pem)))
}

// closedPort is an address where nobody listens.
func closedPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// plainServer greets without TLS.
func plainServer(t *testing.T) string {
	t.Helper()
	return serve(t, func(c net.Conn) { fmt.Fprint(c, "+OK ready\r\n") })
}

// selfSigned is a server on loopback that shows a certificate for ip, good until then; and that certificate as its CA.
func selfSigned(t *testing.T, ip string, until time.Time) (addr string, ca []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	blank := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "old"}, IPAddresses: []net.IP{net.ParseIP(ip)},
		NotBefore: until.AddDate(-2, 0, 0), NotAfter: until,
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, blank, blank, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	own := &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	addr = serve(t, func(c net.Conn) { tls.Server(c, own).Handshake() })
	return addr, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// serve does one thing with every caller until the test is over.
func serve(t *testing.T, do func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return // closed by Cleanup
			}
			do(c)
			c.Close()
		}
	}()
	return l.Addr().String()
}

// TestFullDisk fills a file system of 3 MB half-way through a visit, makes it larger and visits again.
func TestFullDisk(t *testing.T) {
	if err := exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt").Run(); err != nil {
		t.Skip("this machine lets nobody mount a small file system: ", err)
	}
	var box []maildrop.Message
	for i, m := range letters(300) {
		raw := strings.ReplaceAll(string(m)+strings.Repeat("filler "+fmt.Sprint(i)+"\n", 3000), "\n", "\r\n")
		box = append(box, maildrop.Message{UIDL: fmt.Sprint("u", i), Raw: []byte(raw)})
	}
	server, err := maildrop.Start(maildrop.Config{TLS: true, Users: map[string]maildrop.User{"ada": {Password: "secret", Box: maildrop.NewBox(box...)}}})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	h := newHome(t)
	h.configure(server.Addr(), caLine(h, server.RootsPEM()))
	script := `mkdir data && mount -t tmpfs -o size=3m none data || exit 99
"$0" sync; echo "first $?"
mount -o remount,size=200m data || exit 99
"$0" sync >/dev/null; echo "second $?"
"$0" list | wc -l`
	s := h.finish(exec.Command("unshare", "-rm", "sh", "-c", script, h.binary))
	if want := "first 1\nsecond 0\n300\n"; s.out != want {
		t.Errorf("got %q, want %q; %s", s.out, want, s.err)
	}
	h.inTrouble(t, said{err: s.err, code: 1}, 1, "disk is full")
}
