package message

// ber reads the values of ASN.1 BER (X.690) one after the other. Lengths may be left open (80, ended by two zero
// bytes), as programs write them that stream. What is cut off ends where the bytes end. Nothing is copied, and no byte is
// looked at twice.
type ber struct {
	b    []byte
	open bool // ends with two zero bytes rather than where b ends
}

// The tags that CMS is made of.
const (
	berInteger = 0x02
	berOctets  = 0x04
	berOID     = 0x06
	berSeq     = 0x30
	berSet     = 0x31
	berChild   = 0x20 // made of values
	berTagged  = 0xa0 // [0]
)

// maxBER is how deeply values may lie in values that are skipped or joined.
const maxBER = 16

// head takes the identifier and the length off the front. inner is what the value holds; of a value of open length it goes
// on to the end of the bytes.
func (r *ber) head() (tag byte, inner ber, ok bool) {
	if len(r.b) < 2 || r.open && r.b[0] == 0 && r.b[1] == 0 || r.b[0]&0x1f == 0x1f {
		return 0, ber{}, false
	}
	tag = r.b[0]
	n, rest := int(r.b[1]), r.b[2:]
	switch {
	case n == 0x80:
		r.b = rest
		return tag, ber{rest, true}, tag&berChild != 0
	case n > 0x80:
		digits := n & 0x7f
		if digits > 8 || digits > len(rest) {
			return 0, ber{}, false
		}
		n = 0
		for _, d := range rest[:digits] {
			if n > len(r.b) { // more than there is, whatever follows
				break
			}
			n = n<<8 | int(d)
		}
		rest = rest[digits:]
	}
	n = min(n, len(rest))
	r.b = rest[n:]
	return tag, ber{rest[:n], false}, true
}

// enter goes into the next value if its tag is the wanted one.
func (r *ber) enter(want byte) (ber, bool) {
	tag, inner, ok := r.head()
	return inner, ok && tag == want
}

// skip passes the next value if its tag is the wanted one.
func (r *ber) skip(want byte) bool {
	return len(r.b) > 0 && r.b[0] == want && r.pass(0)
}

// pass passes the next value, whatever it is.
func (r *ber) pass(depth int) bool {
	_, inner, ok := r.head()
	if !ok || depth > maxBER {
		return false
	}
	if !inner.open {
		return true
	}
	for !inner.ended() {
		if !inner.pass(depth + 1) {
			return false
		}
	}
	r.b = inner.after()
	return true
}

// ended says that nothing follows in the value.
func (r *ber) ended() bool {
	return len(r.b) == 0 || r.open && len(r.b) >= 2 && r.b[0] == 0 && r.b[1] == 0
}

// after is what follows behind a value of open length that was read to its end.
func (r *ber) after() []byte { return r.b[min(2, len(r.b)):] }

// octets joins an octet string that may be made of several. What comes before a mistake, and there is ok false, is kept.
func (r *ber) octets(out []byte, depth int) (joined []byte, ok bool) {
	for !r.ended() {
		tag, inner, ok := r.head()
		switch {
		case ok && tag == berOctets:
			out = append(out, inner.b...)
		case ok && tag == berOctets|berChild && depth < maxBER:
			if out, ok = inner.octets(out, depth+1); !ok {
				return out, false
			}
			if inner.open {
				r.b = inner.after()
			}
		default:
			return out, false
		}
	}
	return out, true
}
