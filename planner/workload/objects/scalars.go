package objects

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
)

// Text is a string, or a number or boolean in its place, which people write where
// nothing but the API server minds.
type Text string

// UnmarshalJSON accepts any scalar.
func (t *Text) UnmarshalJSON(text []byte) error {
	switch {
	case len(text) > 0 && text[0] == '"':
		return json.Unmarshal(text, (*string)(t))
	case bytes.Equal(text, []byte("null")):
		return nil
	case len(text) > 0 && (text[0] == '{' || text[0] == '['):
		return errors.New("must be a string")
	}
	*t = Text(text)
	return nil
}

// Texts are labels or annotations, whose values may be any scalars.
type Texts map[string]string

// UnmarshalJSON accepts any scalars as values.
func (t *Texts) UnmarshalJSON(text []byte) error {
	var strings map[string]string
	if json.Unmarshal(text, &strings) == nil { // nearly always
		*t = strings
		return nil
	}
	var lenient map[string]Text
	if err := json.Unmarshal(text, &lenient); err != nil {
		return err
	}
	*t = Texts{}
	for key, value := range lenient {
		(*t)[key] = string(value)
	}
	return nil
}

// Number is a whole number, in quotes or not.
type Number int64

// UnmarshalJSON accepts a number in quotes.
func (n *Number) UnmarshalJSON(text []byte) error {
	if bytes.Equal(text, []byte("null")) {
		return nil
	}
	i, err := strconv.ParseInt(string(bytes.Trim(text, `"`)), 10, 64)
	if err != nil {
		return errors.New(string(text) + ": must be a whole number")
	}
	*n = Number(i)
	return nil
}
