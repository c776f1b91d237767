package message

import (
	"bytes"
	"strings"
)

// envelope is what a CMS structure (RFC 5652) turns out to be, as S/MIME (RFC 8551) sends it in application/pkcs7-mime.
type envelope uint8

const (
	noEnvelope envelope = iota // not CMS
	signedEnvelope
	encryptedEnvelope
	compressedEnvelope
)

var (
	pkcs7   = []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07}             // 1.2.840.113549.1.7
	smimeCT = []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01} // 1.2.840.113549.1.9.16.1
)

// openCMS says what b is and takes out what was signed. Nobody checks the signature: that would mean to know whom to
// trust.
func openCMS(b []byte) (kind envelope, content []byte) {
	r := ber{b: b}
	info, ok := r.enter(berSeq)
	if !ok {
		return noEnvelope, nil
	}
	oid, ok := info.enter(berOID)
	if !ok {
		return noEnvelope, nil
	}
	switch last := oid.b[max(0, len(oid.b)-1):]; {
	case bytes.Equal(oid.b, append(pkcs7[:8:8], 2)):
		return signedEnvelope, signedContent(info)
	case bytes.HasPrefix(oid.b, pkcs7) && len(oid.b) == 9 && (last[0] == 3 || last[0] == 4 || last[0] == 6),
		bytes.Equal(oid.b, append(smimeCT[:10:10], 23)):
		return encryptedEnvelope, nil
	case bytes.Equal(oid.b, append(smimeCT[:10:10], 9)):
		return compressedEnvelope, nil
	}
	return noEnvelope, nil
}

// signedContent is the content of SignedData (RFC 5652 section 5.1), nil when there is none or it is elsewhere.
func signedContent(info ber) []byte {
	tagged, ok := info.enter(berTagged)
	if !ok {
		return nil
	}
	data, ok := tagged.enter(berSeq)
	if !ok || !data.skip(berInteger) || !data.skip(berSet) {
		return nil
	}
	encap, ok := data.enter(berSeq)
	if !ok || !encap.skip(berOID) {
		return nil
	}
	tagged, ok = encap.enter(berTagged)
	if !ok {
		return nil
	}
	content, _ := tagged.octets(nil, 0)
	return content
}

// isCMS says that a part is an S/MIME envelope, also where only its name tells.
func (p *Part) isCMS() bool {
	switch p.Type {
	case "application/pkcs7-mime", "application/x-pkcs7-mime":
		return true
	case "application/octet-stream":
		return strings.HasSuffix(strings.ToLower(p.Name), ".p7m")
	}
	return false
}

// cmsHead is how much of an envelope tells what it is.
const cmsHead = 64

// sealed says in a sentence what keeps a part without parts of its own from being read: encryption, or an envelope that
// cannot be opened. It is "" for every other part.
func (m *Message) sealed(id int) string {
	p, what := &m.st.Parts[id], "This message"
	if id > 0 {
		what = "A part of this message"
	}
	switch {
	case p.Type == "multipart/encrypted":
		return what + " is encrypted with OpenPGP: save what is attached and decrypt it with gpg."
	case !p.isCMS():
		return ""
	}
	b, _ := m.body(p, cmsHead)
	switch kind, _ := openCMS(b); kind {
	case encryptedEnvelope:
		return what + " is encrypted with S/MIME: save what is attached and decrypt it with openssl cms."
	case compressedEnvelope:
		return what + " is compressed with S/MIME: save what is attached and unpack it with openssl cms."
	case signedEnvelope:
		return what + " is an S/MIME signature or certificate without text."
	}
	if p.Type == "application/octet-stream" {
		return ""
	}
	return what + " is an S/MIME envelope that cannot be opened: save what is attached for openssl cms."
}

// signed says that part id, or what it lies in, was signed.
func (m *Message) signed(id int) bool {
	for ; id >= 0; id = m.st.Parts[id].Parent {
		if p := &m.st.Parts[id]; p.Type == "multipart/signed" || p.isCMS() {
			return true
		}
	}
	return false
}
