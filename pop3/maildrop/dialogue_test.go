package maildrop

import (
	"bufio"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"
)

// talk says lines to a server and returns everything it answers until it closes.
func talk(t *testing.T, s *Server, lines ...string) string {
	t.Helper()
	nc, err := net.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	nc.SetDeadline(time.Now().Add(20 * time.Second))
	r := bufio.NewReader(nc)
	var heard strings.Builder
	if _, err := r.ReadString('\n'); err != nil { // the greeting
		t.Fatal(err)
	}
	if _, err := fmt.Fprint(nc, strings.Join(lines, "\r\n")+"\r\n"); err != nil {
		t.Fatal(err)
	}
	for err == nil {
		var line string
		line, err = r.ReadString('\n')
		heard.WriteString(strings.TrimRight(line, "\r\n") + "|")
	}
	return strings.TrimSuffix(heard.String(), "|")
}

func ofThree(t *testing.T, cfg Config) (*Server, *Box) {
	t.Helper()
	box := NewBox(
		Message{UIDL: "a", Raw: []byte("S: 1\r\n\r\none\r\ntwo\r\n")},
		Message{UIDL: "b", Raw: []byte("S: 2\r\n\r\n.\r\n..\r\n")},
		Message{UIDL: "c", Raw: []byte("S: 3\r\n\r\nno end")},
	)
	cfg.Users = map[string]User{"ada": {Password: "secret", Box: box}}
	s, err := Start(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, box
}

const in = "+OK send PASS|+OK 3 messages|"

func TestDialogues(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault Fault
		say   string
		hear  string
		left  int
	}{
		{"STAT, and what is marked is not counted", Fault{}, "STAT|DELE 1|STAT|QUIT", "+OK 3 47|+OK message 1 marked|+OK 2 29|+OK bye|", 2},
		{"LIST and UIDL of all", Fault{}, "LIST|UIDL|QUIT", "+OK listing follows|1 18|2 15|3 14|.|+OK listing follows|1 a|2 b|3 c|.|+OK bye|", 3},
		{"of one", Fault{}, "LIST 2|UIDL 2|UIDL 4|UIDL 0|UIDL x|QUIT", "+OK 2 15|+OK 2 b|-ERR no such message|-ERR no such message|-ERR no such message|+OK bye|", 3},
		{"numbers stay when one is marked", Fault{}, "DELE 2|UIDL|QUIT", "+OK message 2 marked|+OK listing follows|1 a|3 c|.|+OK bye|", 2},
		{"dots are doubled", Fault{}, "RETR 2|QUIT", "+OK 15 octets|S: 2||..|...|.|+OK bye|", 3},
		{"a body without an end gets one", Fault{}, "RETR 3|QUIT", "+OK 14 octets|S: 3||no end|.|+OK bye|", 3},
		{"TOP", Fault{}, "TOP 1 0|TOP 1 1|TOP 1 99|QUIT", "+OK 8 octets|S: 1||.|+OK 13 octets|S: 1||one|.|+OK 18 octets|S: 1||one|two|.|+OK bye|", 3},
		{"marked twice, and read", Fault{}, "DELE 1|DELE 1|RETR 1|QUIT", "+OK message 1 marked|-ERR no such message|-ERR no such message|+OK bye|", 2},
		{"RSET", Fault{}, "DELE 1|RSET|NOOP|QUIT", "+OK message 1 marked|+OK 3 messages|+OK |+OK bye|", 3},
		{"unknown", Fault{}, "FROB|USER x|QUIT", "-ERR unknown command|-ERR unknown command|+OK bye|", 3},
		{"DELE removes at once", Fault{Kind: DeleteAtOnce}, "DELE 1|RSET", "+OK message 1 marked|+OK 3 messages|", 2},
		{"LIST and UIDL count anew", Fault{Kind: Renumber}, "DELE 1|UIDL|QUIT", "+OK message 1 marked|+OK listing follows|1 b|2 c|.|+OK bye|", 2},
		{"what was read is gone", Fault{Kind: Drain}, "RETR 1|QUIT", "+OK 18 octets|S: 1||one|two|.|+OK bye|", 2},
		{"wrong sizes", Fault{Kind: WrongSize, Number: 2, At: 7}, "LIST|QUIT", "+OK listing follows|1 18|2 7|3 14|.|+OK bye|", 3},
		{"another's body", Fault{Kind: OtherBody, Number: 1, At: 3}, "RETR 1|QUIT", "+OK 14 octets|S: 3||no end|.|+OK bye|", 3},
		{"a body cut short", Fault{Kind: ShortBody, At: 9}, "RETR 1|QUIT", "+OK 18 octets|S: 1||o|.|+OK bye|", 3},
		{"other ids", Fault{Kind: Rename, Text: "new-"}, "UIDL 2|QUIT", "+OK 2 new-b|+OK bye|", 3},
		{"another order", Fault{Kind: Shuffle}, "UIDL 1|DELE 1|QUIT", "+OK 1 c|+OK message 1 marked|+OK bye|", 2},
		{"a reply that is missing", Fault{Kind: Swallow, Command: "RETR", Number: 1}, "RETR 1|RETR 3|QUIT", "+OK 14 octets|S: 3||no end|.|+OK bye|", 3},
		{"a fault that strikes once", Fault{Kind: Reply, Command: "NOOP", Text: "-ERR", Times: 1}, "NOOP|NOOP|QUIT", "-ERR|+OK |+OK bye|", 3},
		{"a fault for numbers only", Fault{Kind: Reply, Command: "UIDL", Number: AnyNumber, Text: "-ERR"}, "UIDL|UIDL 2|QUIT", "+OK listing follows|1 a|2 b|3 c|.|-ERR|+OK bye|", 3},
		{"a fault for listings only", Fault{Kind: Reply, Command: "UIDL", Number: NoNumber, Text: "-ERR"}, "UIDL|UIDL 2|QUIT", "-ERR|+OK 2 b|+OK bye|", 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, box := ofThree(t, Config{Faults: []Fault{c.fault}})
			lines := append([]string{"USER ada", "PASS secret"}, strings.Split(c.say, "|")...)
			if !slices.Contains(lines, "QUIT") {
				lines = append(lines, "QUIT")
				c.hear += "+OK bye|"
			}
			if got := talk(t, s, lines...); got != in+c.hear {
				t.Errorf("heard %q\nwant  %q", got, in+c.hear)
			}
			if n := len(box.Messages()); n != c.left {
				t.Errorf("%d left, want %d", n, c.left)
			}
		})
	}
}

func TestWhatASessionIsShown(t *testing.T) {
	for _, c := range []struct {
		fault Fault
		uidl  string
		n     int
	}{
		{Fault{Kind: Empty}, "", 0},
		{Fault{Kind: Newest, At: 2}, "1 b|2 c|", 2},
		{Fault{Kind: Oldest, At: 1}, "1 a|", 1},
	} {
		s, _ := ofThree(t, Config{Faults: []Fault{c.fault}})
		want := fmt.Sprintf("+OK send PASS|+OK %d messages|+OK listing follows|%s.|+OK bye|", c.n, c.uidl)
		if got := talk(t, s, "USER ada", "PASS secret", "UIDL", "QUIT"); got != want {
			t.Errorf("%s: %q, want %q", c.fault.Kind, got, want)
		}
	}
}

func TestOneSessionAtATime(t *testing.T) {
	s, box := ofThree(t, Config{})
	if _, ok := box.lock(); !ok {
		t.Fatal("a fresh box is locked")
	}
	want := "+OK send PASS|-ERR [IN-USE] another session holds the mailbox|+OK bye|"
	if got := talk(t, s, "USER ada", "PASS secret", "QUIT"); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	box.unlock()
	if got := talk(t, s, "USER ada", "PASS secret", "QUIT"); got != in+"+OK bye|" {
		t.Errorf("after the other was done: %q", got)
	}
}

func TestTranscriptHidesSecrets(t *testing.T) {
	s, _ := ofThree(t, Config{})
	talk(t, s, "USER ada", "PASS hunter2", "AUTH PLAIN aHVudGVyMg==", "APOP ada 0123456789abcdef", "AUTH LOGIN", "aHVudGVyMg==", "aHVudGVyMg==", "QUIT")
	said := strings.Join(s.Transcript(), "|")
	if want := "USER ada|PASS ****|AUTH PLAIN ****|APOP ada ****|AUTH LOGIN|QUIT"; said != want {
		t.Errorf("%q, want %q", said, want)
	}
}

func TestMailBesideASession(t *testing.T) {
	_, box := ofThree(t, Config{})
	box.Add(Message{UIDL: "d"}, Message{UIDL: "a"})
	box.Remove("a")
	var ids []string
	for _, m := range box.Messages() {
		ids = append(ids, m.UIDL)
	}
	if got := strings.Join(ids, ""); got != "bcd" {
		t.Errorf("%q", got)
	}
	box.Replace(Message{UIDL: "z"})
	if ms := box.Messages(); len(ms) != 1 || ms[0].UIDL != "z" {
		t.Errorf("%v", ms)
	}
}

func TestSlowLines(t *testing.T) {
	start := time.Now()
	s, _ := ofThree(t, Config{Delay: 5 * time.Millisecond, Rate: 10_000})
	heard := talk(t, s, "USER ada", "PASS secret", "RETR 1", "RETR 2", "RETR 3", "QUIT")
	if least := time.Duration(len(heard)) * time.Second / 10_000; time.Since(start) < least {
		t.Errorf("%d octets came in %v, less than %v", len(heard), time.Since(start), least)
	}
}
