// Package cleanup is the screen that shows what fills the mailbox, by sender, domain, list, year, size and type, and
// turns what the person marks there into one plan. It reads the cache and returns actions; only package ui carries
// them out.
package cleanup
