package worker

import "poplin/cache"

// Rehearsed is how a rehearsal of a plan ended on a stand-in of an account's server.
type Rehearsed struct {
	Account  string
	Before   []cache.Listing     // what the server holds, as far as is known
	Cut      []cache.Listing     // after a visit whose line was cut before the server heard QUIT
	After    []cache.Listing     // after the next
	Verified int                 // removals that a third visit proved
	Refused  []cache.Refusal     // what of the plan does not fit any more
	Open     []cache.LedgerEntry // what would still be on its way, or stuck
}

// Bytes sums a listing up.
func Bytes(listed []cache.Listing) (n int64) {
	for _, l := range listed {
		n += l.Size
	}
	return n
}
