package main

import (
	"flag"
	"image"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

var screenshots = flag.Bool("screenshots", false, "write screenshots/ anew")

// The pictures' day: a Friday morning, so that the list shows hours, weekdays and dates.
const screenshotClock = "2026-11-20T10:30:00Z"

type picture struct {
	name string
	size image.Point
	dark bool
	env  []string
	pose func(x *terminal) // brings the screen into the state to be pictured
}

// pictures are what screenshots/ holds, each made from the demo.
func pictures() []picture {
	return []picture{
		{"list", image.Pt(100, 30), true, nil, func(x *terminal) {}},
		{"list-light", image.Pt(100, 30), false, nil, func(x *terminal) {}},
		{"wide", image.Pt(140, 45), true, nil, func(x *terminal) { x.press("jjj") }},
		{"reader", image.Pt(100, 30), true, nil, func(x *terminal) { x.press("jj\r") }},
		{"search", image.Pt(100, 30), true, nil, func(x *terminal) { x.press("/engine"); x.awaitText("5 found") }},
		{"peek", image.Pt(100, 30), true, nil, func(x *terminal) {
			x.press("/larger:1M\r")
			x.awaitText("not downloaded")
			x.press("\r")
			x.awaitText("p peek")
			x.press("p")
			x.awaitText("MB read")
		}},
		{"duplicates", image.Pt(140, 30), true, nil, func(x *terminal) {
			x.press("c7")
			x.awaitText("stays")
		}},
		{"help", image.Pt(100, 30), true, nil, func(x *terminal) { x.press("?") }},
		{"palette", image.Pt(100, 30), true, nil, func(x *terminal) { x.press("\x10") }},
		{"no-color", image.Pt(80, 24), true, []string{"NO_COLOR=1"}, func(x *terminal) {}},
	}
}

// TestScreenshots draws every picture; with -screenshots it also writes them:
//
//	go test . -run TestScreenshots -screenshots
func TestScreenshots(t *testing.T) {
	for _, p := range pictures() {
		t.Run(p.name, func(t *testing.T) {
			x := demoAt(t, p)
			p.pose(x)
			x.awaitStill()
			svg := drawSVG(x.cells(), palette(p.dark))
			if strings.Count(x.text(), "\n") < 10 {
				t.Errorf("nothing to see:\n%s", x.text())
			}
			if *screenshots {
				keepPicture(t, p.name, svg)
			}
		})
	}
}

// demoAt starts the demo at the pictures' time, with all mail at home and the visit over.
func demoAt(t *testing.T, p picture) *terminal {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cmd := exec.Command(self, "demo")
	cmd.Dir = dir
	cmd.Env = append([]string{clockEnv + "=" + screenshotClock, "HOME=" + dir, "TERM=xterm-256color", "COLORTERM=truecolor",
		"LANG=C.UTF-8", "TZ=UTC", "PATH=" + os.Getenv("PATH")}, p.env...)
	background := color.Color(color.White)
	if p.dark {
		background = color.Black
	}
	x := startTerminal(t, cmd, p.size, background)
	x.await("the end of the visit", regexp.MustCompile(`synced \d`).MatchString)
	return x
}

// awaitStill waits until nothing on the screen has changed for a while, so that the picture is of one state.
func (x *terminal) awaitStill() {
	x.t.Helper()
	last, since := "", time.Now()
	x.await("a still screen", func(screen string) bool {
		if screen != last {
			last, since = screen, time.Now()
		}
		return time.Since(since) > 400*time.Millisecond
	})
}

// keepPicture writes a picture as SVG and, where rsvg-convert is installed, as PNG.
func keepPicture(t *testing.T, name, svg string) {
	t.Helper()
	path := filepath.Join("screenshots", name+".svg")
	if err := os.MkdirAll("screenshots", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(svg), 0o644); err != nil {
		t.Fatal(err)
	}
	convert, err := exec.LookPath("rsvg-convert")
	if err != nil {
		t.Log("rsvg-convert (Debian: librsvg2-bin) is not installed: no PNG")
		return
	}
	if out, err := exec.Command(convert, "-z", "1.5", "-o", strings.TrimSuffix(path, ".svg")+".png", path).CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}
