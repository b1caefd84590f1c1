// Package fresh answers what a question needs of AWS: from the cache where that
// is young enough, else from AWS itself, the parts of an answer side by side.
// What fails leaves the bundled figures in force, and says why.
package fresh

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"podfit/data"
	"podfit/data/cache"
	"podfit/data/live"
	"podfit/planner"
)

// Source is where answers come from.
type Source struct {
	live.Options
	Cache *cache.Store
	// Refresh asks AWS even for what the cache has.
	Refresh bool
	// Offline takes what the cache has, however old, and asks nothing.
	Offline bool
}

// Question is what to find out of a region.
type Question struct {
	Region string
	Names  []string // of instance types; nil is all
	Prices bool     // on-demand and spot, besides limits and zones
	Spot   Spot
}

// Part is one part of an answer, and how it came about.
type Part struct {
	Name string // in the plural, for people
	Rows int
	At   time.Time // when AWS said it; zero where nothing is known
	// Err is why AWS did not answer. With a time, At, there is an older answer.
	Err error
}

// How long an answer stands.
const (
	slow  = 7 * 24 * time.Hour // limits, zones and list prices seldom change
	quick = 15 * time.Minute   // the spot market does not wait
)

// part is how to get one part: the body is what the cache keeps.
type part struct {
	name, key string
	maxAge    time.Duration
	ask       func(context.Context, *live.Client, []string) (any, error)
	// read makes of a body what lays it down, which says how many rows it has.
	read func(body []byte, names []string) (lay func(*data.Fresh) int, err error)
}

// parts are what a question needs and no more.
func (q *Question) parts() []part {
	all := []part{typesPart, offeringsPart}
	if q.Prices {
		all = append(all, onDemandPart, q.Spot.part())
	}
	return all
}

// Ask answers a question as well as it can: parts that fail are left out of the
// answer, and say why.
func (s *Source) Ask(ctx context.Context, q Question) (data.Fresh, []Part) {
	answer := data.Fresh{Region: q.Region, All: q.Names == nil}
	parts := q.parts()
	told, lay := make([]Part, len(parts)), make([]func(*data.Fresh) int, len(parts))
	client := sync.OnceValues(func() (*live.Client, error) {
		o := s.Options
		o.Region = q.Region
		return live.Open(ctx, o)
	})
	var wait sync.WaitGroup
	for i := range parts {
		wait.Go(func() {
			told[i], lay[i] = s.tell(ctx, &q, &parts[i], client)
		})
	}
	wait.Wait()
	for i := range parts {
		if lay[i] != nil {
			told[i].Rows = lay[i](&answer)
		}
	}
	return answer, told
}

// tell gets a part, and what lays it down; nil where nothing is known.
func (s *Source) tell(ctx context.Context, q *Question, p *part, client func() (*live.Client, error)) (Part, func(*data.Fresh) int) {
	for _, maxAge := range []time.Duration{p.maxAge, 0} {
		e, err := s.entry(ctx, q, p, maxAge, client)
		if e.At.IsZero() {
			return Part{Name: p.name, Err: err}, nil
		}
		if lay, unread := p.read(e.Body, q.Names); unread == nil {
			return Part{Name: p.name, At: e.At, Err: err}, lay
		}
	} // what was kept cannot be read: then AWS is asked, whatever its age
	return Part{Name: p.name, Err: errUnreadable}, nil
}

var errUnreadable = errors.New("what is kept of them cannot be read")

var errNotKept = errors.New("nothing is kept of them; ask once without --offline")

// entry is the body of a part. Of some types it may be in the answer for all.
func (s *Source) entry(ctx context.Context, q *Question, p *part, maxAge time.Duration, client func() (*live.Client, error)) (cache.Entry, error) {
	all := q.Region + "/" + p.key
	key := all
	if q.Names != nil {
		key += "/" + strings.Join(slices.Sorted(slices.Values(q.Names)), ",")
	}
	if s.Offline {
		for _, key := range []string{key, all} {
			if e, ok := s.Cache.Load(key); ok {
				return e, nil
			}
		}
		return cache.Entry{}, errNotKept
	}
	if s.Refresh {
		maxAge = 0
	}
	if e, ok := s.Cache.Load(all); ok && e.FreshAt(s.Cache.Now(), maxAge) {
		return e, nil
	}
	e, err := s.Cache.Fetch(ctx, key, maxAge, func(ctx context.Context) ([]byte, error) {
		c, err := client()
		if err != nil {
			return nil, err
		}
		answer, err := p.ask(ctx, c, q.Names)
		if err != nil {
			return nil, err
		}
		return json.Marshal(answer)
	})
	if err != nil && e.At.IsZero() {
		e, _ = s.Cache.Load(all)
	}
	return e, err
}

// Causes are why parts are not of today, a line each, with what stands instead.
func Causes(parts []Part, now time.Time) []string {
	var causes []string
	failed := map[string][]Part{}
	for _, p := range parts {
		if p.Err == nil {
			continue
		}
		cause := causeOf(p.Err)
		if failed[cause] == nil {
			causes = append(causes, cause)
		}
		failed[cause] = append(failed[cause], p)
	}
	for i, cause := range causes {
		causes[i] = cause + ": " + stands(failed[cause], now)
	}
	return causes
}

// causeOf is an error without the question, so that one cause is one line.
func causeOf(err error) string {
	var e *live.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	about := "AWS"
	if !strings.Contains(e.Question, ":") { // it is no action of an API
		about = e.Question
	}
	if e.Fix == "" {
		return about + ": " + e.Cause
	}
	return about + ": " + e.Cause + "; " + e.Fix
}

// stands says what is in force where AWS did not answer.
func stands(parts []Part, now time.Time) string {
	var bundled, kept []string
	for _, p := range parts {
		if p.At.IsZero() {
			bundled = append(bundled, p.Name)
		} else {
			kept = append(kept, fmt.Sprintf("%s of %s ago", p.Name, Age(now.Sub(p.At))))
		}
	}
	if bundled != nil {
		kept = append(kept, "the bundled "+strings.Join(bundled, ", "))
	}
	return strings.Join(kept, ", ") + " stand"
}

// Age is a span in the largest unit that it has two of.
func Age(d time.Duration) string {
	for _, u := range []struct {
		name string
		of   time.Duration
	}{{"days", 24 * time.Hour}, {"hours", time.Hour}, {"minutes", time.Minute}} {
		if d >= 2*u.of {
			return fmt.Sprintf("%d %s", d/u.of, u.name)
		}
	}
	return fmt.Sprintf("%d seconds", max(0, d/time.Second))
}

// wanted says that a type is among the names; nil names are all.
func wanted(names []string, name string) bool {
	return names == nil || slices.Contains(names, name)
}

// sourced copies a source, for a pointer of its own.
func sourced(s planner.Source) *planner.Source { return &s }
