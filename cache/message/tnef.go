package message

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strconv"
	"unicode/utf16"
)

// Winmail is what a winmail.dat holds: Outlook's Transport Neutral Encapsulation Format ([MS-OXTNEF]), sent by mistake
// to everybody who has no Outlook.
type Winmail struct {
	Text    string // clean; "" when there is none
	HTML    []byte
	RTF     []byte // uncompressed
	Files   []WinmailFile
	charset string // of strings that are not Unicode
}

// WinmailFile is one file inside, its name as written there (not yet safe).
type WinmailFile struct {
	Name      string
	Type      string // media type, "" when none is given
	ContentID string
	Data      []byte
	Message   bool // Data is a message, itself in this format
}

var errTNEF = errors.New("message: not a winmail.dat")

// Attributes of [MS-OXTNEF] §2.1.3 that matter here, and where they stand.
const (
	tnefSignature   = 0x223e9f78
	attBody         = 0x800c
	attMAPIProps    = 0x9003
	attCodepage     = 0x9007
	attAttachRend   = 0x9002 // begins a file
	attAttachTitle  = 0x8010
	attAttachData   = 0x800f
	attAttachProps  = 0x9005
	mostWinmailFile = 500
)

// ParseWinmail reads as much as there is; an error means that it is something else altogether.
func ParseWinmail(raw []byte) (*Winmail, error) {
	if len(raw) < 6 || binary.LittleEndian.Uint32(raw) != tnefSignature {
		return nil, errTNEF
	}
	w := &Winmail{charset: "windows-1252"}
	for rest := raw[6:]; len(rest) >= 9; {
		id := uint32(binary.LittleEndian.Uint16(rest[1:])) // the other half is a type that some writers leave out
		size := int64(binary.LittleEndian.Uint32(rest[5:]))
		data := rest[9:]
		if size > int64(len(data)) {
			size = int64(len(data)) // cut short: what is there is kept
		}
		w.attribute(id, data[:size])
		rest = data[size:]
		if len(rest) < 2 {
			break
		}
		rest = rest[2:] // the checksum; broken files are shown all the same
	}
	return w, nil
}

func (w *Winmail) attribute(id uint32, data []byte) {
	var file *WinmailFile
	if len(w.Files) > 0 {
		file = &w.Files[len(w.Files)-1]
	}
	switch {
	case id == attCodepage && len(data) >= 4:
		w.charset = codepage(binary.LittleEndian.Uint32(data))
	case id == attBody:
		w.Text = CleanText(w.text(mapiString, data))
	case id == attMAPIProps:
		mapiProps(data, w.property)
	case id == attAttachRend && len(w.Files) < mostWinmailFile:
		w.Files = append(w.Files, WinmailFile{})
	case file == nil:
	case id == attAttachTitle && file.Name == "":
		file.Name = w.text(mapiString, data)
	case id == attAttachData:
		file.Data = data
	case id == attAttachProps:
		mapiProps(data, func(id, kind uint16, value []byte) { w.fileProperty(file, id, kind, value) })
	}
}

func (w *Winmail) fileProperty(file *WinmailFile, id, kind uint16, value []byte) {
	switch {
	case id == propLongName, id == propDisplayName && file.Name == "":
		file.Name = w.text(kind, value)
	case id == propMimeTag:
		file.Type = w.text(kind, value)
	case id == propContentID:
		file.ContentID = w.text(kind, value)
	case id == propFileData && file.Data == nil:
		file.Data = value
		if kind == mapiObject && len(value) > interfaceID+4 && binary.LittleEndian.Uint32(value[interfaceID:]) == tnefSignature {
			file.Data, file.Message = value[interfaceID:], true
		}
	}
}

func (w *Winmail) property(id, kind uint16, value []byte) {
	switch id {
	case propBody:
		w.Text = CleanText(w.text(kind, value))
	case propHTML:
		w.HTML = value
	case propRTF:
		w.RTF, _ = unpackRTF(value)
	}
}

// text decodes a string property: UTF-16, or the message's code page.
func (w *Winmail) text(kind uint16, value []byte) string {
	if kind != mapiUnicode {
		return decodeCharset(bytes.TrimRight(value, "\x00"), w.charset)
	}
	units := make([]uint16, 0, len(value)/2)
	for ; len(value) >= 2; value = value[2:] {
		if u := binary.LittleEndian.Uint16(value); u != 0 {
			units = append(units, u)
		}
	}
	return string(utf16.Decode(units))
}

// codepage is the charset label for a code page of Windows.
func codepage(n uint32) string {
	switch n {
	case 0:
		return "windows-1252"
	case 20127:
		return "us-ascii"
	case 65001:
		return "utf-8"
	}
	return "cp" + strconv.FormatUint(uint64(n), 10)
}
