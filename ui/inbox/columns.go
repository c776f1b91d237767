package inbox

// gutter is the cells before the sender: cursor, mark, unread or star, fold or body.
const gutter = 5

// columns are the widths of a row's parts, in cells; 0 leaves a part out.
type columns struct {
	from, subject, files, size, date int
}

// columnsFor shares a row out; a pure function of the width. What is left over goes to the subject.
func columnsFor(width int) columns {
	c := columns{date: 6}
	switch {
	case width >= 96:
		c.from, c.files, c.size = 24, 4, 7
	case width >= 72:
		c.from, c.files, c.size = 19, 4, 7
	case width >= 50:
		c.from, c.files = 16, 1
	default:
		c.from = 11
	}
	used := gutter + c.from + 2 + 1 + c.date + 1 // gaps: after the sender, before the date, at the edge
	if c.files > 0 {
		used += c.files + 1
	}
	if c.size > 0 {
		used += c.size + 2
	}
	c.subject = max(width-used, 0)
	return c
}
