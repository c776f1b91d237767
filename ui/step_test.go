package ui

import (
	"fmt"
	"testing"
)

// TestAStepWritesLittle: over a slow line, what a key writes is what a person waits for. The mailbox has subjects in
// Chinese, Arabic and Latin letters, and the list moves when the cursor nears its edge.
func TestAStepWritesLittle(t *testing.T) {
	for _, c := range []struct {
		w, h         int
		page, beyond int // bytes, on average: within the page; where the list moves
	}{{80, 24, 300, 400}, {120, 40, 300, 400}} {
		t.Run(fmt.Sprintf("%dx%d", c.w, c.h), func(t *testing.T) {
			x := launch(t, copied(t, &crowd), c.w, c.h)
			x.shows("1 of 330")
			at := 1
			walk := func(steps int) int {
				before := x.written()
				for range steps {
					at++
					x.press("j")
					x.shows(fmt.Sprintf(" %d of 330", at))
				}
				return (x.written() - before) / steps
			}
			n := walk(c.h - 10)
			if n > c.page {
				t.Errorf("a step within the page writes %d bytes", n)
			}
			walk(10)
			n = walk(40)
			if n > c.beyond {
				t.Errorf("a step that moves the list writes %d bytes", n)
			}
		})
	}
}
