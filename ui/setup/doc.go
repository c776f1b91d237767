// Package setup: see its owner.
package setup
