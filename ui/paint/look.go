package paint

import (
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// look is a style and a link that cells have, by number; 0 is the terminal's own.
type look int

// looks are all that were seen, so that cells compare by a number and every way from one to another is reckoned once.
type looks struct {
	profile colorprofile.Profile
	all     []appearance
	number  map[appearance]look
	ground  []look // of a blank in that look: what of it can be seen
	steps   map[[2]look]string
	raw     map[appearance]look // as they came, before their colours were brought down
}

type appearance struct {
	style uv.Style
	link  uv.Link
}

// mostLooks bounds the memory: a picture has as many as it has pixels. Then they are all forgotten.
const mostLooks = 4096

func newLooks(c colorprofile.Profile) *looks {
	l := &looks{profile: c, number: map[appearance]look{}, raw: map[appearance]look{}, steps: map[[2]look]string{}}
	l.intern(appearance{})
	return l
}

// of is the look of an appearance on this terminal.
func (l *looks) of(a appearance) look {
	if k, ok := l.raw[a]; ok {
		return k
	}
	k := l.intern(appearance{uv.ConvertStyle(a.style, l.profile), uv.ConvertLink(a.link, l.profile)})
	l.raw[a] = k
	return k
}

// onBlank is the look of a character, of which a blank shows less.
func (l *looks) onBlank(text string, k look) look {
	if text == " " {
		return l.ground[k]
	}
	return k
}

func (l *looks) intern(a appearance) look {
	if k, ok := l.number[a]; ok {
		return k
	}
	k := look(len(l.all))
	l.all, l.number[a] = append(l.all, a), k
	l.ground = append(l.ground, k)
	if g := (appearance{style: uv.Style{Bg: a.style.Bg}}); plainGround(a) && g != a {
		l.ground[k] = l.intern(g)
	}
	return k
}

// plainGround says that nothing of a blank shows but its background.
func plainGround(a appearance) bool {
	return a.style.Underline == uv.UnderlineNone && a.style.Attrs&(uv.AttrReverse|uv.AttrStrikethrough) == 0 && a.link.IsZero()
}

// erases says that erasing in a look leaves the blanks it promises.
func (l *looks) erases(k look) bool { return plainGround(l.all[k]) }

// step is the shortest way from one look to another.
func (l *looks) step(from, to look) string {
	if from == to {
		return ""
	}
	way, ok := l.steps[[2]look{from, to}]
	if !ok {
		a, b := &l.all[from], &l.all[to]
		way = b.style.Diff(&a.style)
		if anew := afresh(b.style); a.style != b.style && (way == "" || len(anew) < len(way)) {
			way = anew
		}
		if a.link != b.link {
			way += ansi.SetHyperlink(b.link.URL, b.link.Params)
		}
		l.steps[[2]look{from, to}] = way
	}
	return way
}

// afresh sets a style whatever was set before.
func afresh(s uv.Style) string {
	if s.IsZero() {
		return ansi.ResetStyle
	}
	return "\x1b[0;" + s.String()[len("\x1b["):]
}
