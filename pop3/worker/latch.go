package worker

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"poplin/cache"
)

// latches are what visits taught about a server: what it cannot do, and how it looked last time.
type latches struct {
	serialUntil time.Time     // spoken to one command at a time until then
	noTop       bool          // TOP was refused
	delay       time.Duration // learnt LOGIN-DELAY
	free        time.Time     // no login before that: the last one and the server's LOGIN-DELAY
	shrunk      bool          // the last listing had shrunk
	mark        mark          // for the quick check
	erases      int           // EXPIRE in days, 0 for no date
}

// mark is how the maildrop looked at the last whole listing.
type mark struct {
	stat stat
	last string // UIDL of the highest number
	at   time.Time
}

const (
	serialFor = 30 * 24 * time.Hour
	markGood  = 12 * time.Hour
)

// Keys of cache.Learnt.
const (
	keySerial = "serial-until"
	keyNoTop  = "no-top"
	keyDelay  = "login-delay"
	keyFree   = "no-login-before"
	keyShrunk = "shrunk"
	keyMark   = "mark"
	keyErases = "erases-after"
)

// parseLatches reads what was learnt; what it does not understand counts as not learnt.
func parseLatches(l cache.Learnt) latches {
	var a latches
	if s := number(l[keySerial]); s > 0 {
		a.serialUntil = time.Unix(s, 0)
	}
	a.noTop = l[keyNoTop] != ""
	a.delay = time.Duration(number(l[keyDelay])) * time.Second
	if s := number(l[keyFree]); s > 0 {
		a.free = time.Unix(s, 0)
	}
	a.shrunk = l[keyShrunk] != ""
	a.erases = int(number(l[keyErases]))
	if f := strings.Fields(l[keyMark]); len(f) == 4 {
		if last, err := base64.StdEncoding.DecodeString(f[3]); err == nil {
			a.mark = mark{stat{int(number(f[0])), number(f[1])}, string(last), time.Unix(number(f[2]), 0)}
		}
	}
	return a
}

// learnt is the way back; only what holds is written.
func (a latches) learnt() cache.Learnt {
	l := cache.Learnt{}
	if !a.serialUntil.IsZero() {
		l[keySerial] = strconv.FormatInt(a.serialUntil.Unix(), 10)
	}
	if a.noTop {
		l[keyNoTop] = "1"
	}
	if a.delay > 0 {
		l[keyDelay] = strconv.Itoa(int(a.delay / time.Second))
	}
	if !a.free.IsZero() {
		l[keyFree] = strconv.FormatInt(a.free.Unix(), 10)
	}
	if a.shrunk {
		l[keyShrunk] = "1"
	}
	if a.erases > 0 {
		l[keyErases] = strconv.Itoa(a.erases)
	}
	if a.mark.last != "" {
		l[keyMark] = fmt.Sprintf("%d %d %d %s", a.mark.stat.n, a.mark.stat.octets, a.mark.at.Unix(),
			base64.StdEncoding.EncodeToString([]byte(a.mark.last)))
	}
	return l
}

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
