package cache

import (
	_ "embed"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// How a chunk's bytes are kept.
const (
	plain    = 0
	packed   = 1 // zstd with packWords
	packedID = 1 // of packWords in a zstd frame
)

// packUpTo is the size up to which a message is compressed. Beside small messages the index and the tables weigh most;
// big ones are mostly attachments, which gain little and would slow the download down.
const packUpTo = 8 << 10

// packWords is what mail is full of: a small message holds too little of it to learn it from. It may never change, since
// what is stored cannot be read without it; better words would be another codec.
//
//go:embed pack.dict
var packWords []byte

// packer makes its coders when they are first needed: most runs only read a few messages.
type packer struct {
	encoder func() (*zstd.Encoder, error)
	decoder func() (*zstd.Decoder, error)
}

func newPacker() *packer {
	return &packer{
		encoder: sync.OnceValues(func() (*zstd.Encoder, error) {
			return zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderDictRaw(packedID, packWords),
				zstd.WithWindowSize(32<<10), zstd.WithEncoderCRC(false), zstd.WithEncoderConcurrency(2),
				zstd.WithLowerEncoderMem(true), zstd.WithSingleSegment(true))
		}),
		decoder: sync.OnceValues(func() (*zstd.Decoder, error) {
			return zstd.NewReader(nil, zstd.WithDecoderDictRaw(packedID, packWords), zstd.WithDecoderConcurrency(2),
				zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxMemory(chunkSize))
		}),
	}
}

// pack compresses a small chunk if that makes it smaller.
func (p *packer) pack(b []byte) (codec int, kept []byte) {
	if len(b) > packUpTo {
		return plain, b
	}
	e, err := p.encoder()
	if err != nil {
		return plain, b
	}
	kept = e.EncodeAll(b, make([]byte, 0, len(b)))
	if len(kept) >= len(b) {
		return plain, b
	}
	return packed, kept
}

func (p *packer) unpack(codec int, kept []byte) ([]byte, error) {
	switch codec {
	case plain:
		return kept, nil
	case packed:
		d, err := p.decoder()
		if err != nil {
			return nil, err
		}
		b, err := d.DecodeAll(kept, nil)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		return b, nil
	}
	return nil, fmt.Errorf("%w: unknown codec %d", ErrDamaged, codec)
}
