package message

import (
	"strings"
)

// textLine is one line of plain text without its quotation marks. A soft line goes on in the next one.
type textLine struct {
	quote int
	text  string
	sig   bool // the separator "-- "
}

// maxQuote is the depth of quotation behind which deeper is no longer told apart.
const maxQuote = 30

// plain adds a text/plain part (RFC 3676 when flowed): paragraphs as they were written, quotations by depth, the
// signature, and links.
func (w *writer) plain(s string, flowed, delSp bool) {
	if w.words && !(flowed && delSp) { // then nothing is joined that a break had parted
		w.block(Block{Spans: []Span{{Text: CleanText(s)}}})
		return
	}
	s = CleanText(strings.ReplaceAll(s, "\r\r\n", "\r\n"))
	s = strings.Trim(s, "\n")
	p := plainWriter{w: w}
	if flowed {
		unflow(s, delSp, p.line)
	} else {
		for s != "" && !w.full() {
			var line string
			line, s, _ = strings.Cut(s, "\n")
			p.line(cutQuote(line))
		}
	}
	p.flush()
}

// plainWriter gathers lines into blocks.
type plainWriter struct {
	w     *writer
	lines []string
	size  int // bytes in lines
	quote int
	armor armor
	dim   bool // the block being gathered is armour
	sig   bool // inside the signature of quotation depth sigAt
	sigAt int
	tight bool // the block being gathered follows the one before without a blank line
	blank bool
	any   bool
}

func (p *plainWriter) line(l textLine) {
	if dim := p.armor.next(&l); dim != p.dim {
		p.flush()
		p.dim, p.sig = dim, false
	}
	if l.sig {
		p.flush()
		p.sig, p.sigAt = true, l.quote
	} else if p.sig && l.quote != p.sigAt {
		p.flush()
		p.sig = false
	}
	text := strings.TrimRight(l.text, blanks)
	if text == "" {
		p.flush()
		p.blank = true
		return
	}
	if l.quote != p.quote || p.size > maxBlockText {
		p.flush()
	}
	for len(text) > maxBlockText { // a line without end
		n := strings.LastIndexByte(text[:maxBlockText], ' ') + 1
		if n == 0 {
			n = len(strings.ToValidUTF8(text[:maxBlockText], ""))
		}
		p.add(l, text[:n])
		p.flush()
		text = text[n:]
	}
	if isRuleLine(text) && !p.dim {
		p.flush()
		p.w.block(Block{Kind: Rule, Quote: l.quote, Tight: !p.blank && p.any})
		p.blank, p.any = false, true
		return
	}
	p.add(l, text)
}

func (p *plainWriter) add(l textLine, text string) {
	if len(p.lines) == 0 {
		p.quote, p.tight = l.quote, !p.blank && p.any
		p.blank = false
	}
	p.lines = append(p.lines, text)
	p.size += len(text) + 1
}

// flush writes the block gathered so far.
func (p *plainWriter) flush() {
	if len(p.lines) == 0 {
		return
	}
	b := Block{Quote: p.quote, Tight: p.tight}
	if p.sig || p.dim {
		b.Kind = Signature
	}
	b.Spans = p.w.autolink(strings.Join(p.lines, "\n"))
	p.w.block(b)
	p.lines, p.size, p.any = p.lines[:0], 0, true
}

// cutQuote counts the quotation marks at the front of a line: ">", "> >", ">>". A mark counts only when the line goes
// on as quotations do, so that "->" and ">_<" in prose survive.
func cutQuote(line string) textLine {
	l := textLine{text: line}
	for {
		rest := strings.TrimPrefix(l.text, " ")
		if !strings.HasPrefix(rest, ">") || l.quote >= maxQuote {
			break
		}
		l.quote++
		l.text = rest[1:]
	}
	if l.quote > 0 {
		l.text = strings.TrimPrefix(l.text, " ")
	}
	l.sig = l.text == "-- "
	return l
}

// isRuleLine knows lines drawn with one character.
func isRuleLine(s string) bool {
	s = strings.TrimSpace(s)
	if len(s) < 10 || !strings.ContainsRune("-=_*~#", rune(s[0])) {
		return false
	}
	return strings.Trim(s, s[:1]) == ""
}

// unflow joins the soft lines of format=flowed (RFC 3676 section 4) and gives out each whole line.
func unflow(s string, delSp bool, emit func(textLine)) {
	var run textLine
	var text strings.Builder
	soft := false
	end := func() {
		if soft || text.Len() > 0 {
			run.text = text.String()
			emit(run)
		}
		text.Reset()
		soft = false
	}
	for s != "" {
		var line string
		line, s, _ = strings.Cut(s, "\n")
		l := textLine{}
		for l.quote < maxQuote {
			mark := line
			if l.quote > 0 { // "> >" is not as the standard has it, and is written all the same
				mark = strings.TrimPrefix(line, " ")
			}
			if !strings.HasPrefix(mark, ">") {
				break
			}
			l.quote++
			line = mark[1:]
		}
		line = strings.TrimPrefix(line, " ")
		l.sig = line == "-- "
		if soft && (l.quote != run.quote || l.sig) {
			end()
		}
		run.quote, run.sig = l.quote, l.sig
		flows := strings.HasSuffix(line, " ") && !l.sig
		if flows && delSp {
			line = line[:len(line)-1]
		}
		text.WriteString(line)
		if soft = flows; !soft {
			run.text = text.String()
			emit(run)
			text.Reset()
		}
	}
	end()
}
