package pop3_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"poplin/pop3"
	"poplin/pop3/maildrop"
)

func TestStatReplies(t *testing.T) {
	for _, c := range []struct {
		text   string
		n      int
		octets int64
		want   error
	}{
		{"+OK 2 320", 2, 320, nil},
		{"+OK 2 320 and a comment", 2, 320, nil},
		{"+OK  2   320 ", 2, 320, nil},
		{"+OK 0 0", 0, 0, nil},
		{"+OK 7 -2147483648", 7, -1, nil}, // DavMail overflows
		{"+OK 7 99999999999999999999999999", 7, -1, nil},
		{"+OK", 0, 0, pop3.ErrProtocol},
		{"+OK 7", 0, 0, pop3.ErrProtocol},
		{"+OK seven 1", 0, 0, pop3.ErrProtocol},
		{"+OK -1 -1", 0, 0, pop3.ErrProtocol},
		{"+OK 2147483648 1", 0, 0, pop3.ErrProtocol},
		{"+OK 9223372036854775808 1", 0, 0, pop3.ErrProtocol},
		{"-ERR [SYS/TEMP] not now", 0, 0, errRefusal},
		{"hello", 0, 0, pop3.ErrProtocol},
		{".", 0, 0, pop3.ErrProtocol},
	} {
		h := serve(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Reply, Command: "STAT", Text: c.text}}}, letters(1)...)
		n, octets, err := h.login(t, nil).Stat(context.Background())
		expect(t, err, c.want)
		if err == nil && (n != c.n || octets != c.octets) {
			t.Errorf("%q: %d, %d", c.text, n, octets)
		}
	}
}

func TestOddUIDListings(t *testing.T) {
	long := strings.Repeat("x", 300)
	for _, c := range []struct {
		name, lines string
		items       string // number=id, joined by commas
		bad         int
	}{
		{"plain", "1 a\n2 b", "1=a,2=b", 0},
		{"+OK on every line", "+OK 1 a\n+OK 2 b", "1=a,2=b", 0},
		{"tabs and spaces", "1\ta\n2   b  \n 3 c", "1=a,2=b,3=c", 0},
		{"ids that differ in case", "1 aB\n2 Ab", "1=aB,2=Ab", 0},
		{"the same id twice", "1 a\n2 a", "1=a,2=a", 0},
		{"a gap, and out of order", "5 e\n1 a\n3 c", "5=e,1=a,3=c", 0},
		{"the same number twice", "1 a\n1 b\n2 c", "1=a,2=c", 1},
		{"300 octets", "1 " + long, "1=" + long, 0},
		{"1025 octets", "1 " + strings.Repeat("x", 1025) + "\n2 b", "2=b", 1},
		{"spaces inside", "1 a b c", "1=a b c", 0},
		{"eight bits", "1 \xe4\xf6\xfc", "1=\xe4\xf6\xfc", 0},
		{"escape, NUL, DEL", "1 a\x1b[2J\n2 a\x00b\n3 a\x7f\n4 d", "4=d", 3},
		{"paths and formats and SQL", "1 ../../x\n2 %s%n\n3 '; DROP", "1=../../x,2=%s%n,3='; DROP", 0},
		{"no id", "1\n2 \n3 c", "3=c", 2},
		{"no number", "a b\n\n-1 x\n0 y\n1x z\n+1 q", "", 6},
		{"numbers beyond any mailbox", "4294967297 a\n99999999999999999999 b\n1 c", "1=c", 2},
		{"nothing", "", "", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := serve(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Lines, Command: "UIDL", Text: c.lines}}}, letters(1)...)
			var got []string
			bad, err := h.login(t, nil).UIDL(context.Background(), func(it pop3.Item) error {
				got = append(got, fmt.Sprintf("%d=%s", it.Number, it.UIDL))
				return nil
			})
			if s := strings.Join(got, ","); err != nil || bad != c.bad || s != c.items {
				t.Errorf("%q, bad %d, %v; want %q, bad %d", s, bad, err, c.items, c.bad)
			}
		})
	}
}

func TestOddSizeListings(t *testing.T) {
	for _, c := range []struct {
		lines, items string
		bad          int
	}{
		{"1 120\n2 200 and more", "1=120,2=200", 0},
		{"1 -5\n2 ten-twenty-four\n3 99999999999999999999", "1=-1,2=-1,3=-1", 0},
		{"1 0", "1=0", 0},
		{"2147483648 5\n0 5\n18446744073709551616 5\n1", "", 4},
	} {
		h := serve(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Lines, Command: "LIST", Text: c.lines}}}, letters(1)...)
		var got []string
		bad, err := h.login(t, nil).List(context.Background(), func(it pop3.Item) error {
			got = append(got, fmt.Sprintf("%d=%d", it.Number, it.Size))
			return nil
		})
		if s := strings.Join(got, ","); err != nil || bad != c.bad || s != c.items {
			t.Errorf("%q: %q, bad %d, %v", c.lines, s, bad, err)
		}
	}
}

func TestBrokenListings(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault maildrop.Fault
		want  error
	}{
		{"no dot, then silence (S17)", maildrop.Fault{Kind: maildrop.Stall}, pop3.ErrTimeout},
		{"no dot, then closed", maildrop.Fault{Kind: maildrop.NoTerminator}, pop3.ErrTruncated},
		{"refused (S18)", maildrop.Fault{Kind: maildrop.Reply, Text: "-ERR not here"}, errRefusal},
		{"a million senseless lines", maildrop.Fault{Kind: maildrop.EndlessLines, Text: "x"}, pop3.ErrTooLong},
		{"lines without an end", maildrop.Fault{Kind: maildrop.EndlessLines, Text: strings.Repeat("7", 4000)}, pop3.ErrTooLong},
		{"a line without end", maildrop.Fault{Kind: maildrop.Flood}, pop3.ErrTooLong},
		{"a drip", maildrop.Fault{Kind: maildrop.Drip, At: 40}, pop3.ErrTimeout},
		{"no reply", maildrop.Fault{Kind: maildrop.Silence}, pop3.ErrTimeout},
		{"octet by octet (S32)", maildrop.Fault{Kind: maildrop.Crumbs}, nil},
		{"lines that end with LF", maildrop.Fault{Kind: maildrop.BareLF}, nil},
	} {
		for _, command := range []string{"UIDL", "LIST"} {
			t.Run(c.name+": "+command, func(t *testing.T) {
				t.Parallel()
				fault := c.fault
				fault.Command = command
				h := serve(t, maildrop.Config{Faults: []maildrop.Fault{fault}}, letters(20)...)
				seen := 0
				count := func(pop3.Item) error { seen++; return nil }
				conn := h.login(t, h.expecting(pop3.Plain, c.want))
				list := conn.List
				if command == "UIDL" {
					list = conn.UIDL
				}
				_, err := list(context.Background(), count)
				expect(t, err, c.want)
				if c.want == nil && seen != 20 {
					t.Errorf("%d items", seen)
				}
			})
		}
	}
}

// A listing is read as far as the count of STAT makes it credible; without a count, a million lines.
func TestListingsFarBeyondTheCount(t *testing.T) {
	for _, c := range []struct {
		name, stat string
		rows       int
	}{
		{"three counted", "+OK 3 100", 100_006},
		{"none counted", "+OK 0 0", 100_000},
		{"more counted than is ever read", "+OK 10000000 10000000", 0},
		{"not counted", "", 1_000_000},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := serve(t, maildrop.Config{Faults: []maildrop.Fault{
				{Kind: maildrop.Reply, Command: "STAT", Text: c.stat},
				{Kind: maildrop.EndlessLines, Command: "UIDL", Text: "x"},
			}}, letters(3)...)
			conn := h.login(t, h.expecting(pop3.Plain, pop3.ErrTooLong))
			if c.stat != "" {
				if _, _, err := conn.Stat(context.Background()); err != nil {
					t.Fatal(err)
				}
			}
			sound := 0
			bad, err := conn.UIDL(context.Background(), func(pop3.Item) error { sound++; return nil })
			expect(t, err, pop3.ErrTooLong)
			if rows := sound + bad; rows != c.rows {
				t.Errorf("%d rows were read, want %d", rows, c.rows)
			}
		})
	}
}

func TestListingsAsLongAsTheyMayBe(t *testing.T) {
	for rows, want := range map[int]error{100_000: nil, 100_001: pop3.ErrTooLong} { // STAT counts none
		var lines strings.Builder
		for n := range rows {
			fmt.Fprintf(&lines, "%d u%[1]d\n", n+1)
		}
		h := serve(t, maildrop.Config{Faults: []maildrop.Fault{
			{Kind: maildrop.Reply, Command: "STAT", Text: "+OK 0 0"},
			{Kind: maildrop.Lines, Command: "UIDL", Text: strings.TrimSuffix(lines.String(), "\n")},
		}}, letters(1)...)
		conn := h.login(t, h.expecting(pop3.Plain, want))
		if _, _, err := conn.Stat(context.Background()); err != nil {
			t.Fatal(err)
		}
		seen := 0
		_, err := conn.UIDL(context.Background(), func(pop3.Item) error { seen++; return nil })
		expect(t, err, want)
		if seen != 100_000 {
			t.Errorf("%d of %d rows were read", seen, rows)
		}
	}
}

func TestListingWhereOneHalfIsRefused(t *testing.T) {
	for _, piped := range []bool{true, false} {
		for _, command := range []string{"UIDL", "LIST"} {
			h := serve(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Reply, Command: command, Text: "-ERR no"}}}, letters(3)...)
			c := h.login(t, h.options(pop3.Plain))
			c.Pipelining(piped)
			_, err := c.Listing(context.Background(), func(pop3.Item) error { t.Error("an item was yielded"); return nil })
			var e *pop3.Error
			if !errors.As(err, &e) || e.Command != command {
				t.Errorf("%s refused: %v", command, err)
			}
			if err := c.Noop(context.Background()); err != nil {
				t.Errorf("the session did not survive: %v", err)
			}
		}
	}
}

func TestListingsThatDisagree(t *testing.T) {
	for _, piped := range []bool{true, false} {
		h := serve(t, maildrop.Config{Faults: []maildrop.Fault{
			{Kind: maildrop.Lines, Command: "UIDL", Text: "3 c\n1 a\n2 b\n9 i"},
			{Kind: maildrop.Lines, Command: "LIST", Text: "1 10\n2 20\n3 30\n4 40"}, // 4 arrived in between
		}}, letters(1)...)
		c := h.login(t, nil)
		c.Pipelining(piped)
		var got []string
		_, err := c.Listing(context.Background(), func(it pop3.Item) error {
			got = append(got, fmt.Sprint(it.Number, it.UIDL, it.Size))
			return nil
		})
		if s := strings.Join(got, ","); err != nil || s != "3c30,1a10,2b20,9i-1" {
			t.Errorf("%s, %v", s, err)
		}
	}
}
