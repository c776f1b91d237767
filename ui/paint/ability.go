package paint

import "strings"

// Abilities are what a terminal can do besides what all can.
type Abilities struct {
	Erase  bool // erases in the background's colour (bce)
	Scroll bool // moves a region of rows
}

// AbilitiesOf tells them by the environment. GNU screen erases in the terminal's own colour, and says so by the same
// name that tmux goes by; the console of Windows loses the cursor when a region is set.
func AbilitiesOf(getenv func(string) string, system string) Abilities {
	name, _, _ := strings.Cut(getenv("TERM"), "-")
	old := name == "" || name == "dumb" || strings.HasPrefix(name, "vt")
	return Abilities{
		Erase:  !old && (name != "screen" || getenv("TMUX") != ""),
		Scroll: !old && system != "windows",
	}
}
