// Package status: see its owner.
package status
