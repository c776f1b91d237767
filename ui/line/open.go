package line

import (
	"context"
	"fmt"

	"poplin/cache"
)

// open gives the cache once the configuration has proved sound: a mistake there is told by every command.
func (e *Env) open(ctx context.Context) (*cache.Cache, error) {
	accounts, err := e.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	c, err := e.openCache(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range accounts { // the keep policy decides what a removal means
		if _, err := c.Account(ctx, a.Name, a.Keep); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// openCache gives the cache, and says so when it had to be mended for that.
func (e *Env) openCache(ctx context.Context) (*cache.Cache, error) {
	c, err := e.Cache(ctx)
	if err != nil {
		return nil, err
	}
	if s := c.Salvaged(); s != nil {
		Report(e.Err, &Fault{What: SalvageNotice(s), Hint: "what is missing comes back with a visit as far as the server still holds it"})
	}
	return c, nil
}

// SalvageNotice says what became of a damaged cache.
func SalvageNotice(s *cache.Salvage) string {
	text := fmt.Sprintf("the cache was damaged; %s carried over", plural(s.Messages, "message"))
	if s.Damaged > 0 {
		text += fmt.Sprintf(", %s of them damaged", number(s.Damaged))
	}
	return text + "; the old file is kept as " + s.Aside
}
