package line

import (
	"poplin/cache"
	"poplin/cache/message"
)

type field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// text is one of the texts of a message, in the order of show --text.
type text struct {
	Type string `json:"type"`
	Name string `json:"name,omitempty"`
	Text string `json:"text"`
}

// mostTexts is how many texts of one message are printed; hostile mail has thousands.
const mostTexts = 100

// printWhole is the message as show --json prints it.
func (e *Env) printWhole(x cache.Entry, m *message.Message, d *message.Document) error {
	fields := []field{}
	for _, f := range m.Fields() {
		fields = append(fields, field(f))
	}
	ids := m.Readable()
	texts := []text{}
	for _, id := range ids[:min(len(ids), mostTexts)] {
		other, err := m.Document(id)
		if err != nil {
			return err
		}
		p := &m.Structure().Parts[id]
		texts = append(texts, text{p.Type, p.Name, other.Plain(80)})
	}
	e.print(struct {
		row
		Headers []field `json:"headers"`
		Text    string  `json:"text"`
		Texts   []text  `json:"texts"`
	}{rowOf(x), fields, d.Plain(80), texts})
	return nil
}
