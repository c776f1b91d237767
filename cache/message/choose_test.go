package message

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"
	"testing"
)

func open(raw string) *Message {
	return Open(strings.NewReader(raw), int64(len(raw)), nil)
}

func document(t *testing.T, m *Message, part int) *Document {
	t.Helper()
	d, err := m.Document(part)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// alternatives makes a multipart/alternative of a text and an HTML.
func alternatives(plain, rich string) string {
	return "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n" + plain +
		"\n--b\nContent-Type: text/html\n\n" + rich + "\n--b--\n"
}

func TestAlternatives(t *testing.T) {
	story := strings.Repeat("<p>Once upon a time there was quite another story told at length.</p>", 5) +
		"<p>Wolves, bears, princes, millers, tailors, geese, kings and ovens had parts in it.</p>"
	tool := "<p>Wolves, bears, princes and millers had parts in it.</p>" + strings.Repeat("<table><tr><td><a href=https://t.example/x>Read</a></td></tr></table>", 4)
	written := "<p>Wolves, bears, princes and millers had parts in it.</p>" + strings.Repeat("<p><a href=https://t.example/x>Read</a></p>", 4)
	wolves := "Wolves, bears, princes and millers had parts in it. Read "
	for _, c := range []struct{ name, plain, rich, shown, why string }{
		{"without its links", wolves, tool, "text/html", "plain text has lost the links"},
		{"a long one too", wolves + strings.Repeat("princes and millers ", 500), tool, "text/html", "plain text has lost the links"},
		{"written by hand", wolves, written, "text/plain", ""},
		{"with its links", wolves + "https://t.example/x", tool, "text/plain", ""},
		{"other than the HTML", "Frogs, foxes, hens, swans and cats said quite something else altogether today.", tool, "text/plain", ""},
		{"addresses all over", wolves + strings.Repeat("Read [https://t.example/x] ", 4), tool, "text/html", "plain text is full of web addresses"},
		{"lines that are none", wolves + `\n\nhttps://t.example/x\n`, tool, "text/html", "plain text has lost its lines"},
		{"honest text", "Dear Ada, the meeting is on Thursday.", "<p>Dear Ada, the meeting is on <b>Thursday</b>.</p>", "text/plain", ""},
		{"stub", "View this email in your browser: https://x.example/1", story, "text/html", "plain text only points to the web"},
		{"stub in German", "Bitte öffnen Sie diese Nachricht im Browser", story, "text/html", "plain text only points to the web"},
		{"stub in a language nobody listed", "Zobacz to: https://x.example/", story, "text/html", "plain text leaves most out"},
		{"empty", " \n", "<p>Hello</p>", "text/html", "plain text is empty"},
		{"source", "<html><body>Hello, this is all in the text</body></html>", "<html><body>Hello, this is all in the text</body></html>", "text/html", "plain text is HTML source"},
		{"text says more", "A long letter with many words that the other part does not have at all.", "<p>Hi</p>", "text/plain", ""},
		{"HTML is empty", "Hello", "<img src=x>", "text/plain", ""},
		{"words about a browser in a real letter", "The bug only shows in your browser, not in mine. Can you send me the log, please? Thanks!", "<p>The bug only shows in your browser, not in mine. Can you send me the log, please? Thanks!</p>", "text/plain", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := open(alternatives(c.plain, c.rich))
			d := document(t, m, -1)
			if got := m.Structure().Parts[d.Part].Type; got != c.shown || d.Why != c.why {
				t.Errorf("shows %s because %q, want %s because %q", got, d.Why, c.shown, c.why)
			}
			if d.Of != 2 || d.Index != 1 {
				t.Errorf("%d of %d", d.Index, d.Of)
			}
			other := document(t, m, m.Readable()[1])
			if other.Part == d.Part || other.Index != 2 {
				t.Errorf("the other part is %d, number %d", other.Part, other.Index)
			}
		})
	}
}

func TestComposition(t *testing.T) {
	m := open("Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nfirst\n--b\nContent-Type: image/png; name=p.png\n\nx\n--b\n\nsecond\n" +
		"--b\nContent-Type: text/plain; name=log.txt\nContent-Disposition: attachment\n\nthe log\n" +
		"--b\nContent-Type: message/rfc822\n\nFrom: Ada <a@b>\nSubject: inner\n\nthird\n--b--\n")
	text := document(t, m, -1).Plain(80)
	for _, want := range []string{"first", "second", "Enclosed message from Ada <a@b>", "inner", "third"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if strings.Contains(text, "the log") {
		t.Error("an attachment is shown unasked")
	}
	ids := m.Readable()
	if log := document(t, m, ids[len(ids)-1]).Plain(80); strings.TrimSpace(log) != "the log" {
		t.Errorf("the attached text reads %q", log)
	}
	var names []string
	for _, a := range m.Summary().Attachments {
		names = append(names, a.Name)
	}
	if got := strings.Join(names, " "); got != "p.png log.txt message-5.eml" {
		t.Errorf("attachments: %s", got)
	}
}

func TestNothingToRead(t *testing.T) {
	for _, c := range []struct{ name, raw, want string }{
		{"empty", "", "This message is empty."},
		{"headers", "Subject: x\n\n", "This message has headers and no text."},
		{"OpenPGP", "Content-Type: multipart/encrypted; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream\n\nx\n--b--\n",
			"This message is encrypted with OpenPGP: save what is attached and decrypt it with gpg."},
		{"S/MIME", "Content-Type: application/pkcs7-mime; name=smime.p7m\n\nx", "This message is an S/MIME envelope that cannot be opened: save what is attached for openssl cms."},
		{"S/MIME encrypted", smime(der(berSeq, true, der(berOID, false, append(pkcs7[:8:8], 3)))), "This message is encrypted with S/MIME: save what is attached and decrypt it with openssl cms."},
		{"S/MIME encrypted and authenticated", smime(der(berSeq, false, der(berOID, false, append(smimeCT[:10:10], 23)))), "This message is encrypted with S/MIME: save what is attached and decrypt it with openssl cms."},
		{"S/MIME compressed", smime(der(berSeq, false, der(berOID, false, append(smimeCT[:10:10], 9)))), "This message is compressed with S/MIME: save what is attached and unpack it with openssl cms."},
		{"certificates", smime(der(berSeq, false, der(berOID, false, append(pkcs7[:8:8], 2)))), "This message is an S/MIME signature or certificate without text."},
		{"a file that is called p7m", "Content-Type: application/octet-stream; name=x.p7m\n\nx", "This message has no text, only an attachment."},
		{"encrypted below a note", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nFrom the list\n--b\nContent-Type: multipart/encrypted; boundary=c\n\n--c\nContent-Type: application/octet-stream\n\nx\n--c--\n--b--\n",
			"From the list\n\nA part of this message is encrypted with OpenPGP: save what is attached and decrypt it with gpg."},
		{"one file", "Content-Type: application/pdf\n\nx", "This message has no text, only an attachment."},
		{"attached text is all there is", "Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nhello", "hello"},
		{"around empty parts", "Content-Type: multipart/mixed; boundary=b\n\nbefore\n--b\n--b--\nafter\n", "before\n--b\n--b--\nafter"},
		{"all hidden", "Content-Type: text/html\n\n<div style='display:none'>hidden words</div>", "hidden words"},
		{"swallowed by a comment", "Content-Type: text/html\n\n<!-- <p>words</p>", "words"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.TrimSpace(document(t, open(c.raw), -1).Plain(120)); got != c.want {
				t.Errorf("reads %q, want %q", got, c.want)
			}
		})
	}
}

func TestContainersAreOpened(t *testing.T) {
	inner := "Subject: inner\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nhidden treasure\n--c\nContent-Type: image/png; name=p.png\nContent-Transfer-Encoding: base64\n\nAAEC\n--c--\n"
	b64 := base64.StdEncoding.EncodeToString([]byte(inner))
	winmailDat := newWinmail().
		add(1, attBody, []byte("hidden treasure\x00")).
		add(2, attAttachRend, make([]byte, 14)).
		add(2, attAttachTitle, []byte("p.png\x00")).
		add(2, attAttachData, []byte{0, 1, 2}).Bytes()
	for _, c := range []struct{ name, raw string }{
		{"enclosed message in base64", "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + b64 + "\n"},
		{"multipart in base64", "Content-Type: multipart/mixed\nContent-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString([]byte(inner[strings.Index(inner, "--c"):])) + "\n"},
		{"signed envelope", smime(signedData(signedEntity, true))},
		{"winmail.dat", "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString(winmailDat) + "\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			stored := Scan([]byte(c.raw))
			m := Open(strings.NewReader(c.raw), int64(len(c.raw)), stored)
			if text := document(t, m, -1).Plain(80); !strings.Contains(text, "hidden treasure") {
				t.Errorf("reads %q", text)
			}
			if !strings.Contains(m.Text(), "hidden treasure") {
				t.Error("the text cannot be found")
			}
			if len(stored.Parts) == len(m.Structure().Parts) {
				t.Error("nothing was added")
			}
			for i, p := range stored.Parts {
				if m.Structure().Parts[i] != p {
					t.Error("a stored part changed")
				}
			}
			list := m.Summary().Attachments
			last := list[slices.IndexFunc(list, func(a Attachment) bool { return a.Name == "p.png" })]
			r, err := m.Decode(last.Part)
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			b.ReadFrom(r)
			if last.Name != "p.png" || !bytes.Equal(b.Bytes(), []byte{0, 1, 2}) {
				t.Errorf("attachment %+v holds %v", last, b.Bytes())
			}
		})
	}
}

func TestAsides(t *testing.T) {
	m := open("Subject: Invitation\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\nCome!\n--b\nContent-Type: text/calendar; method=REQUEST\n\n" +
		"BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Tea\nDTSTART:20261128T160000Z\nDTEND:20261128T173000Z\nLOCATION:Garden\nEND:VEVENT\nEND:VCALENDAR\n--b--\n")
	got := document(t, m, -1).Plain(80)
	want := "Invitation: Tea\nWhen:  Sat 28 November 2026, 16:00 to 17:30 (UTC)\nWhere: Garden\n\nCome!\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	m = open("Content-Type: multipart/report; boundary=b\n\n--b\n\nIt failed.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; bob@example.org\nAction: failed\nStatus: 5.1.1\n--b--\n")
	got = document(t, m, -1).Plain(80)
	want = "This message could not be delivered to bob@example.org: there is no such mailbox.\n\nIt failed.\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// What is told in a sentence or on a card can still be read as it came.
func TestAsidesCanBeRead(t *testing.T) {
	m := open("Content-Type: multipart/report; boundary=b\n\n--b\n\nIt failed.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; bob@example.org\nAction: failed\n--b\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Tea\nDTSTART:20261128T160000Z\nEND:VEVENT\nEND:VCALENDAR\n--b--\n")
	if ids := m.Readable(); !slices.Equal(ids, []int{1, 2, 3}) {
		t.Errorf("readable: %v", ids)
	}
	for part, want := range map[int]string{2: "Final-Recipient: rfc822; bob@example.org", 3: "SUMMARY:Tea"} {
		if text := document(t, m, part).Plain(80); !strings.Contains(text, want) {
			t.Errorf("part %d reads\n%s", part, text)
		}
	}
}

// A reference to something kept elsewhere may hold an order to the server that has it.
func TestExternalBody(t *testing.T) {
	m := open("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee there.\n--b\nContent-Type: message/external-body; access-type=mail-server; server=\"x@list.example\"\n\nContent-Type: application/postscript; name=paper.ps\n\nget paper.ps\n--b\nContent-Type: message/external-body; access-type=anon-ftp; name=other.ps\n\nContent-Type: application/postscript\n\n--b--\n")
	var names []string
	for _, a := range m.Summary().Attachments {
		names = append(names, a.Name)
	}
	if got := strings.Join(names, " "); got != "message-2.bin paper.ps other.ps" {
		t.Errorf("attachments: %s", got)
	}
	if text := strings.TrimSpace(document(t, m, -1).Plain(80)); text != "See there." {
		t.Errorf("reads %q", text)
	}
}

func TestRelatedBeginsWithBlanks(t *testing.T) {
	m := open("Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/plain\n\n  \n--b\nContent-Type: text/html\n\n<p>words</p>\n--b--\n")
	if text := strings.TrimSpace(document(t, m, -1).Plain(80)); text != "words" {
		t.Errorf("reads %q", text)
	}
}

func TestHistoryIsQuoted(t *testing.T) {
	old := "From: Ada\nSent: Monday\nTo: Bob\nSubject: x\n\nthe old text\n"
	for _, c := range []struct {
		name, raw string
		quoted    bool
	}{
		{"reply", "Subject: Re: x\n\nMy answer.\n\n" + old, true},
		{"reply with a line", "Subject: Re: x\n\nMy answer.\n\n-----Original Message-----\n" + old, true},
		{"forward", "Subject: Fwd: x\n\nLook.\n\n" + old, false},
		{"nothing of one's own", "Subject: x\n\n" + old, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := document(t, open(c.raw), -1)
			if last := d.Blocks[len(d.Blocks)-1]; (last.Quote > 0) != c.quoted {
				t.Errorf("quoted at %d", last.Quote)
			}
		})
	}
}
