package pop3_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"poplin/pop3"
	"poplin/pop3/maildrop"
)

// courier is Courier's courierpop3d, a second independent server, behind a login of our own: its packages conflict
// with Dovecot's, so it is used unpacked, from the directory that POPLIN_COURIER names:
//
//	apt-get download courier-pop courier-authlib libcourier-unicode4 libidn12
//	for p in *.deb; do dpkg-deb -x $p $POPLIN_COURIER; done
type courier struct {
	net.Listener
	root, maildir string
	sessions      sync.WaitGroup
}

func startCourier(t *testing.T, ms []maildrop.Message) *courier {
	t.Helper()
	root := os.Getenv("POPLIN_COURIER")
	if _, err := os.Stat(filepath.Join(root, "usr/lib/courier/courier/courierpop3d")); err != nil {
		t.Skip("courierpop3d is not there; see the comment of type courier")
	}
	c := &courier{root: root, maildir: filepath.Join(t.TempDir(), "ada")}
	for _, sub := range []string{"cur", "new", "tmp"} {
		if err := os.MkdirAll(filepath.Join(c.maildir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for i, m := range ms {
		raw := bytes.ReplaceAll(m.Raw, []byte("\r\n"), []byte("\n"))
		if err := os.WriteFile(filepath.Join(c.maildir, "cur", fmt.Sprintf("%010d.M%d.local:2,", i+1, i+1)), raw, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	if c.Listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	c.sessions.Go(c.accept)
	t.Cleanup(func() { c.Close(); c.sessions.Wait() })
	return c
}

func (c *courier) accept() {
	for {
		nc, err := c.Accept()
		if err != nil {
			return
		}
		c.sessions.Go(func() {
			defer nc.Close()
			c.serve(nc)
		})
	}
}

// serve does the login that courierlogin would do, and hands over.
func (c *courier) serve(nc net.Conn) {
	in := bufio.NewReader(nc)
	fmt.Fprint(nc, "+OK Hello there.\r\n")
	for {
		line, err := in.ReadString('\n')
		switch {
		case err != nil:
			return
		case strings.HasPrefix(line, "CAPA"):
			fmt.Fprint(nc, "+OK Here's what I can do:\r\nTOP\r\nUSER\r\nPIPELINING\r\nUIDL\r\nUTF8 USER\r\n.\r\n")
		case strings.HasPrefix(line, "PASS"):
			c.handOver(nc, in)
			return
		default:
			fmt.Fprint(nc, "+OK\r\n")
		}
	}
}

func (c *courier) handOver(nc net.Conn, in io.Reader) {
	cmd := exec.Command(filepath.Join(c.root, "usr/lib/courier/courier/courierpop3d"), c.maildir)
	lib := filepath.Join(c.root, "usr/lib")
	cmd.Env = []string{"AUTHENTICATED=ada", "UTF8=1", "LD_LIBRARY_PATH=" + lib + ":" + lib + "/x86_64-linux-gnu:" + lib + "/aarch64-linux-gnu"}
	cmd.Stdout = nc
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return
	}
	if err := cmd.Start(); err != nil {
		return
	}
	go func() { // ends with the connection
		io.Copy(stdin, in)
		stdin.Close()
	}()
	cmd.Wait()
}

func TestCourierWholeTrip(t *testing.T) {
	ms := letters(500)
	server := startCourier(t, ms)
	ctx := context.Background()
	for _, piped := range []bool{true, false} {
		c, err := pop3.Dial(ctx, server.Addr().String(), &pop3.Options{Security: pop3.Plain})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Abort()
		c.Pipelining(piped)
		n, _, err := c.Open(ctx, ada)
		if err != nil {
			t.Fatal(err)
		}
		var reqs []pop3.Request
		if _, err := c.Listing(ctx, func(it pop3.Item) error {
			reqs = append(reqs, pop3.Request{Number: it.Number, UIDL: it.UIDL, Size: it.Size})
			return nil
		}); err != nil || len(reqs) != n {
			t.Fatalf("STAT %d, listing %d, %v", n, len(reqs), err)
		}
		s := newShelf()
		if err := c.Fetch(ctx, reqs, s); err != nil {
			t.Fatal(err)
		}
		came := map[string]bool{}
		for _, raw := range s.came {
			came[string(raw)] = true
		}
		for i, m := range ms[:n] {
			if !came[string(m.Raw)] {
				t.Fatalf("message %d did not come", i+1)
			}
		}
		if _, _, err := mark(c, reqs[len(reqs)-50:]); err != nil {
			t.Fatal(err)
		}
		if err := c.Quit(ctx); err != nil {
			t.Fatal(err)
		}
		ms = ms[:len(ms)-50]
	}
}
