package cache

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"poplin/cache/message"
)

// SavedPart is a part that has become a file.
type SavedPart struct {
	Path  string // dir joined with the name it got
	Bytes int64
}

// SavePart decodes one part of a message (message.Part.ID) into a new file in dir, which is made if it is not there.
// The name is the part's own, made safe; it cannot lead out of dir, no link is followed, and a file that is there
// already keeps its name and content: the new one is called "name (1).ext". The file is readable by its owner only.
// When anything fails, no half of a file stays.
func (c *Cache) SavePart(ctx context.Context, id ID, part int, dir string) (SavedPart, error) {
	s, err := c.stored(ctx, id)
	if err == nil && s.piece {
		err = ErrPiece
	}
	var m *message.Message
	if err == nil {
		m, err = c.openStored(ctx, s)
	}
	if err != nil {
		return SavedPart{}, fmt.Errorf("save part %d of message %d: %w", part, id, err)
	}
	content, err := m.Decode(part)
	if err != nil {
		return SavedPart{}, fmt.Errorf("save part %d of message %d: %w", part, id, err)
	}
	return saveAs(ctx, partName(m, part), content, dir)
}

// partName is what the list of attachments calls the part, else its own name.
func partName(m *message.Message, part int) string {
	for _, a := range m.Envelope().Attachments {
		if a.Part == part {
			return message.SafeName(a.Name)
		}
	}
	if parts := m.Structure().Parts; part >= 0 && part < len(parts) && parts[part].Name != "" {
		return message.SafeName(parts[part].Name)
	}
	return fmt.Sprintf("part %d", part)
}

// saveAs writes content as a new file of dir.
func saveAs(ctx context.Context, name string, content io.Reader, dir string) (SavedPart, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return SavedPart{}, fmt.Errorf("save %s: %w", name, err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return SavedPart{}, fmt.Errorf("save %s: %w", name, err)
	}
	defer root.Close()
	f, name, err := createNew(root, name)
	if err != nil {
		return SavedPart{}, fmt.Errorf("save %s: %w", name, err)
	}
	n, err := io.Copy(f, &untilDone{ctx, content})
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		err = errors.Join(err, root.Remove(name))
		return SavedPart{}, fmt.Errorf("save %s: %w", name, err)
	}
	return SavedPart{Path: filepath.Join(dir, name), Bytes: n}, nil
}

// createNew opens a file that was not there before; O_EXCL also refuses a link that waits under the name.
func createNew(root *os.Root, name string) (*os.File, string, error) {
	const most = 10_000 // names tried
	try, ext := name, filepath.Ext(name)
	for n := 1; ; n++ {
		f, err := root.OpenFile(try, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if !errors.Is(err, fs.ErrExist) || n == most {
			return f, try, err
		}
		try = fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(name, ext), n, ext)
	}
}

// untilDone reads until its context ends.
type untilDone struct {
	ctx context.Context
	r   io.Reader
}

func (u *untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}
