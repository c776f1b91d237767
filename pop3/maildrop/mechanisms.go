package maildrop

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"errors"
	"fmt"
	"strings"
)

var errCancelled = errors.New("maildrop: the client gave the login up")

// conversation begins the mechanism of that name.
func (s *session) conversation(name string) (conversation, bool) {
	switch name {
	case "PLAIN":
		return conversation{step: s.plain}, true
	case "LOGIN":
		return s.loginMech(), true
	case "CRAM-MD5":
		return s.cramMD5(), true
	case "XOAUTH2", "OAUTHBEARER":
		return s.bearer(name), true
	case "EXTERNAL":
		return conversation{step: s.external}, true
	case "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS":
		return s.scram(name)
	}
	return conversation{}, false
}

// known is the verdict over a name and a password.
func (s *session) known(name, password string) verdict {
	if u, ok := s.srv.cfg.Users[name]; ok && u.Password == password {
		return verdict{over: true, who: name}
	}
	return verdict{over: true}
}

func (s *session) plain(response []byte) verdict {
	words := bytes.Split(response, []byte{0})
	if len(words) != 3 {
		return verdict{over: true}
	}
	return s.known(string(words[1]), string(words[2]))
}

func (s *session) loginMech() conversation {
	asked, name := 0, ""
	return conversation{serverFirst: true, step: func(response []byte) verdict {
		asked++
		switch asked {
		case 1:
			return verdict{challenge: []byte("Username:")}
		case 2:
			name = string(response)
			return verdict{challenge: []byte("Password:")}
		}
		return s.known(name, string(response))
	}}
}

func (s *session) cramMD5() conversation {
	challenge := []byte(s.stamp())
	asked := false
	return conversation{serverFirst: true, step: func(response []byte) verdict {
		if !asked {
			asked = true
			return verdict{challenge: challenge}
		}
		name, digest, _ := strings.Cut(string(response), " ")
		h := hmac.New(md5.New, []byte(s.srv.cfg.Users[name].Password))
		h.Write(challenge)
		if digest != fmt.Sprintf("%x", h.Sum(nil)) {
			return verdict{over: true}
		}
		return verdict{over: true, who: name}
	}}
}

// bearer takes the token of XOAUTH2 and OAUTHBEARER. A token that is not liked is answered with the reason first.
func (s *session) bearer(name string) conversation {
	told := false
	return conversation{step: func(response []byte) verdict {
		if told {
			return verdict{over: true}
		}
		who, token := "", ""
		for _, field := range strings.Split(string(response), "\x01") {
			if v, ok := strings.CutPrefix(field, "auth=Bearer "); ok {
				token = v
			}
			if v, ok := strings.CutPrefix(field, "user="); ok && name == "XOAUTH2" {
				who = v
			}
			if v, ok := strings.CutPrefix(field, "n,a="); ok {
				who = strings.NewReplacer("=3D", "=", "=2C", ",").Replace(strings.TrimSuffix(v, ","))
			}
		}
		if u, ok := s.srv.cfg.Users[who]; ok && u.Token != "" && u.Token == token {
			return verdict{over: true, who: who}
		}
		told = true
		return verdict{challenge: []byte(`{"status":"401","schemes":"bearer","scope":"mail"}`)}
	}}
}

func (s *session) external(response []byte) verdict {
	who := s.certified()
	if len(response) > 0 && string(response) != who {
		return verdict{over: true}
	}
	return verdict{over: true, who: who}
}
