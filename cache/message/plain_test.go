package message

import (
	"strings"
	"testing"
)

func TestFlowedQuotes(t *testing.T) {
	d := document(t, open("Content-Type: text/plain; format=flowed\n\nmine goes \non\n>> deep goes \n>> on\n> > deep too\n >no quotation\n>  > stuffed\n"), -1)
	want := "mine goes on\n> > deep goes on\n> > deep too\n>no quotation\n>  > stuffed"
	if got := strings.Join(lines(d, 40), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
