package theme

// Glyphs are the single-cell signs; the ASCII set has the same fields. None is an emoji.
type Glyphs struct {
	Unread, Star, Attachment, Mark, Cursor                     string
	NotHere, Removing, Archived                                string // body still on the server; leaving the server; kept here only
	ThreadFirst, ThreadMid, ThreadLast, Fold, Unfold           string
	Bullet, Ellipsis, Sep, Sync, Bad, Good, Up, Down           string
	HLine, VLine, BarFull, BarHalf, BarRest, Quote             string
	BlockFull, BlockHalf                                       string // bars of the cleanup screen
	TopLeft, TopRight, BottomLeft, BottomRight, TeeDown, TeeUp string
}

var unicodeGlyphs = Glyphs{
	Unread: "●", Star: "★", Attachment: "▤", Mark: "x", Cursor: "▌",
	NotHere: "↓", Removing: "⌫", Archived: "▫",
	ThreadFirst: "┌", ThreadMid: "├", ThreadLast: "└", Fold: "▸", Unfold: "▾",
	Bullet: "•", Ellipsis: "…", Sep: "·", Sync: "⟳", Bad: "!", Good: "✓", Up: "↑", Down: "↓",
	HLine: "─", VLine: "│", BarFull: "━", BarHalf: "╸", BarRest: "─", Quote: "│",
	BlockFull: "█", BlockHalf: "▌",
	TopLeft: "╭", TopRight: "╮", BottomLeft: "╰", BottomRight: "╯", TeeDown: "┬", TeeUp: "┴",
}

var asciiGlyphs = Glyphs{
	Unread: "*", Star: "+", Attachment: "@", Mark: "x", Cursor: ">",
	NotHere: "v", Removing: "-", Archived: "a",
	ThreadFirst: ",", ThreadMid: "|", ThreadLast: "`", Fold: ">", Unfold: "v",
	Bullet: "*", Ellipsis: "~", Sep: "-", Sync: "~", Bad: "!", Good: "+", Up: "^", Down: "v",
	HLine: "-", VLine: "|", BarFull: "=", BarHalf: "-", BarRest: ".", Quote: ">",
	BlockFull: "#", BlockHalf: "=",
	TopLeft: "+", TopRight: "+", BottomLeft: "+", BottomRight: "+", TeeDown: "+", TeeUp: "+",
}
