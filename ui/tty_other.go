//go:build !unix

package ui

import "os"

// resizes are none here: the console tells by its input, and Bubble Tea is left to it.
func resizes() []os.Signal { return nil }
