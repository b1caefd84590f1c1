package eni

import (
	"encoding/json"
	"strings"
)

// Maybe is a value that may be unknown. The zero value is unknown, so that a figure
// that was never set doesn't read as 0. In JSON and YAML an unknown value is
// null, and omitzero leaves it out.
type Maybe[T any] struct {
	value T
	known bool
}

// Known is a value that is known.
func Known[T any](value T) Maybe[T] { return Maybe[T]{value, true} }

// Map applies f to the value; an unknown value stays unknown.
func Map[T, U any](m Maybe[T], f func(T) U) Maybe[U] {
	if !m.known {
		return Maybe[U]{}
	}
	return Known(f(m.value))
}

// Value is the value, and whether it is known.
func (m Maybe[T]) Value() (T, bool) { return m.value, m.known }

// Known reports whether the value is known.
func (m Maybe[T]) Known() bool { return m.known }

// Or is the value, or other where it is not known.
func (m Maybe[T]) Or(other T) T {
	if m.known {
		return m.value
	}
	return other
}

// IsZero reports whether the value is unknown, for omitzero.
func (m Maybe[T]) IsZero() bool { return !m.known }

// MarshalJSON writes the value, or null. It escapes nothing for HTML: the encoder
// that calls it does, if it is to.
func (m Maybe[T]) MarshalJSON() ([]byte, error) {
	if !m.known {
		return []byte("null"), nil
	}
	var text strings.Builder
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	err := e.Encode(m.value)
	return []byte(strings.TrimSuffix(text.String(), "\n")), err
}

// UnmarshalJSON reads a value; null is unknown.
func (m *Maybe[T]) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*m = Maybe[T]{}
		return nil
	}
	return m.read(func(value any) error { return json.Unmarshal(b, value) })
}

// MarshalYAML is the value, or null.
func (m Maybe[T]) MarshalYAML() (any, error) {
	if !m.known {
		return nil, nil
	}
	return m.value, nil
}

// UnmarshalYAML reads a value. A YAML library does not call it for null, which
// leaves the value unknown.
func (m *Maybe[T]) UnmarshalYAML(unmarshal func(any) error) error { return m.read(unmarshal) }

// read replaces the value only when all of the new one could be read.
func (m *Maybe[T]) read(unmarshal func(any) error) error {
	var value T
	if err := unmarshal(&value); err != nil {
		return err
	}
	*m = Known(value)
	return nil
}
