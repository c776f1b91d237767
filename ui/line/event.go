package line

import (
	"encoding/json"
	"math"
	"time"

	"poplin/cache"
	"poplin/cache/message"
	"poplin/pop3/worker"
)

// print writes one object as one line.
func (e *Env) print(object any) {
	enc := json.NewEncoder(e.Out)
	enc.SetEscapeHTML(false) // addresses hold < and >
	enc.Encode(object)       // fails only with Out, which remembers
}

// printEvent writes what a worker says during a visit. Ends are told by printDone alone.
func (e *Env) printEvent(event worker.Event) {
	switch ev := event.(type) {
	case worker.Phase:
		e.print(struct {
			Event     string      `json:"event"`
			Account   string      `json:"account"`
			Step      worker.Step `json:"step"`
			Encrypted bool        `json:"encrypted"`
		}{"phase", ev.Account, ev.Step, ev.Encrypted})
	case worker.Progress:
		e.print(struct {
			Event      string      `json:"event"`
			Account    string      `json:"account"`
			Step       worker.Step `json:"step"`
			Done       int         `json:"done"`
			Total      int         `json:"total"`
			Bytes      int64       `json:"bytes"`
			BytesTotal int64       `json:"bytes_total"`
		}{"progress", ev.Account, ev.Step, ev.Done, ev.Total, ev.Bytes, ev.BytesTotal})
	case worker.Fitted:
		e.print(struct {
			Event     string `json:"event"`
			Account   string `json:"account"`
			Messages  int    `json:"messages"`
			Bytes     int64  `json:"bytes"`
			Left      int    `json:"left"`
			LeftBytes int64  `json:"left_bytes"`
			Begun     int    `json:"begun"`
		}{"fitted", ev.Account, ev.Messages, ev.Bytes, ev.Left, ev.LeftBytes, ev.Begun})
	case worker.Changed:
		e.print(struct {
			Event   string `json:"event"`
			Account string `json:"account"`
		}{"changed", ev.Account})
	}
}

// done is the last event of an account.
type done struct {
	Event      string  `json:"event"`
	Account    string  `json:"account"`
	Listed     int     `json:"listed"`
	New        int     `json:"new"`
	Downloaded int     `json:"downloaded"`
	Bytes      int64   `json:"bytes"`
	Deleted    int     `json:"deleted"`
	Verified   int     `json:"verified"`
	Seconds    float64 `json:"seconds"` // of the visit alone
	Error      string  `json:"error,omitempty"`
}

func (e *Env) printDone(account string, o cache.Outcome, took time.Duration, fault *Fault) {
	d := done{Event: "done", Account: account, Listed: o.Listed, New: o.New, Downloaded: o.Downloaded, Bytes: o.Bytes,
		Deleted: o.Deleted, Verified: o.Verified, Seconds: math.Round(took.Seconds()*1000) / 1000}
	if fault != nil {
		d.Error = message.Clean(fault.What)
	}
	e.print(d)
}
