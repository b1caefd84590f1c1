package eni

// Maybe is a value that may not be known. The zero value is unknown, so a
// figure that nobody filled in never reads as 0.
type Maybe[T any] struct {
	value T
	known bool
}

// Known is a value that is known.
func Known[T any](value T) Maybe[T] { return Maybe[T]{value, true} }

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
