package worker

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"poplin/cache"
	"poplin/pop3"
	"poplin/pop3/maildrop"
)

// errand of a child process: one visit, told through the environment.
type childVisit struct {
	Dir, Server, User string
	Keep              cache.Keep
	Limit             int64
	Clock             time.Duration // added to the time
}

const childKey = "POPLIN_TEST_VISIT"

// TestMain turns the test binary into a visitor when a test starts it as a child, to be killed.
func TestMain(m *testing.M) {
	order := os.Getenv(childKey)
	if order == "" {
		os.Exit(m.Run())
	}
	var v childVisit
	if err := json.Unmarshal([]byte(order), &v); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if err := v.run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func (v childVisit) now() time.Time { return time.Now().Add(v.Clock) }

func (v childVisit) open(ctx context.Context) (*cache.Cache, error) {
	return cache.Open(ctx, v.Dir, cache.Options{Now: v.now, TrashDays: -1})
}

func (v childVisit) run() error {
	ctx := context.Background()
	c, err := v.open(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	a := Account{Name: v.User, Server: v.Server, Security: pop3.Plain, Keep: v.Keep, Download: Download{Limit: v.Limit}}
	a.Login = func(context.Context) (pop3.Credentials, error) {
		return pop3.Credentials{User: v.User, Password: maildrop.DovecotPassword, Mechanism: "auto"}, nil
	}
	_, err = New(a, c, Options{Now: v.now}).Visit(ctx, nil)
	return err
}

// start runs the visit in a process of its own.
func (v childVisit) start(t *testing.T) *exec.Cmd {
	t.Helper()
	order, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childKey+"="+string(order))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}
