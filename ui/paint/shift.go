package paint

// shift says that the rows from top to bottom, both included, moved up by so many; down if negative, not at all if 0.
type shift struct{ top, bottom, by int }

// leastGain is how many rows a shift must save before it is worth its bytes.
const leastGain = 3

// findShift finds the one shift that saves the most rows: a list moves as one piece.
func findShift(old, new []string) shift {
	at := make(map[string]int, len(old))
	for i, line := range old {
		if _, twice := at[line]; twice {
			at[line] = -1
		} else {
			at[line] = i
		}
	}
	votes := map[int]int{}
	by := 0
	for i, line := range new {
		if j, ok := at[line]; ok && j >= 0 && j != i && old[i] != line {
			votes[j-i]++
			if votes[j-i] > votes[by] {
				by = j - i
			}
		}
	}
	if by == 0 || votes[by] < leastGain {
		return shift{}
	}
	s := shift{top: len(new), bottom: -1, by: by}
	for i := range new {
		if j := i + by; j >= 0 && j < len(old) && new[i] == old[j] && new[i] != old[i] {
			s.top, s.bottom = min(s.top, i, j), max(s.bottom, i, j)
		}
	}
	if s.gain(old, new) < leastGain {
		return shift{}
	}
	return s
}

// gain counts the rows that are right after the shift, less those that were right before it.
func (s shift) gain(old, new []string) int {
	n := 0
	for i := s.top; i <= s.bottom; i++ {
		if old[i] == new[i] {
			n--
		}
		if j := i + s.by; j >= s.top && j <= s.bottom && old[j] == new[i] {
			n++
		}
	}
	return n
}

// apply does to what is known of the screen what the terminal does to the screen.
func (s shift) apply(lines []string, rows []row, empty row) {
	oldLines, oldRows := append([]string(nil), lines...), append([]row(nil), rows...)
	for i := s.top; i <= s.bottom; i++ {
		if j := i + s.by; j >= s.top && j <= s.bottom {
			lines[i], rows[i] = oldLines[j], oldRows[j]
		} else {
			lines[i], rows[i] = "", row{cells: append([]cell(nil), empty.cells...)}
		}
	}
}
