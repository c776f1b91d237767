package message

import (
	"encoding/binary"
	"errors"
)

// Properties and types of [MS-OXPROPS] and [MS-OXCDATA] §2.11.1.
const (
	propBody = 0x1000
	propRTF  = 0x1009
	propHTML = 0x1013

	propDisplayName = 0x3001
	propFileData    = 0x3701
	propLongName    = 0x3707
	propMimeTag     = 0x370e
	propContentID   = 0x3712
	interfaceID     = 16 // bytes before an embedded message

	mapiString  = 0x001e
	mapiUnicode = 0x001f
	mapiObject  = 0x000d
	mapiBinary  = 0x0102
	mapiMany    = 0x1000 // flag: several values
	mapiNamed   = 0x8000 // ids from here on bring a name along
)

// mapiProps tells each property of a list with its first value; it stops at the first thing it cannot read.
func mapiProps(data []byte, tell func(id, kind uint16, value []byte)) {
	r := mapiReader{data}
	for n := r.u32(); n > 0 && len(r.rest) >= 4; n-- {
		kind, id := r.u16(), r.u16()
		if id >= mapiNamed {
			r.skipName()
		}
		values := uint32(1)
		if kind&mapiMany != 0 || variable(kind) {
			values = r.u32()
		}
		for i := uint32(0); i < values && len(r.rest) > 0; i++ {
			value, ok := r.value(kind &^ mapiMany)
			if !ok {
				return
			}
			if i == 0 {
				tell(id, kind&^mapiMany, value)
			}
		}
	}
}

func variable(kind uint16) bool {
	return kind == mapiString || kind == mapiUnicode || kind == mapiObject || kind == mapiBinary
}

// mapiReader takes little-endian values off the front; past the end everything is zero.
type mapiReader struct{ rest []byte }

func (r *mapiReader) take(n int64) []byte {
	if n > int64(len(r.rest)) {
		n = int64(len(r.rest))
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *mapiReader) u16() uint16 {
	var b [2]byte
	copy(b[:], r.take(2))
	return binary.LittleEndian.Uint16(b[:])
}

func (r *mapiReader) u32() uint32 {
	var b [4]byte
	copy(b[:], r.take(4))
	return binary.LittleEndian.Uint32(b[:])
}

// skipName passes over a named property's GUID and number, or name.
func (r *mapiReader) skipName() {
	r.take(16)
	if r.u32() == 0 {
		r.take(4)
		return
	}
	r.take(padded(r.u32()))
}

// value reads one value; everything is padded to four bytes.
func (r *mapiReader) value(kind uint16) (value []byte, ok bool) {
	if variable(kind) {
		size := r.u32()
		taken := r.take(padded(size))
		return taken[:min(int64(size), int64(len(taken)))], true
	}
	switch kind {
	case 0x0002, 0x0003, 0x0004, 0x000a, 0x000b:
		return r.take(4), true
	case 0x0005, 0x0006, 0x0007, 0x0014, 0x0040:
		return r.take(8), true
	case 0x0048:
		return r.take(16), true
	}
	return nil, false
}

func padded(n uint32) int64 { return (int64(n) + 3) &^ 3 }

// rtfStart is what the dictionary of compressed RTF holds before the first byte ([MS-OXRTFCP] §2.1.2.1).
const rtfStart = `{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor ` +
	"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"

// mostRTF bounds what a few bytes may unpack to.
const mostRTF = 16 << 20

// unpackRTF undoes [MS-OXRTFCP]: LZFu, or nothing under the same header.
func unpackRTF(packed []byte) ([]byte, error) {
	if len(packed) < 16 {
		return nil, errors.New("message: compressed RTF is too short")
	}
	size := min(int64(binary.LittleEndian.Uint32(packed[4:])), mostRTF)
	kind, in := binary.LittleEndian.Uint32(packed[8:]), packed[16:]
	if kind == 0x414c454d { // "MELA": not compressed
		return in[:min(size, int64(len(in)))], nil
	}
	dictionary := make([]byte, 4096)
	at := copy(dictionary, rtfStart)
	var out []byte
	for len(in) > 0 {
		flags := in[0]
		in = in[1:]
		for bit := 0; bit < 8 && len(in) > 0 && int64(len(out)) < size; bit++ {
			if flags>>bit&1 == 0 {
				out = append(out, in[0])
				dictionary[at] = in[0]
				at, in = (at+1)%4096, in[1:]
				continue
			}
			if len(in) < 2 {
				return out, nil
			}
			ref := int(in[0])<<8 | int(in[1])
			in = in[2:]
			from := ref >> 4
			if from == at { // the end is marked by pointing at the writing place
				return out, nil
			}
			for n := ref&15 + 2; n > 0; n-- {
				c := dictionary[from]
				out = append(out, c)
				dictionary[at] = c
				at, from = (at+1)%4096, (from+1)%4096
			}
		}
		if int64(len(out)) >= size {
			break
		}
	}
	return out, nil
}
