// Package inbox: see its owner.
package inbox
