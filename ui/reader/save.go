package reader

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/cache/message"
	"poplin/ui/screen"
)

// newSavePrompt asks where these attachments shall go.
func newSavePrompt(s *Screen, files []message.Attachment) *prompt {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.Name
	}
	title := "Save " + names[0] + " in"
	if len(files) > 1 {
		title = fmt.Sprintf("Save %d files in this directory: %s", len(files), strings.Join(names, ", "))
	}
	p := newPrompt(s, title, startDir(s.env.SaveDir), func(s *Screen, dir string) (screen.Action, tea.Cmd) {
		return nil, s.save(files, dir)
	})
	p.complete = true
	return p
}

// startDir is the directory to begin with, with an end that more can be typed to.
func startDir(dir string) string {
	if dir == "" {
		return "." + string(filepath.Separator)
	}
	return strings.TrimRight(dir, string(filepath.Separator)) + string(filepath.Separator)
}

// save writes attachments, one after the other.
func (s *Screen) save(files []message.Attachment, typed string) tea.Cmd {
	ctx, c, id, home := s.env.Ctx, s.env.Cache, s.id, s.reach.home
	return func() tea.Msg {
		dir := expand(typed, home)
		var done []cache.SavedPart
		var bytes int64
		for _, f := range files {
			saved, err := c.SavePart(ctx, id, f.Part, dir)
			if err != nil {
				return notSaved(f, len(done), err)
			}
			done = append(done, saved)
			bytes += saved.Bytes
		}
		what := message.Clean(filepath.Base(done[0].Path))
		if len(done) > 1 {
			what = fmt.Sprintf("%d files", len(done))
		}
		return doneMsg{text: fmt.Sprintf("saved %s, %s, in %s", what, screen.Bytes(bytes), message.Clean(typed))}
	}
}

// notSaved says what stood in the way, in words.
func notSaved(f message.Attachment, before int, err error) doneMsg {
	why := ""
	switch {
	case errors.Is(err, context.Canceled):
		why = "it was called off"
	case errors.Is(err, fs.ErrPermission):
		why = "the directory may not be written"
	case errors.Is(err, syscall.ENOSPC):
		why = "the disk is full"
	case errors.Is(err, syscall.ENOTDIR):
		why = "that is a file, not a directory"
	default:
		why = plight(err)
	}
	text := fmt.Sprintf("%s was not saved: %s", f.Name, why)
	if before > 0 {
		text += fmt.Sprintf(" (%s before it)", screen.Plural(before, "file"))
	}
	return doneMsg{text: text, bad: true}
}
