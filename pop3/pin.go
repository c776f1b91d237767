package pop3

import (
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"strings"
)

// PinError says that a server showed another certificate than the one that was pinned.
type PinError struct{ Want, Got string }

func (e *PinError) Error() string {
	return "the server's certificate is not the pinned one: its fingerprint is " + e.Got
}

// Fingerprint is the SHA-256 of a certificate, in lower-case hex.
func Fingerprint(cert *x509.Certificate) string {
	sum := sha256.Sum256(cert.Raw)
	return hex.EncodeToString(sum[:])
}

// PinnedTLS makes a configuration that trusts one certificate by its SHA-256 fingerprint, in hex with or without
// colons, and no other: neither names nor dates nor authorities count. For hosts that sign their own.
func PinnedTLS(fingerprint string) (*tls.Config, error) {
	want := strings.ToLower(strings.ReplaceAll(fingerprint, ":", ""))
	if b, err := hex.DecodeString(want); err != nil || len(b) != sha256.Size {
		return nil, fmt.Errorf("pop3: %q is not a SHA-256 fingerprint in hex", fingerprint)
	}
	return &tls.Config{
		MinVersion:         tls.VersionTLS12,
		InsecureSkipVerify: true, // VerifyConnection takes its place
		VerifyConnection: func(s tls.ConnectionState) error {
			got := Fingerprint(s.PeerCertificates[0])
			if subtle.ConstantTimeCompare([]byte(got), []byte(want)) != 1 {
				return &PinError{Want: want, Got: got}
			}
			return nil
		},
	}, nil
}
