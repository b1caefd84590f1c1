package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The file of an entry is one line and the body:
//
//	podfit-cache 1 SHA-256 TIME "KEY"
//
// The checksum covers everything after it, so that a changed or truncated file is
// detected. The body isn't compressed: inflating 1.5 MB takes 2 ms, reading it and
// computing its checksum 1 ms.
const magic = "podfit-cache 1 "

// maxFileSize is far above any answer. It keeps a foreign file from filling the
// memory.
const maxFileSize = 16 << 20

const sumLength = 2 * sha256.Size // in hexadecimal

func encode(key string, e Entry) []byte {
	head := " " + e.At.UTC().Format(time.RFC3339Nano) + " " + strconv.Quote(key) + "\n"
	text := make([]byte, len(magic)+sumLength, len(magic)+sumLength+len(head)+len(e.Body))
	copy(text, magic)
	text = append(append(text, head...), e.Body...)
	sum := sha256.Sum256(text[len(magic)+sumLength:])
	hex.Encode(text[len(magic):], sum[:])
	return text
}

// decode is the reverse of encode.
func decode(text []byte) (key string, e Entry, err error) {
	rest, found := bytes.CutPrefix(text, []byte(magic))
	if !found || len(rest) < sumLength {
		return "", Entry{}, errors.New("not a cache entry of this version")
	}
	sum, rest := string(rest[:sumLength]), rest[sumLength:]
	if actual := sha256.Sum256(rest); hex.EncodeToString(actual[:]) != sum {
		return "", Entry{}, errors.New("wrong checksum")
	}
	head, body, _ := bytes.Cut(rest, []byte("\n"))
	at, quoted, _ := strings.Cut(strings.TrimPrefix(string(head), " "), " ")
	if e.At, err = time.Parse(time.RFC3339Nano, at); err == nil {
		key, err = strconv.Unquote(quoted)
	}
	if err != nil {
		return "", Entry{}, fmt.Errorf("header %q: %w", head, err)
	}
	e.Body = body
	return key, e, nil
}
