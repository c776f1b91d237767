package message

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"
)

// evil is what a terminal must never be told: window title, clipboard, a link, a question, C1 in both forms, bidi.
const evil = "\x1b]2;title\a\x1b]52;c;QUJD\x07\x1b]8;;http://evil.example\x1b\\x\x1b]8;;\x1b\\\x1b[6n\x1bP$qm\x1b\\\x1b_G\x1b\\\u009b2J\u009d0;x\u009c\u202Egpj.exe\u2066\x00\b\r\v\f\x9b31m\U000E0041"

// html makes a message of one HTML part.
func htmlMail(body string) []byte {
	return []byte("From: a@b.example\nSubject: x\nContent-Type: text/html; charset=utf-8\n\n" + body)
}

func rep(s string, n int) string { return strings.Repeat(s, n) }

// nest makes multiparts inside one another, each with its own boundary, none of them closed.
func nest(n int, typ string) []byte {
	var b strings.Builder
	b.WriteString("Subject: x\n")
	for i := range n {
		fmt.Fprintf(&b, "Content-Type: multipart/%s; boundary=b%d\n\n--b%d\n", typ, i, i)
	}
	b.WriteString("Content-Type: text/plain\n\nthe innermost\n")
	return []byte(b.String())
}

var hostile = []struct {
	name string
	make func() []byte
}{
	{"M01 controls in every field", func() []byte {
		return []byte("From: " + evil + " <a@b>\nTo: x" + evil + "@y\nSubject: " + evil + "\nDate: " + evil + "\nMessage-ID: <" + evil + "@x>\nList-Id: <" + evil + ">\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=\"" + evil + "\"\n\n" + evil +
			"\n--b\nContent-Type: image/png; name=\"" + evil + ".png\"\nContent-ID: <" + evil + ">\n\nx\n--b--\n")
	}},
	{"M06 escape split over two fields", func() []byte { return []byte("Subject: end\x1b\nFrom: [2J <a@b>\n\nhi\x1b\n[2J") }},
	{"M07 controls encoded as words", func() []byte {
		b := base64.StdEncoding.EncodeToString([]byte(evil + "\r\nBcc: x"))
		return []byte("Subject: =?utf-8?B?" + b + "?= =?utf-8?Q?=1B]2;0=07=C2=9B=0D=0A?= =?utf-7?Q?+ABs-[2J?=\nContent-Disposition: attachment; filename*=utf-8''%1B%5B2J%C2%9B%0A.txt\n\nx")
	}},
	{"M07 controls in encoded bodies", func() []byte {
		b := base64.StdEncoding.EncodeToString([]byte(evil))
		return []byte("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Transfer-Encoding: base64\n\n" + b + "\n--b\nContent-Transfer-Encoding: quoted-printable\n\n=1B]2;x=07=C2=9B\n--b\nContent-Type: text/plain; charset=utf-7\n\n+ABs-[2J+AJs-\n--b\nContent-Type: text/plain; charset=utf-16\n\n\x00\x1b\x00[\x00\x9b\n--b--\n")
	}},
	{"M07 controls as entities", func() []byte {
		return htmlMail("<p>&#27;]2;x&#7; &#155;2J &#x9b; &#x202e;abc &#0; <a href='http://x.example/&#27;[2J&#x202e;'>&#27;</a><img alt='&#27;c' src=x></p>")
	}},
	{"M11 stacked marks", func() []byte {
		s := "a" + rep("\u0301", 100_000)
		return []byte("Subject: " + s + "\nFrom: " + s + " <a@b>\n\n" + s)
	}},
	{"M12 widths", func() []byte {
		s := "👨‍👩‍👧‍👦🇩🇪🇩👍🏽❤️ﷺ\u3164가가日本①…\tก็ुक्षि"
		return []byte("Subject: " + s + "\n\n" + rep(s, 2000))
	}},
	{"M14 subject of 10 MB", func() []byte { return []byte("Subject: " + rep("a ", 5<<20) + "\nFrom: a@b\n\nhello\n") }},
	{"M14 header line of 30 MB", func() []byte { return []byte("X-Long: " + rep("x", 30<<20) + "\nSubject: late\n\nhello\n") }},
	{"M14 100,000 fields", func() []byte { return []byte(rep("X-Field: value\n", 100_000) + "\nhello\n") }},
	{"M14 100,000 folds", func() []byte { return []byte("Subject: a\n" + rep(" b\n", 100_000) + "\nhello\n") }},
	{"M15 carriage returns only", func() []byte { return []byte("Subject: x\r" + rep("line\r", 100_000)) }},
	{"M15 no line end at all", func() []byte { return []byte(rep("x", 5<<20)) }},
	{"M16 nesting", func() []byte { return nest(10_000, "mixed") }},
	{"M16 nesting of alternatives", func() []byte { return nest(200, "alternative") }},
	{"M16 enclosed messages", func() []byte { return []byte(rep("Content-Type: message/rfc822\n\n", 10_000) + "hi\n") }},
	{"M17 100,000 parts", func() []byte {
		return []byte("Content-Type: multipart/mixed; boundary=b\n\n" + rep("--b\n\nx\n", 100_000) + "--b--\n")
	}},
	{"M17 100,000 parts without headers", func() []byte {
		return []byte("Content-Type: multipart/mixed; boundary=b\n\n" + rep("--b\n", 100_000))
	}},
	{"M18 many closing boundaries", func() []byte {
		return []byte("Content-Type: multipart/mixed; boundary=b\n\n" + rep("--b--\n", 100_000))
	}},
	{"M18 dashes", func() []byte {
		return []byte("Content-Type: multipart/mixed; boundary=b\n\n" + rep("--c\nx\n", 100_000))
	}},
	{"M20 encoded messages in one another", func() []byte {
		b := []byte("Subject: core\n\nhi\n")
		for range 12 {
			b = []byte("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString(b) + "\n")
		}
		return b
	}},
	{"M21 base64 of one line", func() []byte {
		return []byte("Content-Transfer-Encoding: base64\n\n" + rep("QUJD", 1<<20))
	}},
	{"M21 soft breaks only", func() []byte {
		return []byte("Content-Transfer-Encoding: quoted-printable\n\n" + rep("=\n", 1<<20) + "=zz=")
	}},
	{"M22 begin lines", func() []byte { return []byte("\n" + rep("begin 644 a\nM\n", 50_000)) }},
	{"M24 60,000 encoded words", func() []byte { return []byte("Subject: " + rep("=?utf-8?Q?a?= ", 60_000) + "\n\nx") }},
	{"M24 unfinished encoded words", func() []byte { return []byte("Subject: " + rep("=?utf-8?Q?a ", 200_000) + "\n\nx") }},
	{"M24 words of changing charset", func() []byte {
		return []byte("Subject: " + rep("=?utf-8?Q?a?= =?koi8-r?Q?=C1?= =?none?B?QQ?= ", 20_000) + "\n\nx")
	}},
	{"M25 comments in comments", func() []byte {
		return []byte("From: " + rep("(", 900_000) + "\nDate: " + rep("(", 100_000) + "\nContent-Type: " + rep("(", 100_000) + "\n\nx")
	}},
	{"M25 semicolons", func() []byte {
		return []byte("From: " + rep(";", 1<<20) + "\nContent-Type: a/b" + rep(";", 1<<20) + "\n\nx")
	}},
	{"M25 quotes", func() []byte {
		return []byte("From: " + rep("\"", 1<<20-1) + "\nContent-Type: a/b" + rep(";a=\"", 1<<18) + "\n\nx")
	}},
	{"M25 100,000 addresses", func() []byte { return []byte("To: " + rep("Joe <a@b.example>, ", 100_000) + "\n\nx") }},
	{"M25 names without addresses", func() []byte { return []byte("To: " + rep("Doe, ", 200_000) + "\n\nx") }},
	{"M25 brackets", func() []byte { return []byte("To: " + rep("<", 1<<20) + "\n\nx") }},
	{"M25 parameters in pieces", func() []byte {
		var b strings.Builder
		b.WriteString("Content-Disposition: attachment")
		for i := range 50_000 {
			fmt.Fprintf(&b, "; filename*%d*=%%41", 50_000-i)
		}
		return []byte(b.String() + "\n\nx")
	}},
	{"M29 unclosed elements", func() []byte { return htmlMail(rep("<div><b>", 500_000) + "text") }},
	{"M29 nested tables", func() []byte { return htmlMail(rep("<table><tr><td>", 100_000) + "text") }},
	{"M29 nested lists and quotes", func() []byte { return htmlMail(rep("<ul><li>a<blockquote>", 100_000) + "text") }},
	{"M29 250,000 attributes", func() []byte { return htmlMail("<p" + rep(" a=b", 250_000) + ">text") }},
	{"M29 comments", func() []byte { return htmlMail(rep("<!--", 250_000) + "text") }},
	{"M29 entities", func() []byte { return htmlMail(rep("&amp;&#x41;&bogus;&", 250_000)) }},
	{"M29 style of 10 MB", func() []byte { return htmlMail("<style>" + rep(".a{color:red}", 800_000) + "</style>text") }},
	{"M29 unclosed raw text", func() []byte { return htmlMail("hello<title>" + rep("<script>", 100_000)) }},
	{"M29 plaintext", func() []byte { return htmlMail("<plaintext>" + rep("<b>x</b>\n", 100_000)) }},
	{"M29 end tags", func() []byte { return htmlMail(rep("<table><td>", 200) + rep("</p></div></ul>", 200_000)) }},
	{"M29 paragraphs", func() []byte { return htmlMail(rep("<p>", 1_000_000)) }},
	{"M29 rows of data", func() []byte {
		return htmlMail("<table>" + rep("<tr><td>a</td><td>1</td></tr>", 60_000) + "</table>")
	}},
	{"M29 tables hard to judge", func() []byte {
		return htmlMail(rep("<table>"+rep("<tr><td>a<td>b</tr>", 3)+"<tr><td><img src=x></td></tr>", 50) + rep("<tr><td>x<td>y<tr><td>"+rep("<span>", 100)+"<img>", 2000))
	}},
	{"M29 links", func() []byte {
		return htmlMail(rep("<a href='http://a.example/x'>", 200_000) + rep("<a href=http://b.example>b</a>", 100_000))
	}},
	{"M29 styles", func() []byte {
		return htmlMail(rep("<p style='"+rep("a:b;", 1000)+"' class='"+rep("x ", 500)+"'>", 500) + "text")
	}},
	{"M32 URL of 20 kB", func() []byte {
		return htmlMail("<a href='http://x.example/" + rep("a", 20_000) + "'>x</a> <a href='http://" + rep("a.", 5000) + "b'>y</a> <a href='java\nscript:alert(1)'>z</a> http://" + rep("b", 20_000))
	}},
	{"M35 references", func() []byte {
		return []byte("Message-ID: <" + rep("x", 100_000) + ">\nReferences: " + rep("<a@b> ", 100_000) + "\nIn-Reply-To: " + rep("<", 100_000) + "\n\nx")
	}},
	{"one word of megabytes in a script with marks", func() []byte { return []byte("\n" + rep("ا\u064b", 700_000)) }},
	{"ideographs without end", func() []byte { return []byte("\n" + rep("日本、", 300_000)) }},
	{"quotation depth", func() []byte { return []byte("\n" + rep(rep(">", 5000)+"\n", 200)) }},
	{"flowed without end", func() []byte {
		return []byte("Content-Type: text/plain; format=flowed; delsp=yes\n\n" + rep("soft \n", 300_000))
	}},
	{"tabs", func() []byte { return []byte("\n" + rep("\t", 1<<20)) }},
	{"RTF braces", func() []byte {
		return []byte("Content-Type: text/rtf\n\n" + rep(`{\*\x `, 300_000) + rep("}", 100) + `{\rtf1 \u65x` + rep(`\u`, 100_000))
	}},
	{"calendar without end", func() []byte {
		return []byte("Content-Type: text/calendar\n\n" + rep("BEGIN:VCALENDAR\nBEGIN:VEVENT\n", 30_000))
	}},
	{"link labels", func() []byte { return []byte("\n" + rep("http://a.example/ ", 100_000)) }},
}

// Whatever comes, everything that can be asked of a message is answered, and what is answered is harmless. The deadline
// only tells a hang from a slow machine; BenchmarkHostile measures.
func TestHostile(t *testing.T) {
	for _, c := range hostile {
		t.Run(c.name, func(t *testing.T) {
			done := make(chan struct{})
			go func() {
				defer close(done)
				inspect(t, c.make())
			}()
			select {
			case <-done:
			case <-time.After(time.Minute):
				t.Fatal("no end")
			}
		})
	}
}

func BenchmarkHostile(b *testing.B) {
	for _, c := range hostile {
		raw := c.make()
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m := Open(bytes.NewReader(raw), int64(len(raw)), nil)
				m.Summary()
				if d, err := m.Document(-1); err == nil {
					d.Lay(80)
				}
			}
		})
	}
}
