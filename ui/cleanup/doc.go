// Package cleanup: see its owner.
package cleanup
