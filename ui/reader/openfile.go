package reader

import (
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"poplin/cache/message"
	"poplin/ui/screen"
)

// shownOnly are the endings of files whose programs show and do not run what they are given. The desktop goes by the
// name, so the name is what is looked at, not the type that the mail claims.
var shownOnly = map[string]bool{
	".pdf": true, ".png": true, ".jpg": true, ".jpeg": true, ".gif": true, ".webp": true, ".bmp": true, ".tif": true, ".tiff": true,
	".txt": true, ".csv": true, ".md": true, ".log": true, ".ics": true, ".vcf": true, ".asc": true,
	".mp3": true, ".ogg": true, ".flac": true, ".wav": true, ".m4a": true, ".mp4": true, ".webm": true, ".mkv": true, ".mov": true,
	".odt": true, ".ods": true, ".odp": true, ".docx": true, ".xlsx": true, ".pptx": true, ".epub": true,
}

// openFile hands an attachment to the desktop's program for it: a copy that only the person can read, nobody can change
// and that goes when Poplin ends, and only of kinds of files that are shown, not run.
func (s *Screen) openFile(f message.Attachment) (screen.Action, tea.Cmd) {
	if !shownOnly[strings.ToLower(filepath.Ext(f.Name))] {
		return screen.Notice{Text: "files of this kind are not opened from a mail: s saves it", Bad: true}, nil
	}
	ctx, c, id, open := s.env.Ctx, s.env.Cache, s.id, s.reach.open
	return screen.Notice{Text: "opening " + f.Name}, func() tea.Msg {
		path, err := c.Lend(ctx, id, f.Part)
		if err != nil {
			return notSaved(f, 0, err)
		}
		if err := open(ctx, path); err != nil {
			return doneMsg{text: "no program would open it: " + message.Clean(err.Error()), bad: true}
		}
		return doneMsg{text: "opened " + f.Name}
	}
}
