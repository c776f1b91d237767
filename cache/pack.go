package cache

import "fmt"

func pack(b []byte) (codec int, kept []byte) { return plain, b }

func unpack(codec int, kept []byte) ([]byte, error) {
	if codec != plain {
		return nil, fmt.Errorf("%w: unknown codec %d", ErrDamaged, codec)
	}
	return kept, nil
}
