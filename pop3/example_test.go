package pop3_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"strings"

	"poplin/pop3"
	"poplin/pop3/maildrop"
)

// server is a maildrop with two messages, for the examples.
func server() *maildrop.Server {
	box := maildrop.NewBox(
		maildrop.Message{UIDL: "a1", Raw: []byte("Subject: The moth\r\n\r\nIt is in the logbook.\r\n")},
		maildrop.Message{UIDL: "b2", Raw: []byte("Subject: The engine\r\n\r\n.. and it weaves.\r\n")},
	)
	s, err := maildrop.Start(maildrop.Config{TLS: true, Users: map[string]maildrop.User{"ada": {Password: "secret", Box: box}}})
	if err != nil {
		log.Fatal(err)
	}
	return s
}

// One message after the other, with the plain commands of RFC 1939.
func Example() {
	s := server()
	defer s.Close()
	ctx := context.Background()

	c, err := pop3.Dial(ctx, s.Addr(), &pop3.Options{TLS: &tls.Config{RootCAs: s.Roots()}})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Abort() // harmless after Quit; before it, the one safe way out
	if err := c.Login(ctx, pop3.Credentials{User: "ada", Password: "secret"}); err != nil {
		log.Fatal(err)
	}
	_, err = c.UIDL(ctx, func(it pop3.Item) error {
		fmt.Println(it.Number, it.UIDL)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	r, err := c.Retr(ctx, 1)
	if err != nil {
		log.Fatal(err)
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		log.Fatal(err) // never a message that only looks complete
	}
	fmt.Printf("%d octets\n", len(raw))
	if err := c.Quit(ctx); err != nil {
		log.Fatal(err)
	}
	// Output:
	// 1 a1
	// 2 b2
	// 44 octets
}

// drawer keeps what was proved.
type drawer struct{ pending, kept map[string]*strings.Builder }

func (d *drawer) Body(r pop3.Request) (io.Writer, error) {
	d.pending[r.UIDL] = &strings.Builder{}
	return d.pending[r.UIDL], nil
}

func (d *drawer) Refused(r pop3.Request, err *pop3.Error) { fmt.Println(r.UIDL, err) }

func (d *drawer) Fence() error {
	for id, b := range d.pending {
		d.kept[id] = b // the place for a commit
	}
	clear(d.pending)
	return nil
}

// A whole mailbox as fast as the line allows.
func ExampleConn_Fetch() {
	s := server()
	defer s.Close()
	ctx := context.Background()

	c, err := pop3.Dial(ctx, s.Addr(), &pop3.Options{TLS: &tls.Config{RootCAs: s.Roots()}})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Abort()
	if _, _, err := c.Open(ctx, pop3.Credentials{User: "ada", Password: "secret"}); err != nil {
		log.Fatal(err)
	}
	var reqs []pop3.Request
	_, err = c.Listing(ctx, func(it pop3.Item) error {
		reqs = append(reqs, pop3.Request{Number: it.Number, UIDL: it.UIDL, Size: it.Size})
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	d := &drawer{map[string]*strings.Builder{}, map[string]*strings.Builder{}}
	if err := c.Fetch(ctx, reqs, d); err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.Count(d.kept["b2"].String(), "\n"), "lines of b2")
	if err := c.Quit(ctx); err != nil {
		log.Fatal(err)
	}
	// Output:
	// 3 lines of b2
}

// Messages are marked only after the server has confirmed, in this very session, that their numbers mean what the caller
// means. They are gone once Quit says so.
func ExampleConn_Delete() {
	s := server()
	defer s.Close()
	ctx := context.Background()

	c, err := pop3.Dial(ctx, s.Addr(), &pop3.Options{TLS: &tls.Config{RootCAs: s.Roots()}})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Abort()
	if err := c.Login(ctx, pop3.Credentials{User: "ada", Password: "secret"}); err != nil {
		log.Fatal(err)
	}
	var moth []pop3.Request
	if _, err := c.UIDL(ctx, func(it pop3.Item) error {
		if it.UIDL == "a1" {
			moth = append(moth, pop3.Request{Number: it.Number, UIDL: it.UIDL})
		}
		return nil
	}); err != nil {
		log.Fatal(err)
	}
	err = c.Delete(ctx, moth,
		func(r pop3.Request) error { fmt.Println("marked", r.UIDL); return nil }, // an error here ends the session, and nothing is removed
		func(r pop3.Request, e *pop3.Error) error { fmt.Println(r.UIDL, e); return nil })
	if err != nil {
		log.Fatal(err)
	}
	if err := c.Quit(ctx); err != nil {
		log.Fatal(err) // what is gone only the next listing tells
	}
	fmt.Println("removed")
	// Output:
	// marked a1
	// removed
}

// A refusal tells by its code what to do about it.
func ExampleError() {
	s := server()
	defer s.Close()
	ctx := context.Background()

	c, err := pop3.Dial(ctx, s.Addr(), &pop3.Options{TLS: &tls.Config{RootCAs: s.Roots()}})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Abort()
	err = c.Login(ctx, pop3.Credentials{User: "ada", Password: "wrong"})
	var refusal *pop3.Error
	switch {
	case errors.As(err, &refusal) && refusal.Code == pop3.Auth:
		fmt.Println("ask for the password")
	case errors.As(err, &refusal) && refusal.Code == pop3.InUse:
		fmt.Println("come back later")
	case errors.Is(err, pop3.ErrNoTLS):
		fmt.Println("nothing was sent")
	}
	// Output:
	// ask for the password
}

// A server that signs its own certificate is trusted by the fingerprint of it, and so is no other.
func ExamplePinnedTLS() {
	s := server()
	defer s.Close()
	pinned, err := pop3.PinnedTLS("AB:" + strings.Repeat("cd", 31))
	if err != nil {
		log.Fatal(err)
	}
	_, err = pop3.Dial(context.Background(), s.Addr(), &pop3.Options{TLS: pinned})
	var other *pop3.PinError
	fmt.Println(errors.As(err, &other) && len(other.Got) == 64)
	// Output:
	// true
}
