package cache

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"
)

// Most of what mail weighs is attachments in base64 (RFC 2045, 6.8), which take four octets for every three. A chunk may
// keep such lines as the octets they stand for: a quarter less to write, twice, and to keep. It is exact, or it is not
// done: a line counts only if encoding its octets again gives the line.
//
// A chunk so kept is what lies between runs of such lines as it is, and the octets of the lines, one after the other;
// then the directory: the line's width in quanta of four, the length of its end (1 LF, 2 CRLF), and by turns the
// length of what lies between and the number of lines in the run behind it, as varints; then the directory's length in
// four octets. It stands at the end so that a chunk can be rewritten in place.
const (
	lined     = 2       // the codec
	dirLength = 4       // octets that tell the directory's length
	narrowest = 32      // octets of a line that is worth it
	widest    = 4 * 255 // that the directory can tell
)

var lineCoding = base64.RawStdEncoding.Strict()

// foldLines keeps b's lines of base64 as octets. It writes over b; where b has none, it is as it was.
func foldLines(b []byte) chunk {
	f := lineFolder{b: b}
	var (
		dir   []byte
		wrote int // never overtakes what is read
	)
	for f.read < len(b) {
		from := f.read
		for f.read < len(b) && !f.line() {
			f.skip()
		}
		dir = binary.AppendUvarint(dir, uint64(f.read-from))
		wrote += copy(b[wrote:], b[from:f.read])
		lines := 0
		for ; f.read < len(b) && f.line(); lines++ {
			wrote += copy(b[wrote:], f.octets[:f.width/4*3])
			f.read += f.width + f.end
		}
		dir = binary.AppendUvarint(dir, uint64(lines))
	}
	if f.width == 0 {
		return chunk{plain, b}
	}
	dir = append([]byte{byte(f.width / 4), byte(f.end)}, dir...)
	kept := append(b[:wrote:len(b)], dir...)
	return chunk{lined, binary.BigEndian.AppendUint32(kept, uint32(len(dir)))}
}

// lineFolder reads a chunk line by line.
type lineFolder struct {
	b          []byte
	read       int
	width, end int // of lines of base64; 0 until the first
	octets     [widest / 4 * 3]byte
}

// line decodes the next line, if it is one of base64 and as wide as those before.
func (f *lineFolder) line() bool {
	rest, width, end := f.b[f.read:], f.width, f.end
	if width == 0 {
		if width, end = shape(rest); width == 0 {
			return false
		}
	}
	if len(rest) < width+end || rest[width+end-1] != '\n' || end == 2 && rest[width] != '\r' {
		return false
	}
	if n, err := lineCoding.Decode(f.octets[:], rest[:width]); err != nil || n != width/4*3 { // it passes over line ends
		return false
	}
	f.width, f.end = width, end
	return true
}

// shape measures the first line of b and its end; 0 if it cannot be one of base64.
func shape(b []byte) (width, end int) {
	i := bytes.IndexByte(b[:min(len(b), widest+2)], '\n')
	if i < narrowest {
		return 0, 0
	}
	width, end = i, 1
	if b[i-1] == '\r' {
		width, end = i-1, 2
	}
	if width%4 != 0 || width > widest {
		return 0, 0
	}
	return width, end
}

// skip passes over a line that is kept as it is.
func (f *lineFolder) skip() {
	i := bytes.IndexByte(f.b[f.read:], '\n')
	if i < 0 {
		i = len(f.b) - f.read - 1
	}
	f.read += i + 1
}

// unfoldLines gives the chunk that foldLines kept.
func unfoldLines(kept []byte) ([]byte, error) {
	u, err := newUnfolder(kept)
	if err != nil {
		return nil, err
	}
	return u.upTo(u.size), nil
}

// unfolder gives a chunk that foldLines kept as far as it is asked for: who reads a text has no use for what is attached.
type unfolder struct {
	directory
	lines int // of the run under way, still to come
	b     []byte
}

func newUnfolder(kept []byte) (*unfolder, error) {
	d, err := openDirectory(kept)
	return &unfolder{directory: d}, err
}

// upTo gives the chunk's first n octets or more.
func (u *unfolder) upTo(n int) []byte {
	const atOnce = 16 << 10 // who reads on asks for a little more each time
	if n = min(n, u.size); n > cap(u.b) {
		u.b = slices.Grow(u.b, min(max(n+atOnce, 2*cap(u.b)), u.size)-len(u.b))
	}
	for len(u.b) < n && (u.lines > 0 || len(u.dir) > 0) {
		if u.lines == 0 {
			var between int
			between, u.lines, u.dir, _ = pair(u.dir)
			u.b = append(u.b, u.kept[:between]...)
			u.kept = u.kept[between:]
		}
		for ; u.lines > 0 && len(u.b) < n; u.lines-- {
			u.b = lineCoding.AppendEncode(u.b, u.kept[:u.octets])
			u.b = append(u.b, u.end...)
			u.kept = u.kept[u.octets:]
		}
	}
	return u.b
}

// directory tells how a chunk was kept.
type directory struct {
	kept, dir []byte
	octets    int // of a line
	end       string
	size      int // of the chunk
}

var errDirectory = fmt.Errorf("%w: its lines do not add up", ErrDamaged)

// openDirectory checks that what the directory tells fits what is there.
func openDirectory(kept []byte) (d directory, err error) {
	n := len(kept) - dirLength
	if n < 0 {
		return d, errDirectory
	}
	length := int64(binary.BigEndian.Uint32(kept[n:]))
	if length < 2 || length > int64(n) {
		return d, errDirectory
	}
	d.kept, d.dir = kept[:n-int(length)], kept[n-int(length):n]
	width, end := int(d.dir[0])*4, int(d.dir[1])
	if width < narrowest || end < 1 || end > 2 {
		return d, errDirectory
	}
	d.octets, d.end, d.dir = width/4*3, "\r\n"[2-end:], d.dir[2:]
	left := len(d.kept)
	for rest := d.dir; len(rest) > 0; {
		var between, lines int
		var ok bool
		if between, lines, rest, ok = pair(rest); !ok || between > left || lines > (left-between)/d.octets {
			return d, errDirectory
		}
		left -= between + lines*d.octets
		d.size += between + lines*(width+end)
	}
	if left != 0 || d.size > chunkSize {
		return d, errDirectory
	}
	return d, nil
}

// pair reads what lies between two runs, and how many lines the second has.
func pair(dir []byte) (between, lines int, rest []byte, ok bool) {
	a, n := binary.Uvarint(dir)
	if n <= 0 {
		return 0, 0, nil, false
	}
	b, m := binary.Uvarint(dir[n:])
	if m <= 0 || a > chunkSize || b > chunkSize {
		return 0, 0, nil, false
	}
	return int(a), int(b), dir[n+m:], true
}
