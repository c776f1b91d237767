package reader

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
)

// reach is what the reader does outside of Poplin, only on a key press, and its alarm clock; tests put their own in
// its place.
type reach struct {
	open  func(ctx context.Context, target string) error // a web or mail address, or a file, in the desktop's program for it
	list  func(dir string) ([]string, error)             // directories in a directory
	home  func() (string, error)
	after func(time.Duration, tea.Msg) tea.Cmd // a message, later
}

func theWorld() reach {
	return reach{open: desktopOpen, list: directories, home: os.UserHomeDir, after: after}
}

func after(d time.Duration, msg tea.Msg) tea.Cmd {
	return tea.Tick(d, func(time.Time) tea.Msg { return msg })
}

// opener is the desktop's program that opens things; the target is one argument and never meets a shell.
func opener() []string {
	switch runtime.GOOS {
	case "darwin":
		return []string{"open"}
	case "windows":
		return []string{"rundll32", "url.dll,FileProtocolHandler"}
	}
	return []string{"xdg-open"}
}

// desktopOpen starts the opener and gives it a moment to complain. What it starts lives on without us.
func desktopOpen(ctx context.Context, target string) error {
	const moment = 2 * time.Second
	argv := opener()
	if strings.HasPrefix(target, "-") {
		return errors.New("an address cannot start with a dash")
	}
	path, err := exec.LookPath(argv[0])
	if err != nil {
		return fmt.Errorf("%s is not installed", argv[0])
	}
	cmd := exec.Command(path, append(argv[1:], target)...)
	detach(cmd)
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		return err
	case <-time.After(moment):
	case <-ctx.Done():
	}
	return nil
}

// directories lists the names of directories in dir that can be shown as they are.
func directories(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		st, err := os.Stat(filepath.Join(dir, e.Name())) // through a link
		if err == nil && st.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names, nil
}
