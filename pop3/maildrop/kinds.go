package maildrop

// Kinds of faults that strike on a command: on its reply as a whole.
const (
	Reply       = "reply"        // answers the line Text and does nothing
	Silence     = "silence"      // never answers, and hears nothing more
	Swallow     = "swallow"      // does nothing and says nothing, and goes on: the replies behind it slip by one
	HangUp      = "hang-up"      // closes instead of answering
	Hold        = "hold"         // waits At milliseconds before the reply
	StrayBefore = "stray-before" // sends the line Text before the reply
	StrayAfter  = "stray-after"  // sends the line Text behind the reply
	Farewell    = "farewell"     // sends the line Text behind the reply, and closes
	CutReply    = "cut-reply"    // closes after At octets of the reply
	Drip        = "drip"         // sends the reply octet by octet, At milliseconds apart
	Crumbs      = "crumbs"       // sends the reply octet by octet, each in a write of its own
	Flood       = "flood"        // sends At octets and no line end instead of the reply; 0: without end
)

// Kinds that strike on a multi-line reply.
const (
	NoTerminator = "no-terminator" // leaves the closing dot out and closes
	Stall        = "stall"         // leaves the closing dot out and falls silent
	LateDot      = "late-dot"      // the closing dot comes behind the first line of the next reply
	Lines        = "lines"         // the lines of Text, with \n between them, in place of a listing
	EndlessLines = "endless-lines" // the line Text again and again
	OtherBody    = "other-body"    // RETR and TOP bring message At
	ShortBody    = "short-body"    // RETR brings At octets and ends as if that were all
	BrokenBody   = "broken-body"   // RETR brings At octets, the line Text, and falls silent
	Unstuffed    = "unstuffed"     // leading dots are not doubled
	BareLF       = "bare-lf"       // lines end with LF alone
	WrongSize    = "wrong-size"    // LIST says At of message Number (0: of all)
	BareUIDL     = "bare-uidl"     // UIDL n answers the id without the number
)

// Kinds that belong to AUTH.
const (
	EndlessChallenges = "endless-challenges" // never decides
	TwoLinesOnly      = "two-lines-only"     // refuses an initial response, as Exchange Online does
	OneLineOnly       = "one-line-only"      // refuses to come without one
	FalseVerifier     = "false-verifier"     // SCRAM: the server's proof is none
	NoVerifier        = "no-verifier"        // SCRAM: the server leaves its proof out and says +OK
	CertificateOnly   = "certificate-only"   // SCRAM: binds to its certificate (tls-server-end-point) and to nothing else
	BindsNothing      = "binds-nothing"      // SCRAM: offers -PLUS and knows no channel binding
)

// Kinds that belong to a certificate or a handshake; they strike on "tls".
const (
	ExpiredCertificate = "expired-certificate"
	WrongName          = "wrong-name"       // a certificate for another host
	CommonNameOnly     = "common-name-only" // the host is named only where it counted twenty years ago
	SelfSigned         = "self-signed"
	OldTLS             = "old-tls" // nothing newer than TLS 1.1
)

// Kinds that belong to a session from its start, whatever their Command and Number.
const (
	CutSession   = "cut-session"    // closes after At octets were sent, whatever is being said
	OneOfBurst   = "one-of-burst"   // hears only the first of the commands that arrive together
	HangUpBurst  = "hang-up-burst"  // closes when commands arrive together
	TightBuffers = "tight-buffers"  // socket buffers of 4 KiB, so that a reply waits for its reader
	Empty        = "empty"          // shows no message
	Newest       = "newest"         // shows the newest At messages only
	Oldest       = "oldest"         // shows the oldest At messages only
	Shuffle      = "shuffle"        // numbers the messages the other way round
	Rename       = "rename"         // every unique id begins with Text
	Drain        = "drain"          // QUIT removes what was RETRed, as Gmail hides it
	Renumber     = "renumber"       // LIST and UIDL count anew behind a DELE
	DeleteAtOnce = "delete-at-once" // DELE removes, and QUIT or RSET make no difference
)

// Kinds that strike on QUIT, or on the removal that follows it.
const (
	LostQuit    = "lost-quit"    // removes what is marked, and closes without a reply
	DeadQuit    = "dead-quit"    // removes nothing, and closes without a reply
	PartialQuit = "partial-quit" // removes the first At of what is marked, and answers the line Text
	DeafQuit    = "deaf-quit"    // answers +OK and removes nothing
	LateDelete  = "late-delete"  // answers +OK; the next session still sees what is marked, the one after does not
	ResetQuit   = "reset-quit"   // removes, answers, and resets the connection at once
)
