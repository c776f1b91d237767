package maildrop

import (
	"crypto/tls"
	"encoding/base64"
	"strings"
)

// conversation is the server's side of a SASL mechanism: it takes a response and gives a challenge, until it is over.
type conversation struct {
	serverFirst bool
	step        func(response []byte) verdict
}

// verdict is a challenge, or the end: who came in, or nobody.
type verdict struct {
	challenge []byte
	over      bool
	hopeless  bool   // the challenge is the reason for a refusal
	who       string // "" if refused
}

// mechanisms are those that make sense on this connection.
func (s *session) mechanisms() []string {
	ms := []string{"PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"}
	if s.tls {
		ms = append(ms, "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS")
	}
	for _, u := range s.srv.cfg.Users {
		if u.Token != "" {
			ms = append(ms, "XOAUTH2", "OAUTHBEARER")
			break
		}
	}
	if s.certified() != "" {
		ms = append(ms, "EXTERNAL")
	}
	return ms
}

// certified is the name in the client's certificate. Its signature is not looked at: this is no server for strangers.
func (s *session) certified() string {
	if tc, ok := s.nc.(*tls.Conn); ok {
		if certs := tc.ConnectionState().PeerCertificates; len(certs) > 0 {
			return certs[0].Subject.CommonName
		}
	}
	return ""
}

// auth is AUTH of RFC 5034.
func auth(s *session, args []string) error {
	if len(args) == 0 {
		return s.refuse("which mechanism")
	}
	if s.now[EndlessChallenges] != nil {
		return s.endless()
	}
	if s.now[TwoLinesOnly] != nil && len(args) > 1 || s.now[OneLineOnly] != nil && len(args) == 1 {
		return s.refuse("protocol error")
	}
	conv, ok := s.conversation(strings.ToUpper(args[0]))
	if !ok {
		return s.refuse("mechanism not supported")
	}
	var response []byte
	var err error
	if len(args) > 1 {
		response, err = decode(args[1])
	} else if !conv.serverFirst {
		response, err = s.challenge(nil)
	}
	for err == nil {
		v := conv.step(response)
		if v.over {
			return s.decide(v)
		}
		if response, err = s.challenge(v.challenge); err == nil && v.hopeless {
			return s.refuse("[AUTH] not let in")
		}
	}
	if err == errCancelled {
		return s.refuse("cancelled")
	}
	return err
}

func (s *session) decide(v verdict) error {
	u, ok := s.srv.cfg.Users[v.who]
	if !ok {
		return s.refuse("[AUTH] not let in")
	}
	return s.enter(u)
}

// challenge sends one and returns the response.
func (s *session) challenge(b []byte) ([]byte, error) {
	if err := s.say("+ %s", base64.StdEncoding.EncodeToString(b)); err != nil {
		return nil, err
	}
	line, err := s.readLine()
	if err != nil {
		return nil, err
	}
	if line == "*" {
		return nil, errCancelled
	}
	return decode(line)
}

func decode(line string) ([]byte, error) {
	if line == "=" {
		return []byte{}, nil
	}
	b, err := base64.StdEncoding.DecodeString(line)
	if err != nil {
		return nil, errCancelled
	}
	return b, nil
}

func (s *session) endless() error {
	for {
		if _, err := s.challenge([]byte("more")); err == errCancelled {
			return s.refuse("cancelled")
		} else if err != nil {
			return err
		}
	}
}
