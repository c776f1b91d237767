package maildrop

import (
	"bufio"
	"bytes"
	"errors"
	"net"
	"time"
)

var errCut = errors.New("maildrop: cut on demand")

// output is the server's side of the line: it buffers a burst of replies, and holds it back, slows it down or cuts it
// as the configuration and the faults want.
type output struct {
	nc    net.Conn
	bw    *bufio.Writer
	quit  <-chan struct{} // the server is closing
	delay time.Duration   // before each burst
	rate  int             // octets a second; 0: no limit
	drip  time.Duration   // between two octets; 0: none

	reply     int64 // octets of the present reply
	total     int64 // octets of the session
	cutReply  int64 // cut the present reply there; -1: not
	cutTotal  int64 // cut the session there; -1: not
	bareLF    bool  // the reply's lines end with LF
	dead      error
	pending   bool      // the buffer holds the start of a burst
	busyUntil time.Time // when the line has carried what was sent, at rate
}

func newOutput(nc net.Conn, quit <-chan struct{}, delay time.Duration, rate int) *output {
	o := &output{nc: nc, quit: quit, delay: delay, rate: rate, cutReply: -1, cutTotal: -1}
	o.bw = bufio.NewWriterSize(paced{o}, 32<<10)
	return o
}

// begin starts a new reply.
func (o *output) begin() { o.reply, o.cutReply, o.drip, o.bareLF = 0, -1, 0, false }

// Write puts octets of the present reply on the line, up to where a fault cuts it.
func (o *output) Write(given []byte) (int, error) {
	p := given
	if o.dead != nil {
		return 0, o.dead
	}
	if o.bareLF {
		p = bytes.ReplaceAll(p, []byte("\r\n"), []byte("\n"))
	}
	n, keep, cut := len(given), len(p), false
	for _, c := range []struct{ at, done int64 }{{o.cutReply, o.reply}, {o.cutTotal, o.total}} {
		if c.at >= 0 && c.done+int64(keep) > c.at {
			keep, cut = int(c.at-c.done), true
		}
	}
	if err := o.put(p[:keep]); err != nil {
		o.dead = err
		return 0, err
	}
	o.reply += int64(keep)
	o.total += int64(keep)
	if cut {
		o.flush()
		o.dead = errCut
		o.nc.Close()
		return keep, errCut
	}
	return n, nil
}

func (o *output) put(p []byte) error {
	if o.drip == 0 {
		_, err := o.bw.Write(p)
		return err
	}
	for i := range p {
		if err := o.bw.Flush(); err != nil {
			return err
		}
		if !o.sleep(o.drip) {
			return errCut
		}
		if _, err := o.nc.Write(p[i : i+1]); err != nil {
			return err
		}
	}
	return nil
}

// flush ends a burst.
func (o *output) flush() error {
	if o.dead != nil {
		return o.dead
	}
	err := o.bw.Flush()
	o.pending = false
	return err
}

// sleep waits unless the server closes.
func (o *output) sleep(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-o.quit:
		return false
	}
}

// paced is where the buffer empties itself: the delay before a burst, and the rate.
type paced struct{ o *output }

func (p paced) Write(b []byte) (int, error) {
	o := p.o
	if o.delay > 0 && !o.pending {
		o.pending = true
		if !o.sleep(o.delay) {
			return 0, errCut
		}
	}
	if o.rate > 0 {
		if now := time.Now(); o.busyUntil.Before(now) {
			o.busyUntil = now
		}
		o.busyUntil = o.busyUntil.Add(time.Duration(len(b)) * time.Second / time.Duration(o.rate))
		if !o.sleep(time.Until(o.busyUntil)) {
			return 0, errCut
		}
	}
	return o.nc.Write(b)
}
