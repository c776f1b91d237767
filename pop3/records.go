package pop3

import "net"

// records is the line below TLS, read in large pieces: TLS asks for one record of 16 KiB at a time, and each of those
// reads would be a call of the system, and often a wait.
type records struct {
	net.Conn
	buf  []byte
	r, w int
}

func newRecords(nc net.Conn) *records { return &records{Conn: nc, buf: make([]byte, 4*wireSize)} }

func (c *records) Read(p []byte) (int, error) {
	if c.r == c.w {
		n, err := c.Conn.Read(c.buf)
		if c.r, c.w = 0, n; n == 0 {
			return 0, err
		}
	}
	n := copy(p, c.buf[c.r:c.w])
	c.r += n
	return n, nil
}
