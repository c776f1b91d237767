package line

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"poplin/cache"
)

// query reads the query that the arguments are, and finishes the search index first where there is one, so that the
// answer is whole. No arguments give nil.
func (e *Env) query(ctx context.Context, c *cache.Cache, args []string) (*cache.Query, error) {
	q, err := cache.ParseQuery(strings.Join(args, " "), e.Now())
	if err != nil || q == nil {
		return nil, err
	}
	return q, e.index(ctx, c)
}

// index brings the search index forward until it is whole.
func (e *Env) index(ctx context.Context, c *cache.Cache) error {
	return e.indexing(ctx, c.Index)
}

// renewIndex makes the search index anew where that is called for. Meanwhile the old one answers, so only sync takes the
// time.
func (e *Env) renewIndex(ctx context.Context, c *cache.Cache) error {
	stale, err := c.Stale(ctx)
	if err != nil || !stale {
		return err
	}
	return e.indexing(ctx, c.Reindex)
}

func (e *Env) indexing(ctx context.Context, work func(context.Context, func(done, total int)) error) error {
	bar := newBar(e)
	defer bar.clear()
	return work(ctx, bar.count("search index"))
}

// message reads the one message that a command is given.
func (e *Env) message(ctx context.Context, c *cache.Cache, arg string) (cache.Entry, error) {
	id, ok := messageID(arg)
	if !ok {
		return cache.Entry{}, usage("poplin list shows the numbers", "%q is not the number of a message", arg)
	}
	entries, err := c.Entries(ctx, []cache.ID{id})
	if err != nil {
		return cache.Entry{}, err
	}
	return entries[0], nil
}

// messageID reads the number of a message.
func messageID(arg string) (cache.ID, bool) {
	n, err := strconv.ParseInt(arg, 10, 64)
	return cache.ID(n), err == nil && n > 0
}

// messageIDs reads arguments that are all numbers of messages, each once.
func messageIDs(args []string) ([]cache.ID, bool) {
	ids := make([]cache.ID, 0, len(args))
	for _, arg := range args {
		id, ok := messageID(arg)
		if !ok {
			return nil, false
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, len(ids) > 0
}

// isNothing says that arguments hold no word.
func isNothing(args []string) bool { return strings.TrimSpace(strings.Join(args, "")) == "" }

// selected gives the messages that arguments mean: all numbers (named), else a query, which must find something.
func (e *Env) selected(ctx context.Context, c *cache.Cache, args []string) (ids []cache.ID, named bool, err error) {
	if ids, named = messageIDs(args); named {
		return ids, true, nil
	}
	if len(args) == 1 && strings.Trim(args[0], "0123456789") == "" && args[0] != "" { // 0, or more than there can be
		return nil, false, usage("poplin list shows the numbers", "%q is not the number of a message", args[0])
	}
	q, err := e.query(ctx, c, args)
	if err != nil {
		return nil, false, err
	}
	ids, err = c.Select(ctx, cache.View{Query: q}, 0)
	if err == nil && len(ids) == 0 {
		err = &Fault{Code: Failed, What: "no message matches", Hint: "poplin list with the same query shows what it finds"}
	}
	return ids, false, err
}
