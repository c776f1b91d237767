package ui

import (
	tea "charm.land/bubbletea/v2"

	"poplin/ui/dialog"
	"poplin/ui/screen"
)

// Question asks the person for the password of an account. Who asks waits for one answer, and asks no other meanwhile.
type Question struct {
	Account, User, Server string
	Refused               string          // why the last password was no good, in clean words; empty the first time
	Answer                chan<- string   // takes one without waiting; "" gives none
	Over                  <-chan struct{} // closed when nobody waits for it any more
}

// asked is the question that stands, if one does.
type asked struct {
	question *Question
	dialog   dialog.Dialog // nil while the person is busy with something else
}

type (
	questionMsg struct{ question *Question }
	overMsg     struct{ question *Question }
)

// awaitQuestion waits for the next. It ends with the program.
func (m *model) awaitQuestion() tea.Cmd {
	questions, ctx := m.questions, m.env.Ctx
	if questions == nil {
		return nil
	}
	return func() tea.Msg {
		select {
		case q := <-questions:
			return questionMsg{&q}
		case <-ctx.Done():
			return nil
		}
	}
}

// takeQuestion keeps one until it can be shown, and waits for its end.
func (m *model) takeQuestion(q *Question) tea.Cmd {
	m.asked = asked{question: q}
	ctx := m.env.Ctx
	return func() tea.Msg {
		select {
		case <-q.Over:
			return overMsg{q}
		case <-ctx.Done():
			return nil
		}
	}
}

// showQuestion shows the one that waits, as soon as nothing is being typed: what is meant for a search is no password.
func (m *model) showQuestion() tea.Cmd {
	if m.asked.question == nil || m.asked.dialog != nil || len(m.overlays) > 0 || m.top().Capturing() || m.rects.small {
		return nil
	}
	q := m.asked.question
	m.asked.dialog = dialog.NewSecret(m.env, dialog.Secret{Account: q.Account, User: q.User, Server: q.Server, Refused: q.Refused})
	return m.overlay(m.asked.dialog)
}

// answerQuestion hands the answer over. The dialog stays until it is known whether the server takes it.
func (m *model) answerQuestion(a screen.Password) {
	if q := m.asked.question; q != nil {
		q.Answer <- a.Text
	}
	m.asked = asked{}
}

// endQuestion takes back one that nobody waits for any more, and waits for the next.
func (m *model) endQuestion(q *Question) tea.Cmd {
	if m.asked.question == q {
		m.drop(m.asked.dialog)
		m.asked = asked{}
	}
	return m.awaitQuestion()
}
