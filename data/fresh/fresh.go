// Package fresh looks up live limits, zones and prices: in the cache while an
// answer there is young enough, otherwise from AWS. The parts of an answer are
// independent: where one fails, the bundled data is used for that part, and
// [Failures] says why.
package fresh

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"podfit/data"
	"podfit/data/cache"
	"podfit/data/live"
)

// Source is where answers come from.
type Source struct {
	live.Options
	Cache *cache.Store
	// Refresh asks AWS even for what is cached.
	Refresh bool
	// Offline uses cached answers of any age and makes no requests.
	Offline bool
}

// Question is what to look up.
type Question struct {
	Region string
	Names  []string // of instance types; nil means all
	Prices bool     // on-demand and spot prices, in addition to limits and zones
	Spot   Spot
}

// Part is the result of one lookup.
type Part struct {
	Name string // in the plural, for people
	Rows int
	At   time.Time // when AWS answered; zero where the bundled data is used
	// Err is why AWS didn't answer. If At is set as well, an older cached answer
	// is used.
	Err error
	// Stale is set if the answer is used offline at an age at which AWS would be asked.
	Stale bool
	// Uncached is why AWS's answer could not be cached; nil if it was, or if there is
	// none.
	Uncached error
}

// How long an answer is cached.
const (
	slowMaxAge = 7 * 24 * time.Hour // limits, zones and list prices seldom change
	spotMaxAge = 15 * time.Minute
)

// lookup gets one part. fill copies the answer into a data.Live and returns the
// number of rows; it is nil where there is no answer.
type lookup interface {
	find(ctx context.Context, r *run) (p Part, fill func(*data.Live) int)
}

// run is one call of Ask.
type run struct {
	*Source
	Question
	// client opens the connection to AWS on first use, which looks for credentials.
	client func() (*live.Client, error)
}

// Ask answers a question as well as it can. A part without an answer is left
// out of the result, and its Part says why.
func (s *Source) Ask(ctx context.Context, q Question) (data.Live, []Part) {
	lookups := []lookup{instanceTypes, offerings}
	if q.Prices {
		lookups = append(lookups, onDemandPrices, spotPrices(q.Spot))
	}
	r := &run{Source: s, Question: q, client: sync.OnceValues(func() (*live.Client, error) {
		o := s.Options
		o.Region = q.Region
		if o.Now == nil {
			o.Now = s.Cache.Now
		}
		return live.Open(ctx, o)
	})}
	parts, fills := make([]Part, len(lookups)), make([]func(*data.Live) int, len(lookups))
	var wait sync.WaitGroup
	for i, l := range lookups {
		wait.Go(func() { parts[i], fills[i] = l.find(ctx, r) })
	}
	wait.Wait()
	answer := data.Live{Region: q.Region, All: q.Names == nil}
	for i, fill := range fills {
		if fill != nil {
			parts[i].Rows = fill(&answer)
		}
	}
	return answer, parts
}

// api is a lookup whose answer is a T. The cache holds it as JSON; an answer
// that comes from AWS is used as it is.
type api[T any] struct {
	name string
	// key ends with the version of T's JSON. Raise it when T changes.
	key    string
	maxAge time.Duration
	ask    func(context.Context, *live.Client, []string) (T, error)
	// fill copies the answer's rows of the named types, or all for nil names.
	fill func(to *data.Live, answer *T, names []string) (rows int)
}

var (
	errDamaged   = errors.New("the cached answer is damaged (run once without --offline)")
	errNotCached = errors.New("no cached AWS data (run once without --offline)")
)

func (a api[T]) find(ctx context.Context, r *run) (Part, func(*data.Live) int) {
	cause := errDamaged
	for _, maxAge := range []time.Duration{a.maxAge, 0} {
		answer, e, err := a.entry(ctx, r, maxAge)
		if e.At.IsZero() {
			return Part{Name: a.name, Err: err}, nil
		}
		if answer == nil {
			answer = new(T)
			if json.Unmarshal(e.Body, answer) != nil {
				cause = cmp.Or(err, cause)
				continue // ask AWS, however young the unreadable entry is
			}
		}
		return Part{Name: a.name, At: e.At, Err: err, Uncached: e.Unsaved, Stale: r.Offline && !e.FreshAt(r.Cache.Now(), a.maxAge)}, func(to *data.Live) int { return a.fill(to, answer, r.Names) }
	}
	return Part{Name: a.name, Err: cause}, nil
}

// entry is the answer's cache entry and, where this call got it from AWS, the
// answer itself.
func (a api[T]) entry(ctx context.Context, r *run, maxAge time.Duration) (asked *T, e cache.Entry, err error) {
	all, own := a.keys(&r.Question)
	if r.Offline {
		for _, key := range []string{own, all} {
			if e, ok := r.Cache.Load(key); ok {
				return nil, e, nil
			}
		}
		return nil, cache.Entry{}, errNotCached
	}
	if r.Refresh {
		maxAge = 0
	}
	if e, ok := r.Cache.Load(all); ok && e.FreshAt(r.Cache.Now(), maxAge) {
		return nil, e, nil
	}
	e, err = r.Cache.Fetch(ctx, own, maxAge, func(ctx context.Context) ([]byte, error) {
		c, err := r.client()
		if err != nil {
			return nil, err
		}
		answer, err := a.ask(ctx, c, r.Names)
		if err != nil {
			return nil, err
		}
		asked = &answer
		return json.Marshal(answer)
	})
	if err != nil && e.At.IsZero() {
		e, _ = r.Cache.Load(all)
	}
	return asked, e, err
}

// keys are the cache's keys of the answer for all types, which includes the
// named ones, and of the answer for the named ones.
func (a api[T]) keys(q *Question) (all, own string) {
	all = q.Region + "/" + a.key
	if q.Names == nil {
		return all, all
	}
	return all, all + "/" + strings.Join(slices.Sorted(slices.Values(q.Names)), ",")
}
