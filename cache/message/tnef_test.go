package message

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"
)

// winmail builds a winmail.dat attribute by attribute.
type winmail struct{ bytes.Buffer }

func newWinmail() *winmail {
	w := &winmail{}
	binary.Write(w, binary.LittleEndian, uint32(tnefSignature))
	binary.Write(w, binary.LittleEndian, uint16(1))
	return w
}

func (w *winmail) add(level byte, id uint32, data []byte) *winmail {
	w.WriteByte(level)
	binary.Write(w, binary.LittleEndian, id)
	binary.Write(w, binary.LittleEndian, uint32(len(data)))
	w.Write(data)
	sum := uint16(0)
	for _, b := range data {
		sum += uint16(b)
	}
	binary.Write(w, binary.LittleEndian, sum)
	return w
}

// props builds a property list: a number, a named one to pass over, then the given one.
func props(id, kind uint16, value []byte) []byte {
	var b bytes.Buffer
	le := func(vs ...any) {
		for _, v := range vs {
			binary.Write(&b, binary.LittleEndian, v)
		}
	}
	pad := func(p []byte) { b.Write(p); b.Write(make([]byte, -len(p)&3)) }
	le(uint32(3), uint16(0x0003), uint16(0x0e08), uint32(7))
	le(uint16(0x0003), uint16(0x8001), make([]byte, 16), uint32(1), uint32(6))
	pad([]byte("ab\x00c\x00\x00"))
	le(uint32(9))
	le(kind, id, uint32(1), uint32(len(value)))
	pad(value)
	return b.Bytes()
}

func utf16le(s string) []byte {
	var b bytes.Buffer
	binary.Write(&b, binary.LittleEndian, append(utf16.Encode([]rune(s)), 0))
	return b.Bytes()
}

func TestParseWinmail(t *testing.T) {
	raw := newWinmail().
		add(1, attMAPIProps, props(propHTML, mapiBinary, []byte("<p>Hello</p>"))).
		add(1, attBody, []byte("Hello\r\nthere\x00")).
		add(2, attAttachRend, make([]byte, 14)).
		add(2, attAttachTitle, []byte("REPORT~1.PDF\x00")).
		add(2, attAttachData, []byte("%PDF-1.4")).
		add(2, attAttachProps, props(propLongName, mapiUnicode, utf16le("Bericht für Ada.pdf"))).
		add(2, attAttachRend, nil).
		add(2, attAttachTitle, []byte("b.txt\x00")).
		add(2, attAttachData, []byte("second")).Bytes()
	w, err := ParseWinmail(raw)
	if err != nil {
		t.Fatal(err)
	}
	if w.Text != "Hello\nthere" || string(w.HTML) != "<p>Hello</p>" {
		t.Errorf("bodies: %q %q", w.Text, w.HTML)
	}
	if len(w.Files) != 2 || w.Files[0].Name != "Bericht für Ada.pdf" || string(w.Files[0].Data) != "%PDF-1.4" || string(w.Files[1].Data) != "second" {
		t.Errorf("files: %+v", w.Files)
	}
	for n := range raw {
		ParseWinmail(raw[:n]) // cut anywhere it must not fall over
	}
	if _, err := ParseWinmail([]byte("PK\x03\x04 something else")); err == nil {
		t.Error("a zip was taken for a winmail.dat")
	}
}

func TestUnpackRTF(t *testing.T) {
	// The worked example of [MS-OXRTFCP] §3.1.1.
	packed := []byte("\x2d\x00\x00\x00\x2b\x00\x00\x00\x4c\x5a\x46\x75\xf1\xc5\xc7\xa7\x03\x00\x0a\x00\x72\x63\x70\x67\x31\x32\x35\x42\x32\x0a\xf3\x20\x68\x65\x6c\x09\x00\x20\x62\x77\x05\xb0\x6c\x64\x7d\x0a\x80\x0f\xa0")
	got, err := unpackRTF(packed)
	if err != nil || string(got) != "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n" {
		t.Errorf("got %q, %v", got, err)
	}
	plain := append([]byte("\x10\x00\x00\x00\x04\x00\x00\x00MELA\x00\x00\x00\x00"), "abcdef"...)
	if got, _ := unpackRTF(plain); string(got) != "abcd" {
		t.Errorf("uncompressed: %q", got)
	}
}

func FuzzParseWinmail(f *testing.F) {
	f.Add(newWinmail().add(1, attMAPIProps, props(propRTF, mapiBinary, []byte("\x10\x00\x00\x00\xff\xff\xff\xffLZFu\x00\x00\x00\x00\x01\x0f\xff"))).Bytes())
	f.Add(newWinmail().add(2, attAttachRend, nil).add(2, attAttachProps, props(propLongName, mapiUnicode, utf16le("x"))).Bytes())
	f.Fuzz(func(t *testing.T, raw []byte) {
		w, err := ParseWinmail(raw)
		if err != nil {
			return
		}
		if w.Text != CleanText(w.Text) {
			t.Errorf("not clean: %q", w.Text)
		}
		size := len(w.HTML) + len(w.RTF)
		for _, f := range w.Files {
			size += len(f.Data)
		}
		if size > len(raw)+mostRTF+strings.Count(string(raw), "LZFu")*mostRTF {
			t.Errorf("%d bytes out of %d", size, len(raw))
		}
	})
}
