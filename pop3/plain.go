package pop3

// plain is SASL PLAIN (RFC 4616).
type plain struct{ user, password string }

func (p *plain) start() ([]byte, error) { return []byte("\x00" + p.user + "\x00" + p.password), nil }

func (p *plain) next([]byte) ([]byte, error) { return nil, protocol("PLAIN knows no challenge") }
