package objects

import (
	"bytes"
	"encoding/json"
	"slices"
)

// split calls each with the keys and values of an object, which has to be valid JSON:
// the decoder has checked it, and would check it several times more.
func split(object []byte, each func(key string, value []byte)) {
	rest := blank(object[1:])
	for len(rest) > 0 && rest[0] == '"' {
		n := textEnd(rest)
		key := string(rest[1 : n-1])
		if bytes.IndexByte(rest[:n], '\\') >= 0 {
			_ = json.Unmarshal(rest[:n], &key) // valid
		}
		rest = blank(blank(rest[n:])[1:]) // the colon
		n = valueEnd(rest)
		each(key, rest[:n])
		if rest = blank(rest[n:]); len(rest) > 0 { // the comma or the end
			rest = blank(rest[1:])
		}
	}
}

func blank(text []byte) []byte { return bytes.TrimLeft(text, " \t\r\n") }

// textEnd is where the string at the beginning ends.
func textEnd(text []byte) int {
	for n := 1; ; n++ {
		n += bytes.IndexByte(text[n:], '"')
		escapes := 0
		for text[n-1-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return n + 1
		}
	}
}

// valueEnd is where the value at the beginning ends.
func valueEnd(text []byte) int {
	depth := 0
	for n := 0; n < len(text); n++ {
		switch text[n] {
		case '"':
			n += textEnd(text[n:]) - 1
		case '{', '[':
			depth++
			continue
		case '}', ']':
			if depth--; depth < 0 { // the end of the object, after a number or a word
				return n
			}
		case ',', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return n
			}
			continue
		default:
			continue
		}
		if depth == 0 {
			return n + 1
		}
	}
	return len(text)
}

// Without is valid JSON without the members of some keys whose values are lists or
// objects, at any depth: what nobody reads costs less to leave out than to decode. Keys
// of labels and of other maps stay, as their values are texts.
func Without(text []byte, keys ...string) []byte {
	kept := make([]byte, 0, len(text))
	for begin, n := 0, 0; ; {
		at := bytes.IndexByte(text[n:], '"')
		if at < 0 {
			return append(kept, text[begin:]...)
		}
		at += n
		n = at + textEnd(text[at:])
		value := blank(text[n:])
		if len(value) == 0 || value[0] != ':' || !slices.Contains(keys, string(text[at+1:n-1])) {
			continue
		}
		if value = blank(value[1:]); value[0] != '[' && value[0] != '{' {
			continue
		}
		rest := blank(value[valueEnd(value):])
		kept = append(kept, text[begin:at]...)
		if rest[0] == ',' {
			rest = blank(rest[1:])
		} else if before := bytes.TrimRight(kept, " \t\r\n"); before[len(before)-1] == ',' {
			kept = before[:len(before)-1]
		}
		begin = len(text) - len(rest)
		n = begin
	}
}
