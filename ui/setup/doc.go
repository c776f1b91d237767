// Package setup is the first screen of somebody who has no account yet: what Poplin is, where its configuration goes,
// a sample of it to copy, and the way into the demo. Main shows it, before there is a cache or a worker, and hands it
// all it knows; it does no I/O of its own.
package setup
