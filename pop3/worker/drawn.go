package worker

import "poplin/cache"

// drawn is a mail asked for, whole or by its header block.
type drawn struct {
	*mail
	top  bool
	cost int64 // set aside of the budget
}

// caught is of a mail what is remembered until the fence behind it.
type caught struct {
	id  cache.ID
	top bool
}

func (m drawn) caught() caught { return caught{m.id, m.top} }

// reply is what a reply brings: of one message first the header block and then the whole may be on their way.
type reply struct {
	number int
	top    bool
}
