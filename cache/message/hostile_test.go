package message

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"testing"
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
	make func(k int) []byte
}{
	{"M01 controls in every field", func(k int) []byte {
		return []byte("From: " + evil + " <a@b>\nTo: x" + evil + "@y\nSubject: " + evil + "\nDate: " + evil + "\nMessage-ID: <" + evil + "@x>\nList-Id: <" + evil + ">\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=\"" + evil + "\"\n\n" + evil +
			"\n--b\nContent-Type: image/png; name=\"" + evil + ".png\"\nContent-ID: <" + evil + ">\n\nx\n--b--\n")
	}},
	{"M06 escape split over two fields", func(k int) []byte { return []byte("Subject: end\x1b\nFrom: [2J <a@b>\n\nhi\x1b\n[2J") }},
	{"M07 controls encoded as words", func(k int) []byte {
		b := base64.StdEncoding.EncodeToString([]byte(evil + "\r\nBcc: x"))
		return []byte("Subject: =?utf-8?B?" + b + "?= =?utf-8?Q?=1B]2;0=07=C2=9B=0D=0A?= =?utf-7?Q?+ABs-[2J?=\nContent-Disposition: attachment; filename*=utf-8''%1B%5B2J%C2%9B%0A.txt\n\nx")
	}},
	{"M07 controls in encoded bodies", func(k int) []byte {
		b := base64.StdEncoding.EncodeToString([]byte(evil))
		return []byte("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Transfer-Encoding: base64\n\n" + b + "\n--b\nContent-Transfer-Encoding: quoted-printable\n\n=1B]2;x=07=C2=9B\n--b\nContent-Type: text/plain; charset=utf-7\n\n+ABs-[2J+AJs-\n--b\nContent-Type: text/plain; charset=utf-16\n\n\x00\x1b\x00[\x00\x9b\n--b--\n")
	}},
	{"M07 controls as entities", func(k int) []byte {
		return htmlMail("<p>&#27;]2;x&#7; &#155;2J &#x9b; &#x202e;abc &#0; <a href='http://x.example/&#27;[2J&#x202e;'>&#27;</a><img alt='&#27;c' src=x></p>")
	}},
	{"M11 stacked marks", func(k int) []byte {
		s := "a" + rep("\u0301", 10_000*k)
		return []byte("Subject: " + s + "\nFrom: " + s + " <a@b>\n\n" + s)
	}},
	{"M12 widths", func(k int) []byte {
		s := "👨‍👩‍👧‍👦🇩🇪🇩👍🏽❤️ﷺ\u3164가가日本①…\tก็ुक्षि"
		return []byte("Subject: " + s + "\n\n" + rep(s, 2000))
	}},
	{"M14 endless subject", func(k int) []byte { return []byte("Subject: " + rep("a ", k<<19) + "\nFrom: a@b\n\nhello\n") }},
	{"M14 endless header line", func(k int) []byte { return []byte("X-Long: " + rep("x", 3*k<<20) + "\nSubject: late\n\nhello\n") }},
	{"M14 many fields", func(k int) []byte { return []byte(rep("X-Field: value\n", 10_000*k) + "\nhello\n") }},
	{"M14 many folds", func(k int) []byte { return []byte("Subject: a\n" + rep(" b\n", 10_000*k) + "\nhello\n") }},
	{"M15 carriage returns only", func(k int) []byte { return []byte("Subject: x\r" + rep("line\r", 10_000*k)) }},
	{"M15 no line end at all", func(k int) []byte { return []byte(rep("x", k<<19)) }},
	{"M16 nesting", func(k int) []byte { return nest(1000*k, "mixed") }},
	{"M16 nesting of alternatives", func(k int) []byte { return nest(200, "alternative") }},
	{"M16 enclosed messages", func(k int) []byte { return []byte(rep("Content-Type: message/rfc822\n\n", 1000*k) + "hi\n") }},
	{"M17 many parts", func(k int) []byte {
		return []byte("Content-Type: multipart/mixed; boundary=b\n\n" + rep("--b\n\nx\n", 10_000*k) + "--b--\n")
	}},
	{"M17 many parts without headers", func(k int) []byte {
		return []byte("Content-Type: multipart/mixed; boundary=b\n\n" + rep("--b\n", 10_000*k))
	}},
	{"M18 many closing boundaries", func(k int) []byte {
		return []byte("Content-Type: multipart/mixed; boundary=b\n\n" + rep("--b--\n", 10_000*k))
	}},
	{"M18 dashes", func(k int) []byte {
		return []byte("Content-Type: multipart/mixed; boundary=b\n\n" + rep("--c\nx\n", 10_000*k))
	}},
	{"M20 encoded messages in one another", func(k int) []byte {
		b := []byte("Subject: core\n\nhi\n")
		for range 12 {
			b = []byte("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString(b) + "\n")
		}
		return b
	}},
	{"M21 base64 of one line", func(k int) []byte {
		return []byte("Content-Transfer-Encoding: base64\n\n" + rep("QUJD", k<<17))
	}},
	{"M21 soft breaks only", func(k int) []byte {
		return []byte("Content-Transfer-Encoding: quoted-printable\n\n" + rep("=\n", k<<17) + "=zz=")
	}},
	{"M22 begin lines", func(k int) []byte { return []byte("\n" + rep("begin 644 a\nM\n", 5000*k)) }},
	{"M24 many encoded words", func(k int) []byte { return []byte("Subject: " + rep("=?utf-8?Q?a?= ", 6000*k) + "\n\nx") }},
	{"M24 unfinished encoded words", func(k int) []byte { return []byte("Subject: " + rep("=?utf-8?Q?a ", 20_000*k) + "\n\nx") }},
	{"M24 words of changing charset", func(k int) []byte {
		return []byte("Subject: " + rep("=?utf-8?Q?a?= =?koi8-r?Q?=C1?= =?none?B?QQ?= ", 2000*k) + "\n\nx")
	}},
	{"M25 comments in comments", func(k int) []byte {
		return []byte("From: " + rep("(", 90_000*k) + "\nDate: " + rep("(", 10_000*k) + "\nContent-Type: " + rep("(", 10_000*k) + "\n\nx")
	}},
	{"M25 semicolons", func(k int) []byte {
		return []byte("From: " + rep(";", k<<17) + "\nContent-Type: a/b" + rep(";", k<<17) + "\n\nx")
	}},
	{"M25 quotes", func(k int) []byte {
		return []byte("From: " + rep("\"", k<<17-1) + "\nContent-Type: a/b" + rep(";a=\"", k<<15) + "\n\nx")
	}},
	{"M25 many addresses", func(k int) []byte { return []byte("To: " + rep("Joe <a@b.example>, ", 10_000*k) + "\n\nx") }},
	{"M25 names without addresses", func(k int) []byte { return []byte("To: " + rep("Doe, ", 20_000*k) + "\n\nx") }},
	{"M25 brackets", func(k int) []byte { return []byte("To: " + rep("<", k<<17) + "\n\nx") }},
	{"M25 parameters in pieces", func(k int) []byte {
		var b strings.Builder
		b.WriteString("Content-Disposition: attachment")
		for i := range 5000 * k {
			fmt.Fprintf(&b, "; filename*%d*=%%41", 5000*k-i)
		}
		return []byte(b.String() + "\n\nx")
	}},
	{"M29 unclosed elements", func(k int) []byte { return htmlMail(rep("<div><b>", 50_000*k) + "text") }},
	{"M29 nested tables", func(k int) []byte { return htmlMail(rep("<table><tr><td>", 10_000*k) + "text") }},
	{"M29 nested lists and quotes", func(k int) []byte { return htmlMail(rep("<ul><li>a<blockquote>", 10_000*k) + "text") }},
	{"M29 many attributes", func(k int) []byte { return htmlMail("<p" + rep(" a=b", 25_000*k) + ">text") }},
	{"M29 comments", func(k int) []byte { return htmlMail(rep("<!--", 25_000*k) + "text") }},
	{"M29 entities", func(k int) []byte { return htmlMail(rep("&amp;&#x41;&bogus;&", 25_000*k)) }},
	{"M29 endless style sheet", func(k int) []byte { return htmlMail("<style>" + rep(".a{color:red}", 80_000*k) + "</style>text") }},
	{"M29 unclosed raw text", func(k int) []byte { return htmlMail("hello<title>" + rep("<script>", 10_000*k)) }},
	{"M29 plaintext", func(k int) []byte { return htmlMail("<plaintext>" + rep("<b>x</b>\n", 10_000*k)) }},
	{"M29 end tags", func(k int) []byte { return htmlMail(rep("<table><td>", 200) + rep("</p></div></ul>", 20_000*k)) }},
	{"M29 paragraphs", func(k int) []byte { return htmlMail(rep("<p>", 100_000*k)) }},
	{"M29 rows of data", func(k int) []byte {
		return htmlMail("<table>" + rep("<tr><td>a</td><td>1</td></tr>", 6000*k) + "</table>")
	}},
	{"M29 tables hard to judge", func(k int) []byte {
		return htmlMail(rep("<table>"+rep("<tr><td>a<td>b</tr>", 3)+"<tr><td><img src=x></td></tr>", 50) + rep("<tr><td>x<td>y<tr><td>"+rep("<span>", 100)+"<img>", 2000))
	}},
	{"M29 links", func(k int) []byte {
		return htmlMail(rep("<a href='http://a.example/x'>", 20_000*k) + rep("<a href=http://b.example>b</a>", 10_000*k))
	}},
	{"M29 styles", func(k int) []byte {
		return htmlMail(rep("<p style='"+rep("a:b;", 1000)+"' class='"+rep("x ", 500)+"'>", 500) + "text")
	}},
	{"M32 endless URL", func(k int) []byte {
		return htmlMail("<a href='http://x.example/" + rep("a", 2000*k) + "'>x</a> <a href='http://" + rep("a.", 5000) + "b'>y</a> <a href='java\nscript:alert(1)'>z</a> http://" + rep("b", 2000*k))
	}},
	{"M35 references", func(k int) []byte {
		return []byte("Message-ID: <" + rep("x", 10_000*k) + ">\nReferences: " + rep("<a@b> ", 10_000*k) + "\nIn-Reply-To: " + rep("<", 10_000*k) + "\n\nx")
	}},
	{"one word of megabytes in a script with marks", func(k int) []byte { return []byte("\n" + rep("ا\u064b", 70_000*k)) }},
	{"ideographs without end", func(k int) []byte { return []byte("\n" + rep("日本、", 30_000*k)) }},
	{"quotation depth", func(k int) []byte { return []byte("\n" + rep(rep(">", 5000)+"\n", 200)) }},
	{"flowed without end", func(k int) []byte {
		return []byte("Content-Type: text/plain; format=flowed; delsp=yes\n\n" + rep("soft \n", 30_000*k))
	}},
	{"tabs", func(k int) []byte { return []byte("\n" + rep("\t", k<<17)) }},
	{"RTF braces", func(k int) []byte {
		return []byte("Content-Type: text/rtf\n\n" + rep(`{\*\x `, 30_000*k) + rep("}", 100) + `{\rtf1 \u65x` + rep(`\u`, 10_000*k))
	}},
	{"calendar without end", func(k int) []byte {
		return []byte("Content-Type: text/calendar\n\n" + rep("BEGIN:VCALENDAR\nBEGIN:VEVENT\n", 3000*k))
	}},
	{"link labels", func(k int) []byte { return []byte("\n" + rep("http://a.example/ ", 10_000*k)) }},
}

// The makers take a scale: 1 is enough to tell linear from worse in a test, 10 is for measuring.
//
// Whatever comes, everything that can be asked of a message is answered, what is answered is harmless, and the memory
// that the answers take grows with the message and not faster. BenchmarkHostile measures the time.
func TestHostile(t *testing.T) {
	const base, perByte = 64 << 20, 3000 // bytes allocated, most of them for letting go again; the race detector makes pools forget
	for _, c := range hostile {
		t.Run(c.name, func(t *testing.T) {
			raw := c.make(1)
			before := allocated()
			inspect(t, raw)
			if used := allocated() - before; used > base+perByte*uint64(len(raw)) {
				t.Errorf("%d bytes took %d bytes of memory in all", len(raw), used)
			}
		})
	}
}

// allocated is how many bytes were ever allocated.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

func BenchmarkHostile(b *testing.B) {
	for _, c := range hostile {
		raw := c.make(10)
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
