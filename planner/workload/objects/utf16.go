package objects

import (
	"bufio"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// decoded is a text in UTF-8 without its byte order mark. PowerShell's > writes
// UTF-16.
func decoded(b *bufio.Reader) *bufio.Reader {
	mark, _ := b.Peek(3)
	switch {
	case string(mark) == "\uFEFF":
		b.Discard(len(mark))
	case len(mark) >= 2 && (mark[0] == 0xFF && mark[1] == 0xFE || mark[0] == 0xFE && mark[1] == 0xFF):
		b.Discard(2)
		return bufio.NewReaderSize(&fromUTF16{in: b, bigEndian: mark[0] == 0xFE}, bufferSize)
	}
	return b
}

// fromUTF16 reads UTF-16 as UTF-8.
type fromUTF16 struct {
	in        *bufio.Reader
	bigEndian bool
	high      rune // the first half of a surrogate pair
}

func (r *fromUTF16) Read(p []byte) (n int, err error) {
	for n+2*utf8.UTFMax <= len(p) {
		var unit [2]byte
		if _, err := io.ReadFull(r.in, unit[:]); err != nil {
			if n > 0 && err == io.EOF {
				return n, nil
			}
			return n, err
		}
		c := rune(unit[1])<<8 | rune(unit[0])
		if r.bigEndian {
			c = rune(unit[0])<<8 | rune(unit[1])
		}
		high := r.high
		r.high = 0
		switch {
		case high == 0 && c >= 0xD800 && c < 0xDC00:
			r.high = c
			continue
		case high == 0:
			n += utf8.EncodeRune(p[n:], c)
		default: // half a pair alone becomes U+FFFD
			n += utf8.EncodeRune(p[n:], utf16.DecodeRune(high, c))
		}
	}
	return n, nil
}
