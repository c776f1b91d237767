package line

import (
	"context"
	"strings"
	"testing"

	"poplin/pop3/maildrop"
	"poplin/pop3/worker"
)

// TestSyncFit says what fitted, and leaves the rest listed for the next sync.
func TestSyncFit(t *testing.T) {
	b := withMail(t, worker.Download{HeadersOnly: true})
	b.box.Add(maildrop.Message{UIDL: "big", Raw: []byte("Subject: Big\r\n\r\n" + strings.Repeat("line upon line\r\n", 5000))})
	if got := b.must(t, "sync", "--fit", "50k"); !strings.HasSuffix(got, "\nhome: fetched 5 of 6 new messages, 972 B; 1 (80 kB) left on the server\n") {
		t.Errorf("got %q", got)
	}
	if got := b.must(t, "sync", "--fit", "2 MB", "--json"); !strings.Contains(got, `{"event":"fitted","account":"home","messages":`) || !strings.Contains(got, `"left":0,"left_bytes":0,"begun":0}`) {
		t.Errorf("got %q", got)
	}
	if got := b.must(t, "sync", "home", "--fit=2M"); !strings.HasSuffix(got, "home: every message is here already\n") {
		t.Errorf("got %q", got)
	}
	for odd, want := range map[string]string{"10X": `--fit cannot be "10X"`, "0": "cannot be", "-5M": "cannot be", "": "cannot be", "M": "cannot be", "1e9": "cannot be", "10": "no message fits in 10 bytes"} {
		if _, errs, code := b.run(t, "sync", "--fit", odd); code != Usage || !strings.Contains(errs, want) || !strings.Contains(errs, "\nhint: ") {
			t.Errorf("%q: %d %q", odd, code, errs)
		}
	}
}

// TestFitIsShared: two accounts do not get as much each, and what one leaves the other may have.
func TestFitIsShared(t *testing.T) {
	b := withMail(t, worker.Download{HeadersOnly: true})
	one, _ := b.Accounts(t.Context())
	two := one[0]
	two.Name = "work"
	b.Accounts = func(context.Context) ([]worker.Account, error) { return []worker.Account{one[0], two}, nil }
	got := b.must(t, "sync", "--fit", "4k")
	if share(4000, 2) != 2000 || share(0, 2) != 0 || share(1, 2) != 1 {
		t.Error("the shares are wrong")
	}
	if !strings.Contains(got, "home: fetched ") || !strings.Contains(got, "work: fetched ") {
		t.Errorf("got %q", got)
	}
}
