package screen

import (
	"poplin/cache"
	"poplin/pop3/worker"
)

// glance is how many lines of a message are asked for to see how it begins.
const glance = 40

// PeekAt opens a message and, where it is not here whole, asks for its beginning.
func PeekAt(env *Env, r *cache.Row) Action {
	open := Open{ID: r.ID}
	if r.Body == cache.Full || r.Flags&cache.Gone != 0 {
		return open
	}
	return Many{open, Post{Account: env.Accounts[r.Account], Command: worker.Peek{ID: r.ID, Lines: glance}}}
}
