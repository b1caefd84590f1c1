package fresh

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"podfit/data"
	"podfit/data/cache"
	"podfit/data/live"
	"podfit/data/live/livetest"
)

const region = "us-east-1"

// world is a server, somebody who asks it, and a clock.
type world struct {
	*Source
	t   *testing.T
	aws *livetest.Server
	now time.Time
	// seen are the actions that earlier questions asked for.
	seen int
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, aws: livetest.New(region), now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
	t.Cleanup(w.aws.Close)
	for _, pair := range w.aws.Environ() {
		setenv(t, pair)
	}
	store := cache.Open(filepath.Join(t.TempDir(), "cache"))
	store.Now = func() time.Time { return w.now }
	w.Source = &Source{Options: live.Options{Timeout: 5 * time.Second}, Cache: store}
	return w
}

// asked are the services' actions since the last time, without their prefix.
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

// want asks, and wants so many rows of each part and these causes.
func (w *world) want(q Question, rows string, causes ...string) data.Fresh {
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
	if said := Causes(parts, w.now); !slices.Equal(said, causes) {
		w.t.Errorf("said\n%s\nwant\n%s", strings.Join(said, "\n"), strings.Join(causes, "\n"))
	}
	return answer
}

const (
	limitsAsked = "DescribeAvailabilityZones DescribeInstanceTypeOfferings DescribeInstanceTypes"
	allAsked    = limitsAsked + " DescribeSpotPriceHistory GetProducts"
	one         = "instance types 1, zones 1, on-demand prices 1, spot prices 1"
)

var m5 = []string{"m5.large"}

// What a question needs is asked, and no more; what is young enough is kept.
func TestAsks(t *testing.T) {
	w := newWorld(t)
	for _, step := range []struct {
		after time.Duration
		asked string
	}{
		{0, allAsked},
		{14 * time.Minute, ""},
		{2 * time.Minute, "DescribeSpotPriceHistory"},
		{7 * 24 * time.Hour, allAsked},
		{-time.Hour, allAsked}, // the clock went back
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

// The answer for all has that for some.
func TestSomeOfAll(t *testing.T) {
	w := newWorld(t)
	all := w.want(Question{Prices: true}, fmt.Sprintf("instance types %d, zones %d, on-demand prices %d, spot prices %d",
		len(w.aws.Types), len(w.aws.Offerings), len(w.aws.OnDemand), spotTypes(w.aws)))
	if !all.All {
		t.Error("the answer for all does not say so")
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

// A type that EC2 does not have is told by what is not there; one that no zone
// offers is told from one that nobody asked for.
func TestUnknownType(t *testing.T) {
	w := newWorld(t)
	answer := w.want(Question{Names: []string{"m99.large"}, Prices: true}, "instance types 0, zones 1, on-demand prices 0, spot prices 0")
	if zones, told := answer.Offered["m99.large"]; !told || len(zones) > 0 {
		t.Errorf("offered in %v (%t)", zones, told)
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

// What fails leaves what was kept, or else the tables, in force, with one line a
// cause.
func TestFailures(t *testing.T) {
	w := newWorld(t)
	w.aws.Fail("pricing:GetProducts", livetest.Refuse(403, "AccessDeniedException", "no"))
	w.aws.Fail("ec2:DescribeSpotPriceHistory", livetest.Say(200, "text/html", "<html>"))
	answer := w.want(Question{Names: m5, Prices: true}, "instance types 1, zones 1, on-demand prices 0, spot prices 0",
		"AWS: not permitted (AccessDeniedException); allow pricing:GetProducts: podfit data policy prints a policy: the bundled on-demand prices stand",
		"AWS: a web page in place of AWS's answer; a proxy or a login page may have sent it: check HTTPS_PROXY and AWS_ENDPOINT_URL: the bundled spot prices stand")
	if answer.OnDemandSource != nil || answer.SpotSource != nil || answer.Offerings == nil {
		t.Errorf("%+v", answer)
	}
	w.want(Question{Names: m5, Prices: true}, one)
	w.now = w.now.Add(10 * 24 * time.Hour)
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	const none = "AWS credentials: none found; run aws configure or aws sso login, or set AWS_PROFILE: "
	answer = w.want(Question{Names: m5, Prices: true}, one, none+"instance types of 10 days ago, zones of 10 days ago, on-demand prices of 10 days ago, spot prices of 10 days ago stand")
	if answer.OnDemand["m5.large"] == 0 {
		t.Error("the price of 10 days ago is lost")
	}
	w.want(Question{Names: []string{"c5.large"}}, "instance types 0, zones 0", none+"the bundled instance types, zones stand")
	w.Offline = true
	w.want(Question{Names: m5, Prices: true}, one)
	w.want(Question{Names: []string{"c5.large"}}, "instance types 0, zones 0", "nothing is kept of them; ask once without --offline: the bundled instance types, zones stand")
}

// What was kept and cannot be read is asked for anew.
func TestUnreadableIsAskedAnew(t *testing.T) {
	w := newWorld(t)
	key := region + "/on-demand-1/m5.large"
	if err := w.Cache.Save(key, cache.Entry{Body: []byte(`{"Types": [`), At: w.now}); err != nil {
		t.Fatal(err)
	}
	w.want(Question{Names: m5, Prices: true}, one)
	if e, ok := w.Cache.Load(key); !ok || !strings.HasSuffix(string(e.Body), "}") {
		t.Errorf("kept %q", e.Body)
	}
	w.Cache.Save(key, cache.Entry{Body: []byte(`[]`), At: w.now})
	w.Offline = true
	w.want(Question{Names: m5, Prices: true}, "instance types 1, zones 1, on-demand prices 0, spot prices 1",
		"what is kept of them cannot be read: the bundled on-demand prices stand")
}

// A store that keeps nothing makes every question one to AWS.
func TestNothingKept(t *testing.T) {
	w := newWorld(t)
	w.Cache = &cache.Store{}
	for range 2 {
		w.want(Question{Names: m5}, "instance types 1, zones 1")
		if got := w.asked(); got != limitsAsked {
			t.Errorf("asked %q", got)
		}
	}
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

func TestCausesFold(t *testing.T) {
	now, err := time.Now(), errors.New("the cable is cut")
	got := Causes([]Part{{Name: "a", Err: err}, {Name: "b"}, {Name: "c", Err: err}, {Name: "d", Err: err, At: now.Add(-time.Hour)}}, now)
	if want := []string{"the cable is cut: d of 60 minutes ago, the bundled a, c stand"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
