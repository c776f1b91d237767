package config

import "fmt"

// didYouMean names the valid name nearest to what was written, in words to follow it, or nothing when all are far.
func didYouMean(written string, valid []string) string {
	best, least := "", 1<<30
	for _, v := range valid {
		if d := distance(written, v); d < least && d <= max(len(written), len(v))/2 {
			best, least = v, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}

// distance is Levenshtein's: how many letters to add, drop or change to make b of a.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	row := make([]int, len(t)+1)
	for j := range row {
		row[j] = j
	}
	for i := range s {
		diagonal := row[0]
		row[0] = i + 1
		for j := range t {
			change := diagonal
			if s[i] != t[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(t)]
}
