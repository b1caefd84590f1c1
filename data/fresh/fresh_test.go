package fresh

import (
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"podfit/data"
	"podfit/data/cache"
	"podfit/data/live"
	"podfit/data/live/livetest"
	"podfit/planner"
)

const region = "us-east-1"

// world is a fake AWS, a Source that uses it, and a clock.
type world struct {
	*Source
	t    *testing.T
	aws  *livetest.Server
	now  time.Time
	seen int // requests before the last call of asked
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, aws: livetest.New(region), now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
	t.Cleanup(w.aws.Close)
	for _, pair := range w.aws.Environ() {
		setenv(t, pair)
	}
	store := cache.Open(filepath.Join(t.TempDir(), "cache"))
	store.Now = func() time.Time { return w.now }
	w.Source = &Source{Options: live.Options{Timeout: 5 * time.Minute, MaxBackoff: 1}, Cache: store}
	return w
}

// asked are the API actions since the last call, without the services' names.
func (w *world) asked() string {
	actions := w.aws.Actions()
	fresh := slices.Clone(actions[w.seen:])
	w.seen = len(actions)
	for i := range fresh {
		_, fresh[i], _ = strings.Cut(fresh[i], ":")
	}
	slices.Sort(fresh)
	return strings.Join(slices.Compact(fresh), " ")
}

// lines are each failure on one line.
func lines(failures []planner.Warning) (all []string) {
	for _, w := range failures {
		if old, is := w.(planner.LiveStale); is {
			all = append(all, "stale: "+old.Parts)
			continue
		}
		f := w.(planner.NotLive)
		all = append(all, strings.TrimSuffix(f.Cause+": using "+f.Using+"; "+f.Fix, "; "))
	}
	return all
}

// want asks a question and checks the rows of each part and the causes.
func (w *world) want(q Question, rows string, causes ...string) data.Live {
	w.t.Helper()
	q.Region = region
	answer, parts := w.Ask(w.t.Context(), q)
	var got []string
	for _, p := range parts {
		got = append(got, fmt.Sprintf("%s %d", p.Name, p.Rows))
	}
	if text := strings.Join(got, ", "); text != rows {
		w.t.Errorf("got %s, want %s", text, rows)
	}
	if got := lines(Failures("", parts, w.now, "bundled")); !slices.Equal(got, causes) {
		w.t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(causes, "\n"))
	}
	return answer
}

const (
	limitsAsked = "DescribeAvailabilityZones DescribeInstanceTypeOfferings DescribeInstanceTypes"
	allAsked    = limitsAsked + " DescribeSpotPriceHistory GetProducts"
	one         = "instance types 1, zones 1, on-demand prices 1, spot prices 1"
)

var m5 = []string{"m5.large"}

// Only what a question needs is requested, and only if the cached answer is too
// old.
func TestAsks(t *testing.T) {
	w := newWorld(t)
	for _, step := range []struct {
		after time.Duration
		asked string
	}{
		{0, allAsked},
		{14 * time.Minute, ""},
		{time.Minute - 1, ""},
		{1, "DescribeSpotPriceHistory"}, // after 15 minutes
		{7*24*time.Hour - 15*time.Minute - 1, "DescribeSpotPriceHistory"},
		{1, "DescribeAvailabilityZones DescribeInstanceTypeOfferings DescribeInstanceTypes GetProducts"}, // after 7 days
		{7 * 24 * time.Hour, allAsked},
		{-time.Hour, allAsked}, // the clock was set back
	} {
		w.now = w.now.Add(step.after)
		w.want(Question{Names: m5, Prices: true}, one)
		if got := w.asked(); got != step.asked {
			t.Errorf("after %v: asked %q, want %q", step.after, got, step.asked)
		}
	}
	w.want(Question{Names: []string{"c5.large"}}, "instance types 1, zones 1")
	if got := w.asked(); got != limitsAsked {
		t.Errorf("asked %q for limits", got)
	}
	w.Refresh = true
	w.want(Question{Names: m5, Prices: true}, one)
	if got := w.asked(); got != allAsked {
		t.Errorf("asked %q to refresh", got)
	}
}

// The answer for all types is also used for some of them.
func TestSomeOfAll(t *testing.T) {
	w := newWorld(t)
	all := w.want(Question{Prices: true}, fmt.Sprintf("instance types %d, zones %d, on-demand prices %d, spot prices %d",
		len(w.aws.Types), len(w.aws.Offerings), len(w.aws.OnDemand), spotTypes(w.aws)))
	if !all.All {
		t.Error("All isn't set")
	}
	w.asked()
	some := w.want(Question{Names: m5, Prices: true}, one)
	if got := w.asked(); got != "" || some.All {
		t.Errorf("asked %q", got)
	}
	if some.Types[0].Name != "m5.large" || some.OnDemand["m5.large"] != all.OnDemand["m5.large"] || len(some.OnDemand) != 1 {
		t.Errorf("%+v", some)
	}
}

func spotTypes(s *livetest.Server) int {
	names := map[string]bool{}
	for _, p := range s.Spot {
		names[p.Type] = true
	}
	return len(names)
}

// A named type that no zone offers has an entry without zones, unlike a type that
// was not asked for.
func TestUnknownType(t *testing.T) {
	w := newWorld(t)
	answer := w.want(Question{Names: []string{"m99.large"}, Prices: true}, "instance types 0, zones 1, on-demand prices 0, spot prices 0")
	if zones, has := answer.Offered["m99.large"]; !has || len(zones) > 0 {
		t.Errorf("offered in %v (%t)", zones, has)
	}
}

func TestSpotFigures(t *testing.T) {
	w := newWorld(t)
	w.aws.Spot = []livetest.SpotPrice{
		{Type: "m5.large", Zone: "us-east-1a", ZoneID: "use1-az1", Price: "0.03", Time: w.now},
		{Type: "m5.large", Zone: "us-east-1b", ZoneID: "use1-az2", Price: "0.05", Time: w.now},
	}
	for figure, want := range map[Spot]string{SpotMean: "40000 EC2 DescribeSpotPriceHistory (mean of the zones)", SpotCheapest: "30000 EC2 DescribeSpotPriceHistory (cheapest zone)"} {
		answer := w.want(Question{Names: m5, Prices: true, Spot: figure}, one)
		if got := fmt.Sprint(int64(answer.Spot["m5.large"]), " ", answer.SpotSource.Name); got != want {
			t.Errorf("%v: %s, want %s", figure, got, want)
		}
	}
}

// On errors the cached answer or the bundled data is used, with one line for each
// cause.
func TestFailures(t *testing.T) {
	w := newWorld(t)
	w.aws.Fail("pricing:GetProducts", livetest.Refuse(403, "AccessDeniedException", "no"))
	w.aws.Fail("ec2:DescribeSpotPriceHistory", livetest.Say(200, "text/html", "<html>"))
	answer := w.want(Question{Names: m5, Prices: true}, "instance types 1, zones 1, on-demand prices 0, spot prices 0",
		"AWS: not permitted (AccessDeniedException): using bundled on-demand prices; allow pricing:GetProducts (podfit data policy prints an IAM policy)",
		"AWS: got a web page instead of an answer from AWS: using bundled spot prices; a proxy or a login page may have sent it: check HTTPS_PROXY and AWS_ENDPOINT_URL")
	if answer.OnDemandSource != nil || answer.SpotSource != nil || answer.OfferingsSource == nil {
		t.Errorf("%+v", answer)
	}
	w.want(Question{Names: m5, Prices: true}, one)
	w.now = w.now.Add(10 * 24 * time.Hour)
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	const none = `AWS credentials: none in the environment, profile "default" or instance metadata (turned off by AWS_EC2_METADATA_DISABLED): using `
	const login = "; run aws configure or aws sso login, or set AWS_PROFILE"
	answer = w.want(Question{Names: m5, Prices: true}, one, none+"cached instance types, zones, on-demand prices, spot prices from 10 days ago"+login)
	if answer.OnDemand["m5.large"] == 0 {
		t.Error("the cached price of 10 days ago isn't used")
	}
	w.want(Question{Names: []string{"c5.large"}}, "instance types 0, zones 0", none+"bundled instance types, zones"+login)
	w.Offline = true
	w.want(Question{Names: m5, Prices: true}, one, "stale: instance types, zones, on-demand prices, spot prices from 10 days ago")
	w.want(Question{Names: []string{"c5.large"}}, "instance types 0, zones 0", "no cached AWS data (run once without --offline): using bundled instance types, zones")
}

// A damaged cache entry is replaced by asking AWS.
func TestDamagedEntry(t *testing.T) {
	w := newWorld(t)
	key := region + "/on-demand-1/m5.large"
	if err := w.Cache.Save(key, cache.Entry{Body: []byte(`{"Types": [`), At: w.now}); err != nil {
		t.Fatal(err)
	}
	w.want(Question{Names: m5, Prices: true}, one)
	if e, ok := w.Cache.Load(key); !ok || !strings.HasSuffix(string(e.Body), "}") {
		t.Errorf("cached %q", e.Body)
	}
	w.Cache.Save(key, cache.Entry{Body: []byte(`[]`), At: w.now})
	w.Offline = true
	w.want(Question{Names: m5, Prices: true}, "instance types 1, zones 1, on-demand prices 0, spot prices 1",
		"the cached answer is damaged (run once without --offline): using bundled on-demand prices")
}

// Without a cache, every question goes to AWS.
func TestNoCache(t *testing.T) {
	w := newWorld(t)
	w.Cache = &cache.Store{}
	for range 2 {
		w.want(Question{Names: m5}, "instance types 1, zones 1")
		if got := w.asked(); got != limitsAsked {
			t.Errorf("asked %q", got)
		}
	}
}

// Offline, an answer is as old as it is; it is said once AWS would be asked for another.
func TestStale(t *testing.T) {
	w := newWorld(t)
	w.want(Question{Names: m5, Prices: true}, one)
	w.Offline = true
	w.want(Question{Names: m5, Prices: true}, one)
	w.now = w.now.Add(spotMaxAge)
	w.want(Question{Names: m5, Prices: true}, one, "stale: spot prices from 15 minutes ago")
	w.now = w.now.Add(slowMaxAge - spotMaxAge - time.Second)
	w.want(Question{Names: m5, Prices: true}, one, "stale: spot prices from 6 days ago")
	w.now = w.now.Add(time.Second)
	w.want(Question{Names: m5, Prices: true}, one, "stale: instance types, zones, on-demand prices, spot prices from 7 days ago")
}

func TestAge(t *testing.T) {
	for age, want := range map[time.Duration]string{
		-time.Hour: "0 seconds", 0: "0 seconds", 119 * time.Second: "119 seconds", 2 * time.Minute: "2 minutes",
		119 * time.Minute: "119 minutes", 47 * time.Hour: "47 hours", 48 * time.Hour: "2 days", 500 * time.Hour: "20 days",
	} {
		if got := Age(age); got != want {
			t.Errorf("%v: %s, want %s", age, got, want)
		}
	}
}

func TestCausesAreMerged(t *testing.T) {
	now, err := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), errors.New("the cable is unplugged")
	got := lines(Failures("", []Part{
		{Name: "a", Err: err}, {Name: "b"}, {Name: "c", Err: err}, {Name: "d", Err: errors.New("the disk is full")},
		{Name: "e", Err: err, At: now.Add(-time.Hour)}, {Name: "f", Err: err, At: now.Add(-2 * time.Hour)}, {Name: "g", Err: err, At: now.Add(-time.Hour)},
	}, now, "updated"))
	if want := []string{
		"the cable is unplugged: using cached e, g from 60 minutes ago; cached f from 2 hours ago; updated a, c",
		"the disk is full: using updated d",
	}; !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// An answer that comes from AWS is the same as when it is read from the cache.
func TestCachedAnswer(t *testing.T) {
	w := newWorld(t)
	w.aws.Types = w.aws.Types[:50]
	const rows = "instance types 50, zones %d, on-demand prices %d, spot prices %d"
	text := fmt.Sprintf(rows, len(w.aws.Offerings), len(w.aws.OnDemand), spotTypes(w.aws))
	fromAWS := w.want(Question{Prices: true}, text)
	w.asked()
	cached := w.want(Question{Prices: true}, text)
	if got := w.asked(); got != "" {
		t.Errorf("asked %q", got)
	}
	if !reflect.DeepEqual(fromAWS, cached) {
		t.Errorf("from AWS %+v\ncached   %+v", fromAWS.Types[0], cached.Types[0])
	}
	if source := *cached.Types[0].Source; source != (planner.Source{Name: "EC2 DescribeInstanceTypes", AsOf: "2026-11-20"}) {
		t.Errorf("source %+v", source)
	}
}

// Answers are dated by the cache's clock, or the one of the options.
func TestDates(t *testing.T) {
	w := newWorld(t)
	w.Cache = &cache.Store{}
	w.Now = func() time.Time { return time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC) }
	if answer := w.want(Question{Names: m5}, "instance types 1, zones 1"); answer.OfferingsSource.AsOf != "2026-12-24" {
		t.Errorf("%+v", answer.OfferingsSource)
	}
}

// An old answer for all types is used for some of them if AWS doesn't answer, and
// offline.
func TestOldAnswerForAll(t *testing.T) {
	w := newWorld(t)
	w.aws.Types = w.aws.Types[:1]
	all := Question{}
	all.Region = region
	w.Ask(t.Context(), all)
	name := []string{w.aws.Types[0].Name}
	w.now = w.now.Add(8 * 24 * time.Hour)
	w.aws.Fail("ec2:DescribeInstanceTypes", livetest.Refuse(403, "UnauthorizedOperation", "no"))
	w.want(Question{Names: name}, "instance types 1, zones 1",
		"AWS: not permitted (UnauthorizedOperation): using cached instance types from 8 days ago; allow ec2:DescribeInstanceTypes (podfit data policy prints an IAM policy)")
	w.Offline = true
	w.want(Question{Names: name}, "instance types 1, zones 1", "stale: instance types from 8 days ago")
}

// The order of the names doesn't matter for the cache.
func TestOrderOfNames(t *testing.T) {
	w := newWorld(t)
	w.want(Question{Names: []string{"m5.large", "c5.large"}}, "instance types 2, zones 2")
	w.asked()
	w.want(Question{Names: []string{"c5.large", "m5.large"}}, "instance types 2, zones 2")
	if got := w.asked(); got != "" {
		t.Errorf("asked %q", got)
	}
}
