package worker

import (
	"bytes"
	"io"
	"net"
	"sync"
	"testing"
)

// relay is a line between a client and a server that a test can do harm to at a chosen octet of what passes.
type relay struct {
	net.Listener
	target string

	mu     sync.Mutex
	cut    trap   // closes the first connection
	strike trap   // calls hit, once
	hit    func() // before the octet is passed on
	passed int64  // octets since the last set, both ways
	said   []byte // by the client, since the last set
}

// trap is the octet at which something happens.
type trap struct {
	at   int64 // from 1; 0 never, or no more
	side side  // whose octets count
	seen int64
}

type side string

const (
	both   side = ""
	client side = "client"
	server side = "server"
)

func newRelay(t *testing.T, target string) *relay {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{Listener: l, target: target}
	t.Cleanup(func() { l.Close() })
	go r.serve()
	return r
}

// set lays new traps and forgets what passed.
func (r *relay) set(cut, strike trap, hit func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cut, r.strike, r.hit, r.passed, r.said = cut, strike, hit, 0, nil
}

// sprung says whether the line was cut.
func (r *relay) sprung() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.cut.at == 0
}

// stage tells the last command that the client began, how many octets passed, and how many of them the client said.
func (r *relay) stage() (verb string, passed, said int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	lines := bytes.Split(bytes.TrimSuffix(r.said, []byte("\r\n")), []byte("\r\n"))
	first, _, _ := bytes.Cut(lines[len(lines)-1], []byte(" "))
	switch verb = string(first); {
	case verb == "":
		verb = "nothing"
	case len(verb) > 4:
		verb = "AUTH"
	}
	return verb, r.passed, int64(len(r.said))
}

func (r *relay) serve() {
	for {
		near, err := r.Accept()
		if err != nil {
			return // closed by the test
		}
		far, err := net.Dial("tcp", r.target)
		if err != nil {
			near.Close()
			continue
		}
		var once sync.Once
		end := func() { once.Do(func() { near.Close(); far.Close() }) }
		go r.pump(far, near, client, end)
		go r.pump(near, far, server, end)
	}
}

// pump passes octets on until one end closes or a trap springs.
func (r *relay) pump(to io.Writer, in io.Reader, who side, end func()) {
	defer end()
	b := make([]byte, 32<<10)
	for {
		n, err := in.Read(b)
		if n > 0 {
			n, over := r.pass(b[:n], who)
			if _, err := to.Write(b[:n]); err != nil || over {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// pass says how much of p may go on, and whether the line is cut behind it.
func (r *relay) pass(p []byte, who side) (n int, over bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.passed += int64(len(p))
	if who == client {
		r.said = append(r.said, p...)
	}
	n = len(p)
	if left, sprung := r.cut.spring(n, who); sprung {
		n, over = left, true
	}
	if _, sprung := r.strike.spring(n, who); sprung && r.hit != nil {
		r.hit()
	}
	return n, over
}

// spring counts n more octets; it says how many of them come before the trap, if it springs.
func (t *trap) spring(n int, who side) (before int, sprung bool) {
	if t.at == 0 || t.side != both && t.side != who {
		return 0, false
	}
	t.seen += int64(n)
	if t.seen < t.at {
		return 0, false
	}
	before = n - int(t.seen-t.at) - 1
	t.at = 0
	return max(0, before), true
}
