package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"poplin/cache/message"
)

const (
	oneClickBody  = "List-Unsubscribe=One-Click" // RFC 8058, 3.1
	oneClickTime  = 20 * time.Second
	oneClickHops  = 3
	oneClickReply = 64 << 10 // bytes of an answer that are taken off the line; nobody reads them
)

// outside is a client for hosts that a message names: it reaches no address of this machine or of the network at home,
// so that no message can have a request sent to what stands there.
func outside() *http.Client {
	d := &net.Dialer{Timeout: oneClickTime, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return err
		}
		if !public(at.Addr()) {
			return fmt.Errorf("%s is no address of the internet", at.Addr())
		}
		return nil
	}}
	return &http.Client{Transport: &http.Transport{DialContext: d.DialContext, TLSHandshakeTimeout: oneClickTime,
		DisableKeepAlives: true, ForceAttemptHTTP2: true}}
}

func public(a netip.Addr) bool {
	a = a.Unmap()
	shared := netip.MustParsePrefix("100.64.0.0/10") // RFC 6598
	return a.IsGlobalUnicast() && !a.IsPrivate() && !shared.Contains(a)
}

// oneClick asks to be taken off a list by one POST (RFC 8058): https only, no cookies, nothing that tells who asks but
// the address itself, and no redirect to another host or into another kind of request. nil means that the server said
// yes.
func oneClick(ctx context.Context, client *http.Client, uri string) error {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return errors.New("that is no address to ask")
	}
	ctx, cancel := context.WithTimeout(ctx, oneClickTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, uri, strings.NewReader(oneClickBody))
	if err != nil {
		return errors.New("that is no address to ask")
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("User-Agent", "Poplin")
	bare := *client
	bare.Jar = nil
	bare.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		next.Header.Del("Referer")
		switch {
		case next.URL.Scheme != "https" || !strings.EqualFold(next.URL.Host, u.Host):
			return fmt.Errorf("it sends on to another host, %s, which was not asked", message.Clean(next.URL.Host))
		case next.Method != http.MethodPost || len(via) > oneClickHops:
			return errors.New("it sends on to a page; open that in the browser")
		}
		return nil
	}
	resp, err := bare.Do(req)
	if why := (*url.Error)(nil); errors.As(err, &why) {
		if why.Timeout() {
			return fmt.Errorf("no answer within %d seconds", oneClickTime/time.Second)
		}
		return why.Err
	}
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, _ = io.CopyN(io.Discard, resp.Body, oneClickReply) // what it says is not for reading
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("it answered %d %s", resp.StatusCode, http.StatusText(resp.StatusCode))
	}
	return nil
}

// oneClick is what the screens are lent.
func (p *program) oneClick(ctx context.Context, uri string) error {
	return oneClick(ctx, outside(), uri)
}
