package message

import (
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// guess names the encoding of bytes that are not UTF-8 and whose label is missing or false.
func guess(b []byte) encoding.Encoding {
	return charmap.Windows1252
}
