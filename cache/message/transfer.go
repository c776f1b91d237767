package message

import "io"

// transferDecoder removes a content transfer encoding (RFC 2045 section 6).
func transferDecoder(encoding string, r io.Reader) io.Reader {
	switch encoding {
	case "base64":
		return newBase64Reader(r)
	case "quoted-printable":
		return newQPReader(r)
	case "x-uuencode":
		return newUUReader(r)
	case "x-yenc":
		return newYEncReader(r)
	}
	return r
}
