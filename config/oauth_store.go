package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/zalando/go-keyring"
)

// TokenStore keeps refresh tokens by account name: in the system's keyring, or where there is none in a file that only
// its owner can read, beside the cache. The zero value of Keyring means the system's.
type TokenStore struct {
	Dir string // the folder of the cache
	Get func(service, user string) (string, error)
	Set func(service, user, secret string) error
}

// tokenService names refresh tokens in the keyring, apart from passwords.
const tokenService = "poplin-oauth"

// Load returns the kept token, "" when there is none.
func (s TokenStore) Load(account string) (string, error) {
	get := s.Get
	if get == nil {
		get = keyring.Get
	}
	if token, err := get(tokenService, account); err == nil && token != "" {
		return token, nil
	}
	raw, err := os.ReadFile(s.file(account))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("config: token: %w", err)
	}
	return strings.TrimSpace(string(raw)), nil
}

// Save keeps a token. The file is replaced whole, so that a crash leaves the old one.
func (s TokenStore) Save(account, token string) error {
	set := s.Set
	if set == nil {
		set = keyring.Set
	}
	if set(tokenService, account, token) == nil {
		return nil
	}
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return fmt.Errorf("config: token: %w", err)
	}
	f, err := os.CreateTemp(s.Dir, ".token-*") // made 0600
	if err != nil {
		return fmt.Errorf("config: token: %w", err)
	}
	defer os.Remove(f.Name()) // in vain once it is renamed
	_, err = f.WriteString(token + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), s.file(account))
	}
	if err != nil {
		return fmt.Errorf("config: token: %w", err)
	}
	return nil
}

func (s TokenStore) file(account string) string { return filepath.Join(s.Dir, "token-"+account) }
