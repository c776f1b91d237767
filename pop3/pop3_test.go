package pop3_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"poplin/pop3"
	"poplin/pop3/maildrop"
)

// letter is message i of a test mailbox; every third has lines that begin with dots.
func letter(i int) maildrop.Message {
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: ada@example.org\r\nSubject: letter %d\r\nMessage-ID: <%d@example.org>\r\n\r\n", i, i)
	for line := range 3 + i%50 {
		if i%3 == 0 {
			b.WriteString(strings.Repeat(".", line%4))
		}
		fmt.Fprintf(&b, "line %d of letter %d\r\n", line, i)
	}
	return maildrop.Message{UIDL: fmt.Sprintf("uid-%05d", i), Raw: b.Bytes()}
}

func letters(n int) []maildrop.Message {
	ms := make([]maildrop.Message, n)
	for i := range ms {
		ms[i] = letter(i + 1)
	}
	return ms
}

// house is a maildrop with one user, ada, whose password is "open sesame".
type house struct {
	*maildrop.Server
	box *maildrop.Box
}

const secret = "open sesame"

func serve(t testing.TB, cfg maildrop.Config, ms ...maildrop.Message) *house {
	t.Helper()
	box := maildrop.NewBox(ms...)
	cfg.Users = map[string]maildrop.User{"ada": {Password: secret, Box: box}}
	s, err := maildrop.Start(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &house{s, box}
}

// brief timeouts make a server that falls silent cheap to test. What a test computes meanwhile has all the time it needs.
var brief = pop3.Timeouts{
	Connect: 20 * time.Second, TLS: 20 * time.Second, Auth: 20 * time.Second, Greeting: time.Second, First: time.Second,
	Listing: time.Second, Body: time.Second, Command: time.Second, Quit: time.Second,
}

func (h *house) options(sec pop3.Security) *pop3.Options {
	return &pop3.Options{Security: sec, TLS: &tls.Config{RootCAs: h.Roots()}}
}

// dial connects without logging in.
func (h *house) dial(t testing.TB, o *pop3.Options) *pop3.Conn {
	t.Helper()
	c, err := pop3.Dial(context.Background(), h.Addr(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Abort)
	return c
}

var ada = pop3.Credentials{User: "ada", Password: secret}

// login brings a client into the mailbox over plain TCP.
func (h *house) login(t testing.TB, o *pop3.Options) *pop3.Conn {
	t.Helper()
	if o == nil {
		o = h.options(pop3.Plain)
	}
	c := h.dial(t, o)
	if err := c.Login(context.Background(), ada); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSessionOverEveryLine(t *testing.T) {
	for _, line := range []struct {
		name string
		sec  pop3.Security
		tls  bool
	}{{"plain", pop3.Plain, false}, {"STLS", pop3.StartTLS, false}, {"implicit TLS", pop3.Implicit, true}} {
		t.Run(line.name, func(t *testing.T) {
			h := serve(t, maildrop.Config{TLS: line.tls}, letters(5)...)
			c := h.login(t, h.options(line.sec))
			if c.Encrypted() != (line.sec != pop3.Plain) {
				t.Errorf("Encrypted() = %v", c.Encrypted())
			}
			wholeSession(t, c, h)
		})
	}
}

// wholeSession uses every command once.
func wholeSession(t *testing.T, c *pop3.Conn, h *house) {
	ctx := context.Background()
	if n, octets, err := c.Stat(ctx); n != 5 || octets == 0 || err != nil {
		t.Errorf("Stat() = %d, %d, %v", n, octets, err)
	}
	var ids []string
	if bad, err := c.UIDL(ctx, func(it pop3.Item) error { ids = append(ids, it.UIDL); return nil }); bad != 0 || err != nil || len(ids) != 5 {
		t.Errorf("UIDL = %v, bad %d, %v", ids, bad, err)
	}
	var sizes int64
	if _, err := c.List(ctx, func(it pop3.Item) error { sizes += it.Size; return nil }); err != nil || sizes == 0 {
		t.Errorf("List: sum %d, %v", sizes, err)
	}
	if id, err := c.UIDLOf(ctx, 3); id != "uid-00003" || err != nil {
		t.Errorf("UIDLOf(3) = %q, %v", id, err)
	}
	r, err := c.Retr(ctx, 3)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, letter(3).Raw) {
		t.Errorf("Retr(3): %v, %q", err, got)
	}
	if r, err = c.Top(ctx, 2, 1); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || !strings.HasSuffix(string(got), "\r\n\r\nline 0 of letter 2\r\n") {
		t.Errorf("Top(2, 1): %v, %q", err, got)
	}
	for _, err := range []error{c.Dele(ctx, 1), c.Rset(ctx), c.Dele(ctx, 2), c.Noop(ctx)} {
		if err != nil {
			t.Error(err)
		}
	}
	var refusal *pop3.Error
	if _, err := c.Retr(ctx, 2); !errors.As(err, &refusal) || refusal.Command != "RETR" {
		t.Errorf("RETR of a marked message: %v", err)
	}
	if err := c.Quit(ctx); err != nil {
		t.Error(err)
	}
	if n := len(h.box.Messages()); n != 4 {
		t.Errorf("%d messages are left, want 4", n)
	}
}

func TestAbortRemovesNothing(t *testing.T) {
	h := serve(t, maildrop.Config{}, letters(3)...)
	c := h.login(t, nil)
	if err := c.Dele(context.Background(), 1); err != nil {
		t.Fatal(err)
	}
	c.Abort()
	c.Abort()
	if err := c.Noop(context.Background()); err == nil {
		t.Error("a command after Abort succeeded")
	}
	h.Close()
	if n := len(h.box.Messages()); n != 3 {
		t.Errorf("%d messages are left, want 3", n)
	}
}

func TestContextCutsAnyCommand(t *testing.T) {
	h := serve(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Silence, Command: "RETR"}}}, letters(3)...)
	c := h.login(t, nil)
	ctx, cancel := context.WithCancel(context.Background())
	wire := make(chan error)
	go func() {
		_, err := c.Retr(ctx, 1)
		wire <- err
	}()
	cancel()
	if err := <-wire; !errors.Is(err, context.Canceled) {
		t.Errorf("Retr under a cancelled context: %v", err)
	}
	if err := c.Noop(context.Background()); !errors.Is(err, context.Canceled) {
		t.Errorf("the session outlived the cut: %v", err)
	}
}

func TestNothingIsSentUnderAnEndedContext(t *testing.T) {
	h := serve(t, maildrop.Config{}, letters(3)...)
	c := h.login(t, nil)
	if err := c.Dele(context.Background(), 1); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := c.Quit(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Quit: %v", err)
	}
	h.Close()
	if slices.Contains(h.Transcript(), "QUIT") || len(h.box.Messages()) != 3 {
		t.Error("QUIT was sent")
	}
}

func TestSecondCommandIsBusy(t *testing.T) {
	h := serve(t, maildrop.Config{}, letters(3)...)
	c := h.login(t, nil)
	r, err := c.Retr(context.Background(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Noop(context.Background()); !errors.Is(err, pop3.ErrBusy) {
		t.Errorf("Noop while a message is read: %v", err)
	}
	if _, err := io.Copy(io.Discard, r); err != nil {
		t.Fatal(err)
	}
	if err := c.Noop(context.Background()); err != nil {
		t.Errorf("Noop after the message: %v", err)
	}
}

// freed waits until no session holds the mailbox.
func (h *house) freed(t testing.TB) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); h.box.Locked(); {
		if time.Now().After(deadline) {
			t.Fatal("the mailbox stays locked")
		}
		time.Sleep(time.Millisecond)
	}
}
