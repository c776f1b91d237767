package maildrop

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"strings"

	"github.com/xdg-go/scram"
)

const scramIterations = 4096 // the least that RFC 7677 allows: tests log in often

// scram is SCRAM of RFC 5802 and 7677, with channel binding where the name ends in -PLUS.
func (s *session) scram(name string) (conversation, bool) {
	base, plus := strings.CutSuffix(name, "-PLUS")
	hash := scram.SHA256
	if base == "SCRAM-SHA-1" {
		hash = scram.SHA1
	}
	server, err := hash.NewServer(func(user string) (scram.StoredCredentials, error) {
		u, ok := s.srv.cfg.Users[user]
		if !ok {
			return scram.StoredCredentials{}, errors.New("nobody")
		}
		return s.srv.stored(base, hash, user, u.Password)
	})
	if err != nil {
		return conversation{}, false
	}
	talk, ok := s.scramTalk(server, plus)
	if !ok {
		return conversation{}, false
	}
	return conversation{step: func(response []byte) verdict { return s.scramStep(talk, response) }}, true
}

// stored are the keys that a server keeps in place of a password. They are worked out once: that is what takes long.
func (s *Server) stored(name string, hash scram.HashGeneratorFcn, user, password string) (scram.StoredCredentials, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := name + " " + user
	if c, ok := s.keys[key]; ok {
		return c, nil
	}
	client, err := hash.NewClient(user, password, "")
	if err != nil {
		return scram.StoredCredentials{}, err
	}
	c, err := client.GetStoredCredentialsWithError(scram.KeyFactors{Salt: "maildrop " + user, Iters: scramIterations})
	if err == nil {
		s.keys[key] = c
	}
	return c, err
}

// scramTalk offers channel binding on every TLS connection, and demands it where the client chose a -PLUS.
func (s *session) scramTalk(server *scram.Server, plus bool) (*scram.ServerConversation, bool) {
	tc, ok := s.nc.(*tls.Conn)
	if !ok {
		return server.NewConversation(), !plus
	}
	if s.now[CertificateOnly] != nil {
		leaf, err := x509.ParseCertificate(s.srv.cert.Certificate[0])
		if err != nil {
			return nil, false
		}
		binding, err := scram.NewTLSServerEndpointBinding(&tls.ConnectionState{PeerCertificates: []*x509.Certificate{leaf}})
		return server.NewConversationWithChannelBinding(binding), err == nil
	}
	state := tc.ConnectionState()
	binding := scram.NewTLSUniqueBinding(state.TLSUnique)
	if state.Version >= tls.VersionTLS13 {
		var err error
		if binding, err = scram.NewTLSExporterBinding(&state); err != nil {
			return nil, false
		}
	}
	switch {
	case plus:
		return server.NewConversationWithChannelBindingRequired(binding), true
	case s.srv.cfg.Caps != nil: // the configuration may hide -PLUS
		return server.NewConversation(), true
	}
	return server.NewConversationWithChannelBinding(binding), true
}

func (s *session) scramStep(talk *scram.ServerConversation, response []byte) verdict {
	if kind, bound := strings.CutPrefix(string(response), "p="); bound {
		kind, _, _ = strings.Cut(kind, ",")
		if s.now[BindsNothing] != nil || s.now[CertificateOnly] != nil && kind != "tls-server-end-point" {
			return verdict{challenge: []byte(scram.ErrUnsupportedChannelBindingType), hopeless: true}
		}
	}
	if talk.Done() { // the client's empty answer to the verifier
		if talk.Valid() {
			return verdict{over: true, who: talk.Username()}
		}
		return verdict{over: true}
	}
	challenge, err := talk.Step(string(response))
	switch {
	case err != nil && challenge == "":
		return verdict{over: true}
	case talk.Valid() && s.now[FalseVerifier] != nil:
		challenge = "v=AAAAAAAAAAAAAAAAAAAAAAAAAAA="
	case talk.Valid() && s.now[NoVerifier] != nil:
		return verdict{over: true, who: talk.Username()}
	}
	return verdict{challenge: []byte(challenge)}
}
