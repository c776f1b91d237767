package line

import (
	"strings"
	"testing"
	"time"

	"poplin/cache"
	"poplin/cache/message"
	"poplin/pop3/worker"
)

// TestFormats holds the formats that other programs rely on, to the letter.
func TestFormats(t *testing.T) {
	at := time.Date(2026, 11, 19, 8, 40, 0, 0, time.FixedZone("", 3600))
	entry := cache.Entry{
		Row: cache.Row{ID: 12, From: message.Address{Name: "Grace", Addr: "grace@example.org"}, Subject: "a <b> & c", Date: at,
			Size: 24012, Flags: cache.Starred, Body: cache.Full, Tags: []string{"work"}},
		AccountName: "home", UIDL: "u1", MessageID: "m@x", To: []message.Address{{Addr: "ada@example.org"}},
		Files: []message.Attachment{{Part: 2, Name: "a.pdf", Type: "application/pdf", Size: 9}},
	}
	bare := cache.Entry{Row: cache.Row{ID: 13, Date: at, Flags: cache.Read | cache.Gone, Body: cache.TooBig}}
	tests := []struct {
		name  string
		print func(*Env)
		want  string
	}{
		{"list", func(e *Env) { e.print(rowOf(entry)) },
			`{"id":12,"account":"home","uidl":"u1","message_id":"m@x","date":"2026-11-19T08:40:00+01:00",` +
				`"from":{"name":"Grace","address":"grace@example.org"},"to":[{"name":"","address":"ada@example.org"}],` +
				`"subject":"a <b> & c","size":24012,"unread":true,"starred":true,"tags":["work"],` +
				`"attachments":[{"name":"a.pdf","type":"application/pdf","size":9}],"on_server":true,"body":"full"}`},
		{"list, bare", func(e *Env) { e.print(rowOf(bare)) },
			`{"id":13,"account":"","uidl":"","message_id":"","date":"2026-11-19T08:40:00+01:00","from":{"name":"","address":""},"to":[],` +
				`"subject":"","size":0,"unread":false,"starred":false,"tags":[],"attachments":[],"on_server":false,"body":"headers"}`},
		{"sync, phase", func(e *Env) { e.printEvent(worker.Phase{Account: "home", Step: worker.LoggingIn, Encrypted: true}) },
			`{"event":"phase","account":"home","step":"logging in","encrypted":true}`},
		{"sync, progress", func(e *Env) {
			e.printEvent(worker.Progress{Account: "home", Step: worker.Bodies, Done: 1, Total: 2, Bytes: 3, BytesTotal: 4})
		},
			`{"event":"progress","account":"home","step":"bodies","done":1,"total":2,"bytes":3,"bytes_total":4}`},
		{"sync, fitted", func(e *Env) {
			e.printEvent(worker.Fitted{Account: "home", Messages: 1, Bytes: 2, Left: 3, LeftBytes: 4, Begun: 5})
		},
			`{"event":"fitted","account":"home","messages":1,"bytes":2,"left":3,"left_bytes":4,"begun":5}`},
		{"sync, done", func(e *Env) {
			e.printDone("home", cache.Outcome{Listed: 7, New: 6, Downloaded: 5, Bytes: 4, Deleted: 3, Verified: 2}, 1234567*time.Microsecond, nil)
		},
			`{"event":"done","account":"home","listed":7,"new":6,"downloaded":5,"bytes":4,"deleted":3,"verified":2,"seconds":1.235}`},
		{"sync, failed", func(e *Env) { e.printDone("home", cache.Outcome{}, 0, &Fault{What: "no way"}) },
			`{"event":"done","account":"home","listed":0,"new":0,"downloaded":0,"bytes":0,"deleted":0,"verified":0,"seconds":0,"error":"no way"}`},
		{"ledger", func(e *Env) {
			e.print(removal{12, "u1", cache.DeleteAction, cache.Stuck, "2026-11-19T08:40:00Z", "tried five times"})
		},
			`{"id":12,"uidl":"u1","action":"delete","state":"stuck","since":"2026-11-19T08:40:00Z","reason":"tried five times"}`},
		{"ledger without a reason", func(e *Env) { e.print(removal{12, "u1", cache.ArchiveAction, cache.Verified, "t", ""}) },
			`{"id":12,"uidl":"u1","action":"archive","state":"verified","since":"t"}`},
	}
	for _, test := range tests {
		var out strings.Builder
		test.print(&Env{Out: &out})
		if out.String() != test.want+"\n" {
			t.Errorf("%s\ngot  %swant %s", test.name, out.String(), test.want)
		}
	}
}

func TestMarks(t *testing.T) {
	tests := []struct {
		row  cache.Row
		want string
	}{
		{cache.Row{Body: cache.Full}, "N   "},
		{cache.Row{Body: cache.Full, Flags: cache.Read | cache.Starred, Attachments: 2}, " *+ "},
		{cache.Row{Body: cache.Headers, Flags: cache.Read}, "   ~"},
		{cache.Row{Body: cache.Full, Flags: cache.Read, Place: cache.Trash}, "   D"},
		{cache.Row{Body: cache.Full, Flags: cache.Read, Place: cache.Archive}, "   A"},
	}
	for _, test := range tests {
		if got := marks(test.row); got != test.want {
			t.Errorf("%+v: %q, want %q", test.row, got, test.want)
		}
	}
}
