package ui

import (
	"image"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"

	"poplin/ui/dialog"
	"poplin/ui/screen"
	"poplin/ui/theme"
)

// Update has five lanes: geometry and look; the workers' events; input; load results; the root's own timers and
// writes.
func (m *model) Update(msg tea.Msg) (_ tea.Model, cmd tea.Cmd) {
	defer func() {
		if r := recover(); r != nil {
			m.broke = broken(r)
			cmd = tea.Quit
		}
	}()
	cmd = tea.Batch(m.handle(msg), m.firstRows(), m.showQuestion())
	m.inbox.Cover(len(m.overlays) > 0)
	return m, guard(cmd)
}

func (m *model) handle(msg tea.Msg) (cmd tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.size = image.Pt(msg.Width, msg.Height)
		cmd = m.refit()
	case tea.BackgroundColorMsg, tea.ColorProfileMsg, tea.EnvMsg:
		cmd = tea.Batch(m.relook(msg), m.pictured(msg))
	case uv.KittyGraphicsEvent, tea.TerminalVersionMsg:
		cmd = m.pictured(msg)
	case eventsMsg:
		cmd = m.hear(msg)
	case tea.KeyPressMsg, tea.MouseMsg, tea.PasteMsg:
		cmd = m.input(msg)
	case brokeMsg:
		m.broke = msg.broken
		cmd = tea.Quit
	case questionMsg:
		cmd = m.takeQuestion(msg.question)
	case overMsg:
		cmd = m.endQuestion(msg.question)
	case readMsg: // its time has come: see firstRows
	default:
		var own bool
		if cmd, own = m.own(msg); !own {
			cmd = m.tell(msg)
		}
	}
	return cmd
}

// refit places everything anew.
func (m *model) refit() tea.Cmd {
	m.rects = layout(m.size)
	list, read := m.rects.main, m.rects.side
	if !m.wide() {
		list, read = m.rects.full(), m.rects.full()
	}
	m.inbox.SetSize(list.Size())
	if m.cleanup != nil {
		m.cleanup.SetSize(m.rects.full().Size())
	}
	m.refocus()
	if m.readerSize == read.Size() {
		return nil
	}
	m.readerSize = read.Size()
	m.reader.SetSize(read.Size())
	return m.give(m.reader, tea.WindowSizeMsg{Width: read.Dx(), Height: read.Dy()}) // it lays its text out anew
}

// refocus tells the screens which of them the keys go to.
func (m *model) refocus() {
	top := m.top()
	for _, s := range m.screens() {
		s.SetFocus(s == top)
	}
}

// relook takes in what the terminal says of its colours and abilities.
func (m *model) relook(msg tea.Msg) tea.Cmd {
	was := m.look
	switch msg := msg.(type) {
	case tea.BackgroundColorMsg:
		m.look.Dark = msg.IsDark()
	case tea.ColorProfileMsg:
		switch msg.Profile {
		case colorprofile.ANSI:
			m.look.Basic = true
		case colorprofile.ASCII, colorprofile.NoTTY:
			m.look.NoColor = true
		default:
			m.look.Basic = false
		}
	case tea.EnvMsg:
		m.bar = msg.Getenv("WT_SESSION") != "" || msg.Getenv("ConEmuANSI") == "ON" ||
			msg.Getenv("TERM_PROGRAM") == "ghostty" || msg.Getenv("TERM_PROGRAM") == "WezTerm"
	}
	if m.look == was || m.pinned {
		m.look = was
		return nil
	}
	m.env.Theme = theme.New(m.look)
	return m.tell(screen.Restyled{})
}

// tell hands a message to every screen and every overlay; each knows what is its own.
func (m *model) tell(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, s := range m.screens() {
		act, cmd := s.Update(msg)
		cmds = append(cmds, cmd, m.apply(act))
	}
	for _, d := range append([]dialog.Dialog(nil), m.overlays...) {
		answer, cmd := d.Update(msg)
		cmds = append(cmds, cmd, m.answer(d, answer, nil))
	}
	return tea.Batch(cmds...)
}
