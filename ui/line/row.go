package line

import (
	"context"
	"time"

	"poplin/cache"
	"poplin/cache/message"
)

// row is a message as list --json prints it.
type row struct {
	ID          cache.ID             `json:"id"`
	Account     string               `json:"account"`
	UIDL        string               `json:"uidl"`
	MessageID   string               `json:"message_id"`
	Date        string               `json:"date"` // RFC 3339
	From        message.Address      `json:"from"`
	To          []message.Address    `json:"to"`
	Subject     string               `json:"subject"`
	Size        int64                `json:"size"`
	Unread      bool                 `json:"unread"`
	Starred     bool                 `json:"starred"`
	Tags        []string             `json:"tags"`
	Attachments []message.Attachment `json:"attachments"`
	OnServer    bool                 `json:"on_server"`
	Body        string               `json:"body"` // full headers none
}

func rowOf(x cache.Entry) row {
	r := row{
		ID: x.ID, Account: x.AccountName, UIDL: x.UIDL, MessageID: x.MessageID, Date: x.Date.Format(time.RFC3339),
		From: x.From, To: x.To, Subject: x.Subject, Size: x.Size,
		Unread: x.Flags&cache.Read == 0, Starred: x.Flags&cache.Starred != 0,
		Tags: x.Tags, Attachments: x.Files, OnServer: x.Flags&cache.Gone == 0, Body: bodyName(x.Body),
	}
	if r.To == nil { // an empty list, not null
		r.To = []message.Address{}
	}
	if r.Tags == nil {
		r.Tags = []string{}
	}
	if r.Attachments == nil {
		r.Attachments = []message.Attachment{}
	}
	return r
}

func bodyName(b cache.Body) string {
	switch b {
	case cache.Full:
		return "full"
	case cache.None:
		return "none"
	}
	return "headers"
}

// printRows prints rows in full.
func (e *Env) printRows(ctx context.Context, c *cache.Cache, rows []cache.Row) error {
	ids := make([]cache.ID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	entries, err := c.Entries(ctx, ids)
	if err != nil {
		return err
	}
	for _, x := range entries {
		e.print(rowOf(x))
	}
	return nil
}
