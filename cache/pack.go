package cache

import (
	"bytes"
	_ "embed"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// How a chunk's bytes are kept; see also lined.
const (
	plain    = 0
	packed   = 1 // zstd with packWords
	packedID = 1 // of packWords in a zstd frame
)

// chunk is one as it is kept.
type chunk struct {
	codec int
	bytes []byte
}

// chunks cuts a body into chunks, or a part of one that begins with a chunk. It writes over b.
func (p *packer) chunks(b []byte) []chunk {
	if len(b) <= packUpTo {
		return []chunk{p.pack(b)}
	}
	all := make([]chunk, 0, (len(b)+chunkSize-1)/chunkSize)
	for len(b) > 0 {
		n := min(len(b), chunkSize)
		all = append(all, foldLines(b[:n:n]))
		b = b[n:]
	}
	return all
}

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
	room    sync.Pool // to unpack into and look
}

func newPacker() *packer {
	return &packer{
		room: sync.Pool{New: func() any { return new([]byte) }},
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

// pack compresses a small chunk if that makes it smaller, and gives back what it was.
func (p *packer) pack(b []byte) chunk {
	e, err := p.encoder()
	if err != nil {
		return chunk{plain, b}
	}
	kept := e.EncodeAll(b, make([]byte, 0, len(b)))
	if len(kept) >= len(b) || !p.holds(kept, b) {
		return chunk{plain, b}
	}
	return chunk{packed, kept}
}

// holds says that kept unpacks to b: the server's copy may leave on the strength of it.
func (p *packer) holds(kept, b []byte) bool {
	room := p.room.Get().(*[]byte)
	defer p.room.Put(room)
	got, err := p.unpackTo(*room, packed, kept)
	*room = got[:0]
	return err == nil && bytes.Equal(got, b)
}

// join undoes chunks.
func (p *packer) join(all []chunk) ([]byte, error) {
	var whole []byte
	for _, k := range all {
		b, err := p.unpack(k.codec, k.bytes)
		if err != nil {
			return nil, err
		}
		whole = append(whole, b...)
	}
	return whole, nil
}

func (p *packer) unpack(codec int, kept []byte) ([]byte, error) { return p.unpackTo(nil, codec, kept) }

// unpackTo may use room behind buf.
func (p *packer) unpackTo(buf []byte, codec int, kept []byte) ([]byte, error) {
	switch codec {
	case plain:
		return kept, nil
	case packed:
		d, err := p.decoder()
		if err != nil {
			return nil, err
		}
		b, err := d.DecodeAll(kept, buf[:0])
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		return b, nil
	case lined:
		return unfoldLines(kept)
	}
	return nil, fmt.Errorf("%w: unknown codec %d", ErrDamaged, codec)
}
