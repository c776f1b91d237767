package pop3

import "time"

// orDefault fills what is zero. The figures are the longest honest waits seen: Dovecot holds PASS for 10 s on a lock,
// opening a cold mailbox takes minutes, and QUIT must survive the removal of tens of thousands of messages.
func (t Timeouts) orDefault() Timeouts {
	for _, f := range []struct {
		d *time.Duration
		s time.Duration
	}{
		{&t.Connect, 15}, {&t.TLS, 15}, {&t.Greeting, 60}, {&t.Auth, 120}, {&t.First, 300},
		{&t.Listing, 120}, {&t.Body, 60}, {&t.Command, 60}, {&t.Quit, 180},
	} {
		if *f.d <= 0 {
			*f.d = f.s * time.Second
		}
	}
	return t
}
