package objects

import "errors"

// ahead is how many objects may be read before they are visited: few, as one may have
// 16 MiB.
const ahead = 8

var errStopped = errors.New("the visitor has stopped")

// readAhead reads a file while its objects are visited, as to find the objects of a
// large dump takes about as long as to decode them. Visits are in the order of the file,
// one at a time, and in the caller's goroutine.
func readAhead(v Visitor, read func(*Visitor) error) error {
	visits, stop, end := make(chan func() error, ahead), make(chan struct{}), make(chan error, 1)
	send := func(visit func() error) error {
		select {
		case visits <- visit:
			return nil
		case <-stop:
			return errStopped
		}
	}
	later := v
	later.Object = func(o *Object) error { return send(func() error { return v.lost(v.Object(o)) }) }
	if v.Lost != nil {
		later.Lost = func(err error) { _ = send(func() error { v.Lost(err); return nil }) }
	}
	if v.Duplicate != nil {
		later.Duplicate = func(at Place, key string) { _ = send(func() error { v.Duplicate(at, key); return nil }) }
	}
	go func() {
		end <- read(&later)
		close(visits)
	}()
	var first error
	for visit := range visits {
		if first != nil {
			continue // those that were read before the stop
		}
		if first = visit(); first != nil {
			close(stop)
		}
	}
	if err := <-end; first == nil {
		return err
	}
	return first
}
