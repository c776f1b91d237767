package maildrop

import "slices"

// view is what a session is shown of a box: all of it, unless a fault says otherwise.
func (s *session) view(ms []*Message) []*Message {
	if s.standing(Empty) != nil {
		return nil
	}
	if f := s.standing(Newest); f != nil {
		ms = ms[max(0, len(ms)-int(f.At)):]
	}
	if f := s.standing(Oldest); f != nil {
		ms = ms[:min(len(ms), int(f.At))]
	}
	if s.standing(Shuffle) != nil {
		ms = slices.Clone(ms)
		slices.Reverse(ms)
	}
	return ms
}

// id is the unique id that a session is told.
func (s *session) id(m *Message) string {
	if f := s.standing(Rename); f != nil {
		return f.Text + m.UIDL
	}
	return m.UIDL
}
