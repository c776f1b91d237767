package worker

import (
	"fmt"
	"strconv"
	"testing"
)

func TestFittedSentence(t *testing.T) {
	for want, e := range map[string]Fitted{
		"every message is here already":                                 {},
		"fetched the new message, 9 B":                                  {Messages: 1, Bytes: 9},
		"fetched all 12 new messages, 9 B":                              {Messages: 12, Bytes: 9},
		"fetched 0 of 1 new message, 9 B; 1 (70 B) left on the server":  {Left: 1, Bytes: 9, LeftBytes: 70},
		"fetched 2 of 5 new messages, 9 B; 3 (70 B) left on the server": {Messages: 2, Left: 3, Bytes: 9, LeftBytes: 70},
	} {
		if got := e.Sentence(strconv.Itoa, func(n int64) string { return fmt.Sprint(n, " B") }); got != want {
			t.Errorf("%+v: %q, want %q", e, got, want)
		}
	}
}
