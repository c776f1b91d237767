package message

import (
	"fmt"
	"strings"
)

// Report is what a message/delivery-status part says of one recipient (RFC 3464). All text is clean.
type Report struct {
	Recipient  string
	Action     string // failed, delayed, delivered, relayed, expanded; lower case
	Status     string // "5.1.1" (RFC 3463)
	Diagnostic string // the other server's words
	Reporter   string // the server that writes
}

// mostReports bounds the recipients that are read.
const mostReports = 100

// ParseReport reads the blocks of a delivery status: one for the message, then one a recipient.
func ParseReport(raw []byte) []Report {
	var reports []Report
	reporter := ""
	text := strings.NewReplacer("\r\n", "\n").Replace(string(raw))
	for block := range strings.SplitSeq(text, "\n\n") {
		fields := reportFields(block)
		if mta := fields["reporting-mta"]; mta != "" {
			reporter = afterType(mta)
		}
		to := fields["original-recipient"]
		if to == "" {
			to = fields["final-recipient"]
		}
		if fields["action"] == "" || len(reports) == mostReports {
			continue
		}
		reports = append(reports, Report{
			Recipient: afterType(to), Action: strings.ToLower(Clean(fields["action"])), Reporter: reporter,
			Status: Clean(firstWord(fields["status"])), Diagnostic: afterType(fields["diagnostic-code"]),
		})
	}
	return reports
}

// reportFields reads one block of header-like lines, names in lower case.
func reportFields(block string) map[string]string {
	fields, last := map[string]string{}, ""
	for line := range strings.SplitSeq(block, "\n") {
		if strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t") {
			if last != "" {
				fields[last] += " " + strings.TrimSpace(line)
			}
			continue
		}
		if name, value, ok := strings.Cut(line, ":"); ok {
			last = strings.ToLower(strings.TrimSpace(name))
			fields[last] = strings.TrimSpace(value)
		}
	}
	return fields
}

// afterType drops the "rfc822;", "smtp;" or "dns;" before a value.
func afterType(value string) string {
	if _, rest, ok := strings.Cut(value, ";"); ok {
		value = rest
	}
	return Clean(strings.TrimSpace(value))
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

// Sentence tells the report in one line.
func (r Report) Sentence() string {
	to := r.Recipient
	if to == "" {
		to = "a recipient"
	}
	var said string
	switch r.Action {
	case "failed":
		said = fmt.Sprintf("could not be delivered to %s: %s", to, r.reason())
	case "delayed":
		said = fmt.Sprintf("has not reached %s yet and is being tried again: %s", to, r.reason())
	case "delivered":
		return fmt.Sprintf("was delivered to %s", to)
	case "relayed", "expanded":
		return fmt.Sprintf("was passed on for %s; nothing more will be reported", to)
	default:
		return fmt.Sprintf("%s for %s", r.Action, to)
	}
	return said
}

// reason puts the status code into words (RFC 3463 §3), else quotes the other server.
func (r Report) reason() string {
	words := map[string]string{
		"1.1": "there is no such mailbox", "1.2": "there is no such domain", "1.3": "the address is not well formed",
		"1.10": "the domain takes no mail", "2.0": "the mailbox has trouble", "2.1": "the mailbox is closed",
		"2.2": "the mailbox is full", "2.3": "the message is too big for it", "3.4": "the message is too big for the system",
		"4.1": "the other server does not answer", "4.4": "no way to the other server was found",
		"4.7": "it was tried for too long", "7.1": "the other side does not accept it",
	}
	if _, detail, ok := strings.Cut(r.Status, "."); ok {
		if said := words[detail]; said != "" {
			return said
		}
	}
	switch {
	case r.Diagnostic != "":
		return "the other server said: " + r.Diagnostic
	case r.Status != "":
		return "status " + r.Status
	}
	return "no reason was given"
}
