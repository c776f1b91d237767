package message

import "strings"

// quoteHistory takes what stands below a reply for a quotation where a program wrote it without marks: a block of
// "From: Sent: To: Subject:" lines, or a line like "-----Original Message-----", and all that follows. A message that
// passes another one on is left alone, since there the rest is what it is about.
func (d *Document) quoteHistory() {
	own := 0
	for i := range d.Blocks {
		b := &d.Blocks[i]
		if own > 0 && b.Quote == 0 && b.Kind != TableRow && (oldHeader(words(b.Spans)) || originalLine(words(b.Spans))) {
			d.quoteFrom(i)
			return
		}
		if b.Quote == 0 && (b.Kind == Paragraph || b.Kind == Item) {
			own++
		}
	}
}

func (d *Document) quoteFrom(i int) {
	for ; i < len(d.Blocks); i++ {
		d.Blocks[i].Quote = min(d.Blocks[i].Quote+1, maxQuote)
	}
}

// originalLine knows the lines by which programs announce the text they answer.
func originalLine(text string) bool {
	first, _, _ := strings.Cut(text, "\n")
	first = strings.ToLower(first)
	if !strings.HasPrefix(first, "-----") || len(first) > 80 {
		return false
	}
	switch strings.Trim(first, "- ") {
	case "original message", "ursprüngliche nachricht", "originalnachricht", "message d'origine", "mensaje original",
		"messaggio originale", "oorspronkelijk bericht", "ursprungligt meddelande", "原始邮件", "исходное сообщение":
		return true
	}
	return false
}

// oldHeader knows a block of header lines in any of the languages of Outlook: it begins with a sender, and two or
// more further lines have a short name and a colon.
func oldHeader(text string) bool {
	lines := strings.Split(text, "\n")
	if len(lines) < 3 || len(lines) > 12 || !senderLine(strings.ToLower(strings.TrimLeft(lines[0], "* "))) {
		return false
	}
	fields := 0
	for _, line := range lines[1:] {
		if name, value, ok := strings.Cut(line, ":"); ok && len(name) <= 24 && len(strings.Fields(name)) <= 2 && value != "" {
			fields++
		}
	}
	return fields >= 2 && fields >= len(lines)-3
}

func senderLine(low string) bool {
	for _, p := range []string{"from:", "von:", "de:", "de :", "da:", "van:", "från:", "fra:", "od:", "lähettäjä:", "feladó:", "от:", "发件人:", "发件人：", "寄件者:", "差出人:", "보낸 사람:"} {
		if strings.HasPrefix(low, p) {
			return true
		}
	}
	return false
}

// forwards says that a subject announces a message that is passed on.
func forwards(subject string) bool {
	low := strings.ToLower(subject)
	for _, p := range []string{"fw:", "fwd:", "wg:", "tr:", "rv:", "enc:", "i:", "vb:", "vs:", "转发:", "转发：", "[fwd:"} {
		if strings.HasPrefix(low, p) {
			return true
		}
	}
	return false
}
