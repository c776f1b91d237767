package pop3

import (
	"errors"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestAStreamThatCrawls: what comes just in time, message after message, ends all the same; a slow line does not.
func TestAStreamThatCrawls(t *testing.T) {
	for _, c := range []struct {
		name    string
		octets  int
		every   time.Duration
		timeout bool
	}{
		{"just in time", 520, 55 * time.Second, true},
		{"a bad line", 1200, 30 * time.Second, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				near, far := net.Pipe()
				ended := make(chan struct{})
				defer func() { near.Close(); <-ended }()
				go func() {
					defer close(ended)
					line := strings.Repeat("x", c.octets-2) + "\r\n"
					for {
						time.Sleep(c.every)
						if _, err := far.Write([]byte(line)); err != nil {
							return
						}
					}
				}()
				w := &wire{nc: near, raw: near, buf: make([]byte, wireSize)}
				began := time.Now()
				for time.Since(began) < 5*time.Hour {
					w.stream(time.Minute)
					for range 4 { // lines of a message
						if _, err := w.line(); err != nil {
							if !errors.Is(err, ErrTimeout) || !c.timeout || time.Since(began) > 2*span {
								t.Errorf("after %v: %v", time.Since(began), err)
							}
							return
						}
					}
				}
				if c.timeout {
					t.Error("it went on for five hours")
				}
			})
		})
	}
}
