package request_test

import (
	"context"
	"errors"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/spf13/cobra"
	"pgregory.net/rapid"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/request"
	"podfit/data"
	"podfit/data/fresh"
	"podfit/planner"
	_ "podfit/planner/sample/steady"
	"podfit/planner/settings"
)

// TestMain keeps the user's AWS configuration out of the tests.
func TestMain(m *testing.M) {
	for _, name := range []string{"AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "PODFIT_REGION"} {
		os.Unsetenv(name)
	}
	os.Setenv("AWS_CONFIG_FILE", os.DevNull)
	os.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)
	os.Exit(m.Run())
}

const header = "apiVersion: podfit/v1\nkind: Scenario\n"

// files are an IO that has only these files, and the time of the epoch.
func files(texts map[string]string) request.IO {
	f := fstest.MapFS{}
	for name, text := range texts {
		f[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return request.IO{
		Out: io.Discard, Err: io.Discard,
		Now:  func() time.Time { return time.Unix(0, 0) },
		Open: func(name string) (io.ReadCloser, error) { return f.Open(name) },
	}
}

// ask is the request of a command line, with the flags of every part.
func ask(t testing.TB, world request.IO, line ...string) (r request.Request, err error) {
	t.Helper()
	cmd := &cobra.Command{Use: "podfit", SilenceErrors: true, SilenceUsage: true}
	f := request.NewFlags(cmd).Settings().AWS().Select().List("type").Plan().Output()
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		r, err = f.Request(world, args, func() []string { return cli.ConfigKeys(cmd) })
		return err
	}
	cmd.SetArgs(line)
	err = cmd.Execute()
	return r, err
}

func mustAsk(t testing.TB, world request.IO, line ...string) request.Request {
	t.Helper()
	r, err := ask(t, world, line...)
	if err != nil {
		t.Fatal(line, err)
	}
	return r
}

// Precedence: flags, then files, a later one first, then the environment.
func TestPrecedence(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	t.Setenv("PODFIT_MAX_ENI", "1")
	t.Setenv("PODFIT_NODES", "11")
	world := files(map[string]string{
		"a.yaml": header + "cluster: {region: eu-west-1, cni: {maxENI: 2}, maxPods: 20}\nby: cost\n",
		"b.yaml": header + "cluster: {maxPods: 30, ami: bottlerocket}\n",
	})
	r := mustAsk(t, world, "-f", "a.yaml", "-f", "b.yaml", "--ami", "al2023")
	s := r.Settings()
	if s.CNI.MaxENI != 2 || s.Capacity.Nodes != 11 || s.MaxPods.Number != 30 || s.AMI != planner.AL2023 || s.Region != "eu-west-1" || r.List.By != "cost" {
		t.Errorf("%+v, %+v", s, r.List)
	}
	if r := mustAsk(t, world, "-f", "a.yaml", "--by", "pods"); r.List.By != "pods" {
		t.Error(r.List)
	}
}

// A file over a request gives way to its flags, and leaves the request alone.
func TestOver(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	r := mustAsk(t, files(nil), "--max-pods", "50")
	before := r
	over, err := r.Over("c.yaml", []byte(header+"cluster: {region: eu-west-3, maxPods: 60}\n"))
	if err != nil || over.Settings().Region != "eu-west-3" || over.Settings().MaxPods.Number != 50 {
		t.Errorf("%v: %+v", err, over.Settings())
	}
	if !reflect.DeepEqual(r, before) {
		t.Error("the request has changed")
	}
	var usage cli.UsageError
	// What a plan is to be like comes from the file too, under the command line.
	planned, err := mustAsk(t, files(nil), "--groups", "2").Over("f.yaml", []byte(header+"plan: {zones: us-east-1a, groups: 1, maxNodes: 9}\n"))
	if p := planned.Plan; err != nil || p.Groups != 2 || p.MaxNodes != 9 || p.Zones.String() != "us-east-1a" || planned.Scenario.Plan.Groups != 2 {
		t.Errorf("%+v, %v", p, err)
	}
	if _, err := r.Over("d.yaml", []byte(header+"cluster: {regoin: x}\n")); !errors.As(err, &usage) {
		t.Error(err)
	}
	if _, err := mustAsk(t, files(nil), "--ipv6").Over("e.yaml", []byte(header+"cluster: {cni: {customNetworking: true}}\n")); !errors.As(err, &usage) {
		t.Error("flags and a file that contradict each other:", err)
	}
}

// A variant changes neither the request nor its workload.
func TestWith(t *testing.T) {
	r := request.Request{Table: request.Known()}
	r.Scenario.Settings = planner.Default()
	r.Scenario.Workload = planner.Workloads{{Name: "web"}}
	secured := r.With(settings.WithSG)
	if !secured.Settings().CNI.SecurityGroupsForPods || !secured.Scenario.Workload[0].SecurityGroups {
		t.Errorf("%+v", secured.Scenario)
	}
	if r.Settings().CNI.SecurityGroupsForPods || r.Scenario.Workload[0].SecurityGroups {
		t.Error("the request has changed")
	}
}

// Whatever settings are on a command line are those of the request.
func TestSettingsOfTheCommandLine(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	world := files(nil)
	table := request.Known()
	rapid.Check(t, func(rt *rapid.T) {
		s := &table[rapid.IntRange(0, len(table)-1).Draw(rt, "setting")]
		var text string
		switch {
		case s.Kind == settings.Number:
			text = rapid.SampledFrom([]string{"0", "1", "64"}).Draw(rt, "number")
		case s.Name == "memory-capacity":
			text = "m5.large=7Gi"
		case s.Choices != nil:
			text = rapid.SampledFrom(s.Choices).Draw(rt, "choice")
		default:
			text = "7"
		}
		want := planner.Default()
		if err := s.Set(&want, text); err != nil {
			rt.Fatal(s.Name, text, err)
		}
		if s.Name == settings.RegionName {
			want.RegionSource = planner.RegionByFlag
		}
		r := mustAsk(t, world, "--"+s.Name+"="+text)
		if !reflect.DeepEqual(*r.Settings(), want) {
			rt.Fatalf("--%s=%s: %+v", s.Name, text, r.Settings())
		}
	})
}

func TestFind(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	world := files(map[string]string{"s.yaml": header + "options: [{types: [m5.large, m5.xlarge]}, {filter: family=r5 vcpu<=4}]\n"})
	for _, c := range []struct{ line, want string }{
		{"m5.xlarge m5.large", "m5.large m5.xlarge"},
		{"m5.l*", "m5.large"},
		{"m5 --vcpus 4..8 --by vcpus", "m5.xlarge m5.2xlarge"},
		{"-f s.yaml", "m5.large m5.xlarge r5.large r5.xlarge"},
		{"-f s.yaml r5 --limit 1", "r5.large"},
		{"m5.huge", `"m5.huge": no such instance type (did you mean m5.large?)`},
		{"m5 --arch arm64", "no EKS-capable instance type matches arch=arm64"},
		{"m5.large --vcpus 4 --memory 8", "no instance type matches vcpus 4"},
		{"m5 --vcpus 8 --memory 4", "no EKS-capable instance type matches memory 4, of those that match vcpus 8"},
		{"m5.[", `"m5.[": not a glob: a [ without its ]`},
	} {
		r := mustAsk(t, world, strings.Fields(c.line)...)
		_, options, err := r.Find(new(request.Catalogue))
		var names []string
		for _, o := range options {
			names = append(names, o.Type.Name)
		}
		got := strings.Join(names, " ")
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.line, got, c.want)
		}
	}
}

// AWS is asked once, for the types that are named and within the time limit, and
// only if somebody wants it.
func TestCatalogueAsksAWS(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	var asked []fresh.Question
	world := files(nil)
	world.AskAWS = func(ctx context.Context, _ *fresh.Source, q fresh.Question) (data.Live, []fresh.Part) {
		if at, limited := ctx.Deadline(); !limited || time.Until(at) > 3*time.Second {
			t.Error("no limit", at)
		}
		asked = append(asked, q)
		return data.Live{}, nil
	}
	r := mustAsk(t, world, "m5.large")
	r.Catalogue(t.Context(), world, r.Wanted(true))
	if asked != nil {
		t.Error(asked)
	}
	r = mustAsk(t, world, "m5.large", "--live", "--timeout", "3s", "--region", "eu-west-3")
	r.Catalogue(t.Context(), world, r.Wanted(true))
	r = mustAsk(t, world, "m5", "--live", "--timeout", "3s")
	r.Catalogue(t.Context(), world, r.Wanted(false))
	want := []fresh.Question{{Region: "eu-west-3", Names: []string{"m5.large"}, Prices: true}, {Region: "us-east-1"}}
	if !reflect.DeepEqual(asked, want) {
		t.Errorf("%+v", asked)
	}
}

func TestQuestionErrors(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	world := files(map[string]string{
		"web.yaml":     header + "workload: [{name: web, replicas: 2, cpu: 1}, {name: db, volumes: 1}]\n",
		"none.yaml":    header + "workload: [{name: web, replicas: 0}]\n",
		"fargate.yaml": header + "fargate: wbe\nworkload: [{name: web}]\n",
	})
	for line, want := range map[string]string{
		"m5.large":                               "plan: no workload: give a scenario that has one with -f, such as podfit import makes of manifests",
		"-f none.yaml":                           "plan: no pods to place: all workloads have 0 replicas",
		"-f web.yaml --fargate=wbe":              `--fargate "wbe": no such workload, and not one of none, all, cheaper`,
		"-f web.yaml --fargate cheaper":          "--fargate cheaper: write --fargate=cheaper",
		"-f fargate.yaml":                        `--fargate "wbe": no such workload, and not one of none, all, cheaper`,
		"-f web.yaml --zones 1 --spare zone":     "spare zone: zones must be 2 or more",
		"-f web.yaml --live --refresh --offline": "--refresh asks AWS and --offline does not: give one of them",
	} {
		r, err := ask(t, world, strings.Fields(line)...)
		if err == nil {
			_, _, err = r.Question(world, new(request.Catalogue))
		}
		var usage cli.UsageError
		if !errors.As(err, &usage) || err.Error() != want {
			t.Errorf("%s: %v, want %s", line, err, want)
		}
	}
}

// A plan chooses from its default types unless the command line or the scenario
// says from which.
func TestQuestionCandidates(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	world := files(map[string]string{"web.yaml": header + "workload: [{name: web, cpu: 1}]\n"})
	r := mustAsk(t, world, "-f", "web.yaml")
	q, filter, err := r.Question(world, new(request.Catalogue))
	if err != nil || len(q.Candidates) == 0 || len(filter) < 2 {
		t.Fatal(err, len(q.Candidates), filter)
	}
	for _, o := range q.Candidates {
		if o.Type.Burstable || o.Type.BareMetal || o.Type.Arch != "amd64" {
			t.Error(o.Type.Name)
		}
	}
	r = mustAsk(t, world, "-f", "web.yaml", "t3.large")
	if q, _, err := r.Question(world, new(request.Catalogue)); err != nil || len(q.Candidates) != 1 {
		t.Error(err, len(q.Candidates))
	}
	if r.Plan.Fargate != "" {
		t.Error("Fargate is compared unasked")
	}
	// Its time is the IO's.
	now := time.Unix(0, 0)
	world.Now = func() time.Time { return now }
	if q, _, err = r.Question(world, new(request.Catalogue)); err != nil || q.Stop() {
		t.Error(err, "stops at once")
	}
	if now = now.Add(r.Plan.TimeLimit + 1); !q.Stop() {
		t.Error("does not stop")
	}
}

func TestMissingFile(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	_, err := ask(t, files(nil), "-f", "none.yaml")
	if !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

// A scenario has a largest size, on stdin too, and says so.
func TestScenarioSize(t *testing.T) {
	for _, c := range []struct{ file, names string }{{"big.yaml", "big.yaml"}, {"-", "stdin"}} {
		world := files(map[string]string{c.file: header + strings.Repeat("# much\n", 2<<20)})
		want := c.names + ": larger than 8 MiB, the limit of a scenario"
		if _, err := ask(t, world, "-f", c.file); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
