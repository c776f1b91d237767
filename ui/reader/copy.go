package reader

import (
	tea "charm.land/bubbletea/v2"

	"poplin/ui/screen"
)

type (
	// copyMsg names what of the message shown is to be copied.
	copyMsg struct {
		gen  int
		what string
	}
	// clipMsg brings it.
	clipMsg struct{ text, notice string }
)

// copyMenu offers what is worth copying.
func (s *Screen) copyMenu() screen.Action {
	pick := func(k, label, what string) screen.Choice {
		return screen.Choice{Key: k, Label: label, Do: screen.Tell{Msg: copyMsg{s.gen, what}}}
	}
	return screen.Choose{Title: "Copy", Choices: []screen.Choice{
		pick("t", "text", "text"), pick("s", "subject", "subject"),
		pick("a", "sender's address", "address"), pick("i", "message id", "message id"),
	}}
}

// copied puts it on the terminal's clipboard (OSC 52).
func (s *Screen) copied(msg copyMsg) (screen.Action, tea.Cmd) {
	if msg.gen != s.gen || s.letter == nil {
		return nil, nil
	}
	e := &s.letter.entry
	text := ""
	switch msg.what {
	case "subject":
		text = e.Subject
	case "address":
		text = e.From.Addr
	case "message id":
		text = e.MessageID
	case "text":
		return nil, s.copyText()
	}
	if text == "" {
		return screen.Notice{Text: "there is no " + msg.what + " to copy"}, nil
	}
	return nil, clip(text, msg.what+" copied")
}

// mostClip is what terminals take for sure (OSC 52 in base64, some 100 kB).
const mostClip = 74_000

// copyText lays the text out as plain lines, away from the event loop.
func (s *Screen) copyText() tea.Cmd {
	doc, notice := s.letter.doc, "text copied"
	if !s.letter.whole() {
		notice = "copied as far as the text is here"
	}
	return func() tea.Msg {
		if doc == nil {
			return doneMsg{text: "there is no text to copy"}
		}
		text := doc.Plain(mostMeasure)
		if len(text) > mostClip {
			return doneMsg{text: "the text is too long for a terminal's clipboard; | hands it to a command", bad: true}
		}
		return clipMsg{text: text, notice: notice}
	}
}

func clip(text, notice string) tea.Cmd {
	return func() tea.Msg { return clipMsg{text, notice} }
}
