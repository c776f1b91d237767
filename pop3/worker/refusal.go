package worker

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"poplin/cache/message"
	"poplin/pop3"
)

// explainRefusal: the server said -ERR. Its response code decides (RFC 2449, 3206); servers without codes are known by
// their words.
func explainRefusal(err error, server string) *Problem {
	var e *pop3.Error
	if !errors.As(err, &e) {
		return nil
	}
	says := ""
	if text := strings.TrimSpace(message.Clean(withoutCode(e.Text))); text != "" {
		says = " (it says: " + clip(text, 120) + ")"
	}
	switch classify(e) {
	case locked:
		return &Problem{Kind: Busy, What: "another program holds the mailbox" + says, Hint: "it is free again when that program ends its session", class: locked}
	case limited:
		return &Problem{Kind: Busy, What: server + " wants to be asked less often" + says,
			Hint: "leave it alone for a while; poll in the configuration says how often Poplin asks by itself", class: limited}
	case refused:
		return &Problem{Kind: Credentials, What: server + " refused the user name or the password" + says,
			Hint: "some providers want POP3 switched on in their settings first, or an app password", class: refused}
	case permanent:
		return &Problem{Kind: Server, What: server + " cannot open the mailbox" + says, Hint: "ask the provider", class: permanent}
	}
	if e.Command == "greeting" {
		return &Problem{Kind: Busy, What: server + " does not take visitors now" + says, Hint: passes, class: temporary}
	}
	return &Problem{Kind: Server, What: server + " has trouble" + says, Hint: passes, class: temporary}
}

// passes is the hint where waiting is all there is to do.
const passes = "such trouble mostly passes by itself"

// classify reads a refusal.
func classify(e *pop3.Error) class {
	switch e.Code {
	case pop3.InUse:
		return locked
	case pop3.LoginDelay:
		return limited
	case pop3.Auth:
		return refused
	case pop3.SysTemp:
		return temporary
	case pop3.SysPerm:
		return permanent
	}
	words := strings.ToLower(e.Text)
	switch {
	case has(words, "lock", "in use", "busy", "another session", "already logged in"):
		return locked
	case has(words, "too many", "too often", "too frequent", "wait", "excessive", "throttl", "rate limit", "try again later"):
		return limited
	case loginVerb(e.Command):
		return refused
	}
	return temporary
}

func has(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// loginVerb says that a refusal of this command is about who we are. RFC 3206: a server that knows [AUTH] and does not
// say it means something else, but servers that announce AUTH-RESP-CODE and forget it are too many to rely on that.
func loginVerb(verb string) bool {
	switch strings.ToUpper(verb) {
	case "USER", "PASS", "APOP", "AUTH", "LOGIN":
		return true
	}
	return false
}

// withoutCode drops a response code from the text of a refusal.
func withoutCode(text string) string {
	if strings.HasPrefix(text, "[") {
		if _, rest, ok := strings.Cut(text, "]"); ok {
			return strings.TrimSpace(rest)
		}
	}
	return text
}

// clip shortens a clean string to at most n runes.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// maxDelay is more than any server asks for between two logins.
const maxDelay = 24 * time.Hour

// loginDelay reads the capability LOGIN-DELAY (RFC 2449, 6.5) in seconds; 0 without one.
func loginDelay(c pop3.Caps) time.Duration {
	if args := c["LOGIN-DELAY"]; len(args) > 0 {
		if s, err := strconv.Atoi(args[0]); err == nil && s > 0 {
			return min(time.Duration(min(s, 1<<20))*time.Second, maxDelay)
		}
	}
	return 0
}

// expire reads the capability EXPIRE (RFC 2449, 6.7) in days; negative when mail is kept for ever or nothing is said.
func expire(c pop3.Caps) int {
	if args := c["EXPIRE"]; len(args) > 0 {
		if days, err := strconv.Atoi(args[0]); err == nil && days >= 0 {
			return days
		}
	}
	return -1
}
