package message

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"
)

// der is a value of definite length, or of open length when open.
func der(tag byte, open bool, values ...[]byte) []byte {
	body := bytes.Join(values, nil)
	switch n := len(body); {
	case open:
		return append(append([]byte{tag, 0x80}, body...), 0, 0)
	case n < 0x80:
		return append([]byte{tag, byte(n)}, body...)
	default:
		return append([]byte{tag, 0x82, byte(n >> 8), byte(n)}, body...)
	}
}

// signedData wraps content as S/MIME does; open is how programs write it that stream, in pieces of 7 bytes.
func signedData(content string, open bool) []byte {
	data := der(berOctets, false, []byte(content))
	if open {
		var pieces [][]byte
		for i := 0; i < len(content); i += 7 {
			pieces = append(pieces, der(berOctets, false, []byte(content[i:min(i+7, len(content))])))
		}
		data = der(berOctets|berChild, true, der(berOctets|berChild, true, pieces...))
	}
	oid := func(last byte) []byte { return der(berOID, false, append(pkcs7[:8:8], last)) }
	algorithms := der(berSet, open, der(berSeq, open, der(berOID, false, []byte{1, 2, 3})))
	return der(berSeq, open, oid(2), der(berTagged, open,
		der(berSeq, open, der(berInteger, false, []byte{1}), algorithms, der(berSeq, open, oid(1), der(berTagged, open, data)), der(berSet, open))))
}

// smime makes a message of an envelope.
func smime(envelope []byte) string {
	return "Subject: x\nContent-Type: application/pkcs7-mime; name=smime.p7m\nContent-Disposition: attachment; filename=smime.p7m\nContent-Transfer-Encoding: base64\n\n" +
		base64.StdEncoding.EncodeToString(envelope) + "\n"
}

const signedEntity = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhidden treasure\r\n--b\r\nContent-Type: image/png; name=p.png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC\r\n--b--\r\n"

func TestSignedEnvelope(t *testing.T) {
	for _, open := range []bool{false, true} {
		kind, content := openCMS(signedData(signedEntity, open))
		if kind != signedEnvelope || string(content) != signedEntity {
			t.Errorf("open lengths %v: %d holds %q", open, kind, content)
		}
	}
	for _, raw := range []string{smime(signedData(signedEntity, false)), smime(signedData("Content-Type: application/pkcs7-mime\r\n\r\n"+string(signedData(signedEntity, true)), true)),
		strings.Replace(smime(signedData(signedEntity, true)), "application/pkcs7-mime", "application/octet-stream", 1)} {
		d := document(t, open(raw), -1)
		if got := strings.TrimSpace(d.Plain(80)); got != "hidden treasure" || !d.Signed {
			t.Errorf("reads %q, signed %v", got, d.Signed)
		}
	}
	if document(t, open("\nhello"), -1).Signed {
		t.Error("whatever comes is called signed")
	}
}

// Whatever the lengths say, what is there of the content is read, and nothing else is.
func TestEnvelopeCutShort(t *testing.T) {
	for _, open := range []bool{false, true} {
		whole := signedData(signedEntity, open)
		for n := range whole {
			if _, content := openCMS(whole[:n]); !strings.HasPrefix(signedEntity, string(content)) {
				t.Fatalf("of %d bytes: %q", n, content)
			}
		}
	}
	deep := bytes.Repeat([]byte{berSet, 0x80}, 1<<20) // where the algorithms belong
	head := der(berSeq, false, der(berOID, false, append(pkcs7[:8:8], 2)), []byte{berTagged, 0x80, berSeq, 0x80, berInteger, 1, 1})
	if _, content := openCMS(append(head[:len(head):len(head)], deep...)); content != nil {
		t.Errorf("holds %d bytes", len(content))
	}
	for _, long := range [][]byte{{berSeq, 0x88, 255, 255, 255, 255, 255, 255, 255, 255}, {berSeq, 0x88, 128, 0, 0, 0, 0, 0, 0, 0}} {
		if kind, _ := openCMS(append(long, head[2:]...)); kind != signedEnvelope {
			t.Errorf("a length of 2^63: %d", kind)
		}
	}
	nest := func(tag byte, depth int, inner []byte) []byte {
		for range depth {
			inner = der(tag, true, inner)
		}
		return inner
	}
	for depth, want := range map[int]bool{maxBER: true, maxBER + 2: false} {
		r := ber{b: nest(berOctets|berChild, depth, der(berOctets, false, []byte("x")))}
		if content, _ := r.octets(nil, 0); (len(content) == 1) != want {
			t.Errorf("octets %d deep: %q", depth, content)
		}
		r = ber{b: nest(berSet, depth, nil)}
		if got := r.skip(berSet); got != want {
			t.Errorf("values %d deep are passed: %v", depth, got)
		}
	}
	pieces := ber{b: bytes.Repeat([]byte{berOctets | berChild, 0x80}, 1<<20)}
	if got, _ := pieces.octets(nil, 0); len(got) > 0 {
		t.Errorf("nothing in nothing gives %d bytes", len(got))
	}
}

func FuzzEnvelope(f *testing.F) {
	f.Add(signedData(signedEntity, false))
	f.Add(signedData("a", true))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, content := openCMS(b); len(content) > len(b) {
			t.Errorf("%d bytes of %d", len(content), len(b))
		}
		inspect(t, []byte(smime(b)))
	})
}
