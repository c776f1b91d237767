package cache

import "unicode/utf8"

// text takes in what the message has in a column. Columns come by rising number.
func (p *postings) text(column int, s string) {
	p.column, p.place = uint8(column), 0
	for s != "" {
		s = s[p.plain(s):]
		if s == "" {
			break
		}
		n := p.letters(s)
		if n == 0 {
			n = p.pairs(s)
		}
		if n == 0 { // none of the short cuts
			n = otherStretch(s)
			p.settle()
			p.others.read(s[:n])
		}
		s = s[n:]
	}
	p.settle()
}

// plain is tokens for ASCII, which most mail is: a loop over bytes, up to the first word that is not. Short words need not
// even be copied, since their key is made of eight bytes of the text at once.
func (p *postings) plain(s string) (read int) {
	const blanks = 0x2020202020202020 // make small letters of capitals and leave digits as they are
	for i := 0; i < len(s); i++ {
		from := i
		for i < len(s) && plainFolds[s[i]] != 0 {
			i++
		}
		blank := 0
		if i < len(s) && s[i] >= utf8.RuneSelf {
			if blank = separator(s[i:]); blank == 0 {
				return from
			}
		}
		switch n := i - from; {
		case n == 0:
		case n <= shortWord && from+shortWord <= len(s):
			p.addShort((load(s[from:])|blanks)&(1<<(8*n)-1), n)
		default:
			var word [maxToken]byte
			n = min(n, maxToken)
			for k := range n {
				word[k] = plainFolds[s[from+k]]
			}
			p.add(word[:n])
		}
		i += max(blank-1, 0)
	}
	return len(s)
}

// load reads eight bytes, the first of them the lowest.
func load(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 |
		uint64(s[6])<<48 | uint64(s[7])<<56
}

// letters is tokens for one word of Latin, Greek or Cyrillic letters that fold by themselves, as most do; it reads nothing of
// another.
func (p *postings) letters(s string) (read int) {
	var word [maxToken]byte
	folds := shortFolds()
	n, i := 0, 0
	for i < len(s) {
		if c := s[i]; c < utf8.RuneSelf {
			if plainFolds[c] == 0 {
				break
			}
			if n < maxToken {
				word[n] = plainFolds[c]
				n++
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if separator(s[i:]) > 0 {
			break
		}
		if int(r) >= len(folds) {
			return 0
		}
		folded, long := folds[r], ""
		if folded == 0 {
			if long = spelledOut[r]; long == "" {
				return 0
			}
		} else if n+utf8.RuneLen(folded) <= maxToken {
			n += utf8.EncodeRune(word[n:], folded)
		}
		n += copy(word[n:], long)
		i += size
	}
	if i > 0 {
		p.add(word[:n])
	}
	return i
}

// separator is the size of the character that s begins with if that is a common one that parts words, none of ASCII, and may
// be passed over: a mark behind it, or behind a letter that leaves marks to what is before it, would be its own.
func separator(s string) int {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r == 0xA0, r == '«', r == '»':
	case 0x2010 <= r && r <= 0x2027: // dashes, quotation marks, ellipses
	case 0x3000 <= r && r <= 0x3004, 0x3008 <= r && r <= 0x3020, 0xFF01 <= r && r <= 0xFF0F, 0xFF1A <= r && r <= 0xFF20:
	default:
		return 0
	}
	next, _ := utf8.DecodeRuneInString(s[size:])
	if !startsAfresh(s[size:]) || next == 0xAD || spelledOut[next] != "" {
		return 0
	}
	return size
}

// pairs is tokens for a run of Kana, Han and Hangul, if that is what comes and what follows it leaves it as it is.
func (p *postings) pairs(s string) (read int) {
	i := 0
	for i+2 < len(s) && s[i] >= 0xE3 {
		if r, _ := utf8.DecodeRuneInString(s[i:]); !foldsToItself(r) {
			break
		}
		i += 3
	}
	if i == 0 {
		return 0
	}
	if i < len(s) && s[i] >= utf8.RuneSelf && separator(s[i:]) == 0 {
		return 0
	}
	last := triple(s)
	for k := 3; k < i; k += 3 {
		next := triple(s[k:])
		p.addShort(last|next<<24, 6)
		last = next
	}
	p.addShort(last, 3)
	return i
}

func triple(s string) uint64 { return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 }
