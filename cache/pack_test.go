package cache

import (
	"bytes"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// What does not unpack to what it was is kept as it is.
func TestPackingIsProved(t *testing.T) {
	b := []byte(strings.Repeat("the same again and again. ", 100))
	p := newPacker()
	if k := p.pack(b); k.codec != packed {
		t.Fatalf("kept with codec %d", k.codec)
	}
	p.decoder = func() (*zstd.Decoder, error) { return zstd.NewReader(nil, zstd.WithDecoderMaxMemory(1)) }
	if k := p.pack(b); k.codec != plain || !bytes.Equal(k.bytes, b) {
		t.Errorf("kept with codec %d though it cannot be unpacked", k.codec)
	}
}
