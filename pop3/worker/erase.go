package worker

import "poplin/cache"

// Erases is after how many days the server of an account erases mail, as its capability EXPIRE said at the last visit
// (RFC 2449, 6.7); 0 where it keeps mail for ever, said nothing, or erases what was fetched.
func Erases(l cache.Learnt) int { return parseLatches(l).erases }
