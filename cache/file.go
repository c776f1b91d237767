package cache

import (
	"encoding/json"

	"poplin/cache/message"
)

// file is an attachment as detail.files keeps it. The JSON of message.Attachment is made for people and leaves out
// which part it is.
type file struct {
	Part   int    `json:"part"`
	Name   string `json:"name"`
	Type   string `json:"type"`
	Size   int64  `json:"size"`
	Inline bool   `json:"inline,omitempty"`
	Opened bool   `json:"opened,omitempty"`
}

func filesJSON(all []message.Attachment) string {
	files := make([]file, len(all))
	for i, a := range all {
		files[i] = file(a)
	}
	return array(files)
}

func parseFiles(text string) ([]message.Attachment, error) {
	if text == "[]" {
		return nil, nil
	}
	var files []file
	if err := json.Unmarshal([]byte(text), &files); err != nil {
		return nil, err
	}
	all := make([]message.Attachment, len(files))
	for i, f := range files {
		all[i] = message.Attachment(f)
	}
	return all, nil
}
