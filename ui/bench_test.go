package ui

import (
	"image"
	"testing"

	"poplin/ui/screen"
	"poplin/ui/theme"
)

// BenchmarkStep is one step of the cursor in a full list: Update and View, as Bubble Tea calls them for a key.
func BenchmarkStep(b *testing.B) {
	for name, size := range map[string]image.Point{"80x24": {80, 24}, "120x40": {120, 40}, "140x45": {140, 45}} {
		b.Run(name, func(b *testing.B) {
			s := newStage(b, copied(b, &crowd), size, theme.Choice{Dark: true})
			s.until("the list", func() bool { return s.m.inbox.Current() != 0 })
			down, up := screen.Press("j"), screen.Press("k")
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				key := down
				if i/20%2 == 1 {
					key = up
				}
				s.m.Update(key)
				s.m.View()
			}
		})
	}
}
