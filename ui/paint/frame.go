package paint

import (
	"slices"

	"github.com/charmbracelet/x/ansi"
)

// paint appends to b what brings the newest frame to the screen; nothing when it is there.
func (p *Painter) paint(b []byte) []byte {
	if !p.on || !p.profile {
		return b
	}
	p.show.Lock()
	f, ready := p.next, p.ready
	if ready = ready && f.Width > 0 && f.Height > 0; ready {
		p.owed, p.waits = append(p.owed, p.waits...), nil
	}
	p.show.Unlock()
	if !ready || !p.lost && sameFrame(f, p.shown) {
		return b
	}
	if len(p.looks.all) > mostLooks {
		p.looks, p.lost = newLooks(p.looks.profile), true
	}
	p.lost = p.lost || f.Width != p.shown.Width || f.Height != p.shown.Height
	p.pen = writer{b: p.pen.b[:0], y: -1, looks: p.looks, erase: p.caps.Erase}
	p.bring(f)
	p.pen.wear(0)
	b = p.release(p.wrap(p.deliver(b, f), f), f)
	p.shown, p.lost = f, false
	return b
}

func sameFrame(a, b Frame) bool {
	if a.Width != b.Width || a.Height != b.Height || (a.Cursor == nil) != (b.Cursor == nil) {
		return false
	}
	return a.Content == b.Content && samePictures(a.Pictures, b.Pictures) && (a.Cursor == nil || a.Cursor.Position == b.Cursor.Position)
}

// bring writes the rows that changed.
func (p *Painter) bring(f Frame) {
	lines := cut(f.Content, f.Height)
	if p.lost {
		p.lines, p.rows = make([]string, f.Height), make([]row, f.Height)
	} else if p.caps.Scroll {
		if s := findShift(p.lines, lines); s.by != 0 {
			p.pen.scroll(s.top, s.bottom, s.by)
			s.apply(p.lines, p.rows, p.looks.parse("", f.Width))
		}
	}
	for y, line := range lines {
		if !p.lost && line == p.lines[y] {
			continue
		}
		r := p.looks.parse(line, f.Width)
		old := &p.rows[y]
		switch {
		case p.lost:
			p.pen.whole(y, r)
		case !slices.Equal(old.cells, r.cells):
			p.pen.change(y, old, r)
		}
		p.rows[y] = r
	}
	p.lines = lines
}

// wrap puts the frame's bytes between what keeps the terminal from showing it half done.
func (p *Painter) wrap(b []byte, f Frame) []byte {
	rows := p.pen.b
	if len(rows) > 0 && p.sync {
		b = append(b, ansi.SetModeSynchronizedOutput...)
	}
	if p.cursor && (f.Cursor == nil || len(rows) > 0 && !p.sync) {
		b, p.cursor = append(b, ansi.ResetModeTextCursorEnable...), false
	}
	b = append(b, rows...)
	if f.Cursor != nil {
		b = append(b, ansi.CursorPosition(f.Cursor.X+1, f.Cursor.Y+1)...)
		if !p.cursor {
			b, p.cursor = append(b, ansi.SetModeTextCursorEnable...), true
		}
	}
	if len(rows) > 0 && p.sync {
		b = append(b, ansi.ResetModeSynchronizedOutput...)
	}
	return b
}
