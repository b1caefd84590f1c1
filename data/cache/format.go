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

// An entry's file is a line and the body, as AWS gave it:
//
//	podfit-cache 1 SHA-256 TIME "KEY"
//
// The sum is over all that follows it, so that no byte of the time, the key or
// the body can change unseen, nor the end go missing. The body is not
// compressed: to inflate 1.5 MB takes 2 ms, to read and sum it 1 ms.
const magic = "podfit-cache 1 "

// mostFile is far above any answer, and keeps a file that is none of ours from
// filling the memory.
const mostFile = 16 << 20

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

// decode is the key and the entry of a file. The errors say what is wrong with it.
func decode(text []byte) (key string, e Entry, err error) {
	rest, ours := bytes.CutPrefix(text, []byte(magic))
	if !ours || len(rest) < sumLength {
		return "", Entry{}, errors.New("not an entry of this version")
	}
	sum, rest := string(rest[:sumLength]), rest[sumLength:]
	if is := sha256.Sum256(rest); hex.EncodeToString(is[:]) != sum {
		return "", Entry{}, errors.New("does not have its SHA-256")
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
