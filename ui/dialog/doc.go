// Package dialog: see its owner.
package dialog
