package screen

import "image"

// Picture is one that the terminal is to draw where a screen's view holds kitty's placeholders in the colour of ID.
type Picture struct {
	ID    int         // from 1, 24 bits
	PNG   []byte      // encoded anew: a decoder lies between it and the message
	Cells image.Point // the room it is fitted into
}
