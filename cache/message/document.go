package message

// Document is readable text with its meaning kept and its layout left open. Lay wraps it to a width.
type Document struct {
	Blocks   []Block
	Links    []Link
	Part     int    // Part.ID shown
	Of       int    // how many readable alternatives there are
	Index    int    // which of them this is, from 1
	Why      string // why this one was chosen, for a badge: "" when there was no choice
	Pictures int    // remote pictures left out
	Hidden   int    // words that the HTML hides and that stand nowhere in its text; 0 when there are few. See Unhidden
	Signed   bool   // it lies in what was signed with S/MIME or OpenPGP; nobody has checked the signature
	Cut      bool   // the cap on output was met; the source view has the rest

	// What belongs before the text. The parts they come from are left out of Blocks.
	Invitation *Invitation
	Reports    []Report
}

// Kind says what a block is.
type Kind uint8

const (
	Paragraph Kind = iota
	Heading        // Level 1..6
	Item           // a list item; Marker is its bullet or number
	Pre            // preformatted: never rewrapped, only cut
	TableRow       // one laid-out row of a data table: never rewrapped
	Rule           // a horizontal line
	Signature      // after "-- "; and what OpenPGP puts around a text
	Note           // something Poplin says about the message, not part of it
)

// Block is one piece of text that wraps by itself. A line feed in its spans is a line break the writer made.
type Block struct {
	Kind   Kind
	Level  int    // heading level, or list nesting from 0
	Quote  int    // depth of quotation, 0 for the writer's own words
	Marker string // "•", "1." for Item; "" for what follows within the same item
	Tight  bool   // no blank line stands between this block and the one before
	Spans  []Span
	Cells  [][]Span // of a TableRow, which has no Spans: one per column, so that columns can be fitted to any width

	poster bool // a picture as wide as the mail: it heads what follows and is no item of a menu
}

// Style is a set of inline styles.
type Style uint8

const (
	Bold Style = 1 << iota
	Italic
	Code
	Strike
	Underline
	Number // a link's number in brackets, added by Lay; with the true host when the link's text lies
)

// Span is a run of clean text in one style. Link is an index into Document.Links plus one, 0 for none.
type Span struct {
	Text  string
	Style Style
	Link  int
}

// Link is a target found in the body. URL is clean; Safe is true for http, https and mailto. Host is the true host
// in its display form (punycode kept when scripts are mixed); Lies is true when the text names another host,
// or the host is made to look like another.
type Link struct {
	URL, Text, Host string
	Safe, Lies      bool
}

// Line is one laid-out line, at most the asked width in cells. Quotation bars are left to whoever draws: the spans of a
// line of depth Quote leave QuoteWidth(Quote, width) cells for them. A blank line has no spans.
type Line struct {
	Kind  Kind
	Quote int
	Block int // index into Document.Blocks
	Spans []Span
}
