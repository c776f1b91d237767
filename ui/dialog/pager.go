package dialog

import tea "charm.land/bubbletea/v2"

// pager is a scrolled run of lines.
type pager struct{ top, height, total int }

// press handles the keys that move; false when it is none of them.
func (p *pager) press(msg tea.KeyPressMsg) bool {
	switch msg.String() {
	case "j", "down":
		p.top++
	case "k", "up":
		p.top--
	case "space", "ctrl+d", "pgdown", "ctrl+f":
		p.top += max(p.height-1, 1)
	case "ctrl+u", "pgup", "ctrl+b":
		p.top -= max(p.height-1, 1)
	case "g", "home":
		p.top = 0
	case "G", "end":
		p.top = p.total
	default:
		return false
	}
	p.clamp()
	return true
}

func (p *pager) wheel(msg tea.MouseWheelMsg) {
	switch msg.Button {
	case tea.MouseWheelUp:
		p.top -= 3
	case tea.MouseWheelDown:
		p.top += 3
	}
	p.clamp()
}

func (p *pager) clamp() { p.top = max(0, min(p.top, p.total-p.height)) }

// cut is the part of lines on the screen.
func (p *pager) cut(lines []string, height int) []string {
	p.height, p.total = height, len(lines)
	p.clamp()
	return lines[p.top:min(p.top+height, len(lines))]
}

// more is a word on what is out of sight.
func (p *pager) more(leave string) string {
	if p.total > p.height {
		return "j k scroll · " + leave
	}
	return leave
}
