package inbox

import tea "charm.land/bubbletea/v2"

// wait holds back keys that act on marks while marks are still being found: typed ahead, they mean all of those, and
// not the one message under the cursor.
type wait struct {
	marks int // searches under way
	keyed []tea.KeyPressMsg
}

// holds keeps a key for later; false when there is nothing to wait for.
func (w *wait) holds(msg tea.KeyPressMsg) bool {
	if w.marks > 0 {
		w.keyed = append(w.keyed, msg)
	}
	return w.marks > 0
}

// over ends a search and gives back the keys that waited for the last of them; none if it brought nothing.
func (w *wait) over(found bool) []tea.KeyPressMsg {
	w.marks = max(w.marks-1, 0)
	if !found {
		w.keyed = nil
	}
	if w.marks > 0 {
		return nil
	}
	keyed := w.keyed
	w.keyed = nil
	return keyed
}
