// Package reader: see its owner.
package reader
