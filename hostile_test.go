package main

import (
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"poplin/pop3/maildrop"
)

// tricks are ways to make a terminal do what a message wants: controls of every kind, what turns or hides text, and
// what makes a character wider or narrower than it looks.
var tricks = []string{
	"\x1b]0;owned\x07", "\x1b[2J\x1b[H", "\x1b]52;c;ZXZpbA==\x07", "\x1b]8;;https://evil.test/\x1b\\click\x1b]8;;\x1b\\", "\x1bP$qm\x1b\\",
	"\x1b_Ga=T,U=1,i=7,f=100;AAAA\x1b\\\U0010eeee\u0305\u0305", "\x1b[6n\x1b[c\x1b]11;?\x07", "\x1b[?1049l\x1b[?1000h", "\x1b", "\x1b\x1b[",
	"\u009b31m", "\u009d0;owned\u009c", "\x9b6n", "\x07\x08\x0c\x0b\x7f\x0e\x00", "over\rwrite", "\u202egnp.exe", "\u2066a\u2069", "a\u200bb\ufeffc\u00ad",
	"\U000e0041\U000e0042", "e" + strings.Repeat("\u0301", 500), "👨\u200d👩\u200d👧🇩🇪🇩👍🏽❤\ufe0f1\u20e3ﷺ\u3164가\tก็", "\xff\xfe", "\u2028\u2029\u0085", "שלום \u05dc\u05db",
}

// trap is a message with a trick wherever a message can hold one.
func trap(n int, x string) []byte {
	word := "=?utf-8?B?" + base64.StdEncoding.EncodeToString([]byte(x)) + "?="
	body := base64.StdEncoding.EncodeToString([]byte("Text " + x + " of letter\n> quoted " + x + "\nhttps://evil.test/" + x + "path\n"))
	quoted := strings.NewReplacer("\r", "=0D", "\x1b", "=1B", "\u009b", "=C2=9B", "=", "=3D").Replace(x)
	return []byte(strings.ReplaceAll(fmt.Sprintf(`From: "%[2]s %[3]s" <a%[2]s@evil.test>
To: b@poplin.example, "%[2]s" <c@poplin.example>
Cc: %[3]s <d@poplin.example>
Subject: Trap %[1]d %[3]s %[2]s
Date: Sun, 22 Nov 2026 09:%02[1]d:00 +0000
Message-ID: <%[1]d%[2]s@evil.test>
List-Id: %[3]s <list%[2]s.evil.test>
List-Unsubscribe: <https://evil.test/%[2]s>, <mailto:a%[2]s@evil.test>
Authentication-Results: poplin.example; dkim=fail reason="%[2]s"
X-Trick%[2]s: %[2]s
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=bb

--bb
Content-Type: multipart/alternative; boundary=aa

--aa
Content-Type: text/plain; charset="utf-8%[2]s"
Content-Transfer-Encoding: base64

%[4]s
--aa
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<h1>Text %[5]s of letter</h1><p style=3D"display:none">%[5]s hidden</p>&#27;[2J &#155;31m &#x202e; &#x10eeee;
<a href=3D"https://evil.test/%[5]s">https://good.example/%[5]s</a> <a href=3D"https://evil.test/&#27;]8;;&#7;">click</a>
<img src=3Dx alt=3D"%[5]s"><ul><li>%[5]s</ul><table border=3D1><tr><td>%[5]s</td><td>2</td></tr></table><pre>%[5]s</pre>
--aa--
--bb
Content-Type: text/calendar; charset=utf-8; method=REQUEST

BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
SUMMARY:%[2]s
LOCATION:%[2]s
ORGANIZER;CN=%[2]s:mailto:a%[2]s@evil.test
DTSTART;TZID=%[2]s:20261124T090000
END:VEVENT
END:VCALENDAR
--bb
Content-Type: application/x%[2]s; name="%[2]s.pdf"
Content-Disposition: attachment; filename="../%[2]s.pdf"

AAAA
--bb
Content-Type: image/png; name="%[3]s.png"

not a picture %[2]s
--bb
Content-Type: message/rfc822

Subject: %[3]s %[2]s

inner %[2]s
--bb--
`, n, x, word, body, quoted), "\n", "\r\n"))
}

// trapped is a person whose mailbox is full of traps, and who has fetched them.
func trapped(t *testing.T) *home {
	t.Helper()
	box := maildrop.NewBox()
	for i, x := range tricks {
		box.Add(maildrop.Message{UIDL: fmt.Sprintf("%d%s", i, regexp.MustCompile(`[\x00-\x20\x7f]`).ReplaceAllString(x[:min(60, len(x))], "_")), Raw: trap(i, x)})
	}
	return visited(t, box, len(tricks))
}

// visited is a person who has fetched all n messages of a mailbox.
func visited(t *testing.T, box *maildrop.Box, n int) *home {
	t.Helper()
	server, err := maildrop.Start(maildrop.Config{Users: map[string]maildrop.User{"ada": {Password: "secret", Box: box}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	h := newHome(t)
	h.configure(server.Addr(), `tls = "none"`, `poll = "0"`)
	if done := h.sync(); done.Downloaded != n {
		t.Fatalf("%+v", done)
	}
	return h
}

// TestNothingHostileReachesTheTerminal goes with the real program through everything that shows a message, and reads
// every byte that it writes.
func TestNothingHostileReachesTheTerminal(t *testing.T) {
	h := trapped(t)
	for _, m := range h.list() {
		for _, args := range [][]string{{"show"}, {"show", "--headers"}, {"show", "--raw"}, {"show", "--json"}, {"show", "--text", "2"}} {
			out := h.onTerminal(append(args, fmt.Sprint(m.ID))...)
			if wrong := foreign(out, false); wrong != "" {
				t.Errorf("poplin %v of %q wrote %s", args, m.Subject, wrong)
			}
			if !strings.Contains(out, "Trap") && !strings.Contains(out, "letter") {
				t.Errorf("poplin %v of %q shows nothing of it:\n%s", args, m.Subject, out)
			}
		}
	}
	for _, args := range [][]string{{"list"}, {"list", "--json"}, {"ledger"}, {"weigh"}, {"weigh", "--by", "list"}, {"history"}, {"log"}, {"delete", "trap", "--dry-run"}} {
		if wrong := foreign(h.onTerminal(args...), false); wrong != "" {
			t.Errorf("poplin %v wrote %s", args, wrong)
		}
	}
	every := []string{"m", "m", "h", "h", "\\", "G", "\\", "v", "j", "v", "z", "U", escape, "s", escape, "f", escape, "J"}
	for size, keys := range map[image.Point][]string{{100, 30}: every, {140, 45}: {"m", "J"}} {
		x := startTerminal(t, h.command(), size, color.Black)
		x.awaitText(fmt.Sprintf("Inbox %d", len(tricks)))
		x.press("\r")
		for i := len(tricks) - 1; i >= 0; i-- {
			x.await("the reader", func(screen string) bool {
				return regexp.MustCompile(fmt.Sprintf(`Trap %d\b`, i)).MatchString(screen) && strings.Contains(screen, "to b@poplin")
			})
			for _, key := range keys {
				x.press(key)
				x.awaitQuiet()
			}
			if wrong := foreign(x.heard(), true); wrong != "" {
				t.Fatalf("at %v, up to %q the screen was sent %s", size, tricks[i], wrong)
			}
		}
	}
}

// escape is the key as terminals send it that leave nothing to guess.
const escape = "\x1b[27u"

// command is the reader on this person's machine.
func (h *home) command(args ...string) *exec.Cmd {
	cmd := exec.Command(h.binary, args...)
	cmd.Env, cmd.Dir = h.env, h.dir
	return cmd
}

// onTerminal is what a command writes when its output is a terminal.
func (h *home) onTerminal(args ...string) string {
	h.t.Helper()
	f, err := pty.StartWithSize(h.command(args...), &pty.Winsize{Cols: 80, Rows: 24})
	if err != nil {
		h.t.Fatal(err)
	}
	defer f.Close()
	var out strings.Builder
	buf := make([]byte, 32<<10)
	for {
		n, err := f.Read(buf)
		out.Write(buf[:n])
		if err != nil {
			return out.String() // on Linux a terminal whose last program has gone gives EIO
		}
	}
}

// awaitQuiet waits until the program has answered what was typed, as far as it does.
func (x *terminal) awaitQuiet() {
	x.t.Helper()
	n, since := len(x.heard()), time.Now()
	x.await("quiet", func(string) bool {
		if now := len(x.heard()); now != n {
			n, since = now, time.Now()
		}
		return time.Since(since) > 25*time.Millisecond
	})
}

// TestPicturesOnlyWhereTheyAreDrawn: kitty's sequences go to terminals that are known to draw placeholders and say so.
func TestPicturesOnlyWhereTheyAreDrawn(t *testing.T) {
	for _, c := range []struct {
		env         []string
		asked, sent bool
	}{
		{[]string{"TERM=xterm-kitty"}, true, true},
		{[]string{"TERM=xterm-256color"}, false, false},
		{[]string{"TERM=tmux-256color", "KITTY_WINDOW_ID=1", "TMUX=/tmp/tmux"}, false, false},
		{[]string{"TERM=xterm-kitty", "NO_COLOR=1"}, true, false},
	} {
		x := demoAt(t, picture{size: image.Pt(100, 30), dark: true, env: c.env})
		x.press("/thursday\r")
		x.awaitText("Grace Hopper")
		x.awaitStill()
		x.press("\r")
		x.awaitText("to Mary")
		x.press("i")
		x.awaitText("480x320")
		x.awaitStill()
		x.press("q")
		x.awaitStill()
		out := x.heard()
		if wrong := foreign(out, true); wrong != "" {
			t.Errorf("%v: the screen was sent %s", c.env, wrong)
		}
		sent := strings.Contains(out, "\x1b_Ga=T") && strings.ContainsRune(out, placeholder) && strings.Contains(out, "\x1b_Ga=d,d=I")
		if asked := strings.Contains(out, "\x1b_Ga=q"); asked != c.asked || sent != c.sent || !sent && strings.ContainsRune(out, placeholder) {
			t.Errorf("%v: asked %v and sent %v, want %v and %v", c.env, asked, sent, c.asked, c.sent)
		}
	}
}
