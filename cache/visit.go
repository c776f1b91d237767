package cache

import (
	"strings"
	"time"
)

// Known is what the cache knows of one message of an account, for planning a visit. See Visit.Known.
type Known struct {
	ID       ID
	UIDL     string // exact bytes
	Size     int64  // as LIST said
	Stored   int64  // octets that are here, if Body is Full
	Body     Body
	Place    Place
	Gone     bool   // absent from the last complete listing
	NoCopy   bool   // the removal was asked for without a local copy
	Missing  int32  // how many complete listings in a row it was absent from
	Attempts int32  // fetches begun and not finished, over visits
	Dup      int32  // occurrence of the same UIDL within one listing, from 0 (RFC 1939 allows twins)
	Tries    int32  // visits that sent DELE for it
	Arrived  Moment // when its full body became durable here
	Removal  State  // open ledger state, "" if none
	Planned  int64  // size that a plan for its removal says; good only with a Removal, -1 where no plan did
	SentAt   Moment // when the ledger entered Sent or Committed
	Seen     Moment // first seen on the server
	Print    uint64 // Fingerprint of its header block, 0 while that is not here
}

// Moment is in Unix seconds, 0 for never: of a hundred thousand messages there are a hundred thousand of each.
type Moment int64

// MomentOf is the way to a Moment.
func MomentOf(t time.Time) Moment { return Moment(t.Unix()) }

// Time is the way back.
func (m Moment) Time() time.Time { return moment(int64(m)) }

// Listing is one line of the server's listing. Number is only good within its session.
type Listing struct {
	UIDL   string
	Size   int64
	Number int32
	Dup    int32
}

// Changes is what a visit learnt from the server's listing: computed by the worker's plan, recorded in one transaction.
type Changes struct {
	New      []Listing      // unknown until now; they become rows with Body None
	Older    time.Time      // stands for the date of the first of New until its header is here, a second less for each behind it; zero: now
	Missing  []ID           // known, absent from this complete listing
	Back     []ID           // were absent, listed again
	Adopt    map[ID]Listing // the same message under a new UIDL (matched again by content)
	Verified []ID           // removals now proved by absence
	Retry    []ID           // removals that did not take: back to Planned
	Stuck    map[ID]string  // removals given up, and why
	Expire   []ID           // removals the keep policy asks for from now on
	Complete bool           // the listing was whole: only then are Missing, Back and Verified heeded
}

// Arrival is a message, or its header block, as it came from the wire: dots removed, nothing else changed.
type Arrival struct {
	ID  ID
	Raw []byte // the cache's from now on: it writes over it
	Top bool   // Raw is the header block only
}

// Outcome ends a visit. The zero value is a visit that failed without a word.
type Outcome struct {
	Listed, New, Downloaded, Deleted, Verified int
	Bytes                                      int64
	Complete                                   bool // the listing was whole
	Quit                                       Quit
	Error                                      string // one plain sentence, clean; "" when all went well
	Log                                        []LogLine
}

// Conclusion is why the visit failed and what happens next, as its diary ends; "" when all went well.
func (o Outcome) Conclusion() string {
	for i := len(o.Log) - 1; i >= 0 && o.Error != ""; i-- {
		if x := o.Log[i]; x.Dir != '>' && x.Dir != '<' && strings.HasPrefix(x.Text, o.Error) {
			return x.Text
		}
	}
	return o.Error
}

// Quit says how the session ended.
type Quit uint8

const (
	QuitNone    Quit = iota // the socket was closed without QUIT: nothing was deleted
	QuitOK                  // +OK
	QuitRefused             // -ERR: some, or none, were deleted
	QuitUnknown             // sent, and no answer came
)

// LogLine is one line of the kept dialogue: secrets hidden, clean.
type LogLine struct {
	At   time.Duration // since the visit began
	Dir  byte          // '>' sent, '<' received, '·' said by Poplin
	Text string
}
