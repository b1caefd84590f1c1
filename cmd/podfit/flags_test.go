package main

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/request"
	"podfit/data"
	"podfit/data/fresh"
)

// The parts of a Request, as flags.
var (
	settingFlags = append(request.Known().Names(), "file")
	reachFlags   = fieldsOf(`refresh offline profile no-imds timeout`)
	awsFlags     = append(fieldsOf(`live spot-price`), reachFlags...)
	selectFlags  = fieldsOf(`filter vcpus memory gpus price-per-hour arch family hypervisor current-generation bare-metal burst-support spot all-types`)
	listFlags    = fieldsOf(`by reverse limit columns`)
	planFlagsAll = fieldsOf(`usage quotas groups zones objective spare scheduler headroom max-nodes max-node-share system-pods fargate pool arm64-images time-limit`)
	clusterFlags = fieldsOf(`context kubeconfig timeout`)
	outputFlags  = fieldsOf(`output`)
)

func fieldsOf(text string) []string { return strings.Fields(text) }

// commandFlags are the flags that each command reads: no more and no fewer.
var commandFlags = map[string][][]string{
	"podfit":              {settingFlags, awsFlags, clusterFlags, fieldsOf(`plain usage namespace vpa security-groups-per-interface render`)},
	"podfit max-pods":     {fieldsOf(`strict`), settingFlags, awsFlags, selectFlags, listFlags, outputFlags},
	"podfit compare":      {fieldsOf(`strict`), settingFlags, awsFlags, selectFlags, listFlags, outputFlags},
	"podfit explain":      {fieldsOf(`strict`), settingFlags, awsFlags, outputFlags},
	"podfit plan":         {fieldsOf(`strict`), settingFlags, awsFlags, selectFlags, planFlagsAll, outputFlags, shareFlagNames, fieldsOf(`what-if today room check max-per-month limit`)},
	"podfit report":       {fieldsOf(`strict`), settingFlags, awsFlags, selectFlags, planFlagsAll, shareFlagNames, fieldsOf(`room check max-per-month limit format title compare`)},
	"podfit diff":         {fieldsOf(`strict`), settingFlags, awsFlags, selectFlags, planFlagsAll, outputFlags, shareFlagNames, fieldsOf(`check`)},
	"podfit subnets":      {fieldsOf(`strict`), settingFlags, awsFlags, selectFlags, planFlagsAll, outputFlags, fieldsOf(`subnet pod-subnet vpc subnet-id subnet-tag pod-subnet-tag growth max-unavailable check`)},
	"podfit export":       {fieldsOf(`strict check`), settingFlags, awsFlags, selectFlags, planFlagsAll, fieldsOf(`plan cluster-name cluster-version format`)},
	"podfit import":       {fieldsOf(`strict`), settingFlags, clusterFlags, fieldsOf(`usage namespace vpa security-groups-per-interface render`), outputFlags},
	"podfit verify":       {fieldsOf(`strict`), settingFlags, awsFlags, clusterFlags, outputFlags, fieldsOf(`save check tolerance`)},
	"podfit pending":      {fieldsOf(`strict`), clusterFlags, outputFlags, fieldsOf(`namespace pod check`)},
	"podfit data":         {},
	"podfit data status":  {outputFlags},
	"podfit data update":  {fieldsOf(`from remove data-url timeout`)},
	"podfit data refresh": {fieldsOf(`region`), reachFlags, outputFlags},
	"podfit data diff":    {fieldsOf(`region`), reachFlags, outputFlags},
	"podfit data policy":  {},
	"podfit data rbac":    {},
	"podfit schema":       {},
	"podfit version":      {fieldsOf(`licenses`)},
}

// allCommands are podfit's own, without help and completion.
func allCommands(cmd *cobra.Command) map[string]*cobra.Command {
	all := map[string]*cobra.Command{cmd.CommandPath(): cmd}
	for _, c := range cmd.Commands() {
		if c.Name() != "help" && c.Name() != "completion" {
			maps.Copy(all, allCommands(c))
		}
	}
	return all
}

// A command has the flags of the parts that it reads: what it would ignore is no
// flag of it.
func TestFlagsOfCommands(t *testing.T) {
	for path, cmd := range allCommands(newCmdRoot()) {
		parts, listed := commandFlags[path]
		if !listed {
			t.Errorf("%s is not in the list", path)
		}
		want := map[string]bool{}
		for _, name := range slices.Concat(parts...) {
			want[name] = true
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if !want[f.Name] && f.Name != "help" {
				t.Errorf("%s has --%s, which it does not read", path, f.Name)
			}
			delete(want, f.Name)
			if f.Hidden {
				t.Errorf("%s hides --%s", path, f.Name)
			}
		})
		for name := range want {
			t.Errorf("%s has no --%s", path, name)
		}
	}
}

// A command that is made alone says of itself what it says among all.
func TestCommandsMadeAlone(t *testing.T) {
	all := newCmdRoot()
	for _, c := range commands() {
		root := newCmdFor([]string{c.name, "--help"})
		if n := len(root.Commands()); n != 1 {
			t.Errorf("%s: %d commands are made", c.name, n)
		}
		alone, _, err := root.Find([]string{c.name})
		if err != nil {
			t.Fatal(err)
		}
		among, _, _ := all.Find([]string{c.name})
		if alone.Name() != c.name || alone.UsageString() != among.UsageString() {
			t.Errorf("%s alone:\n%s\namong all:\n%s", c.name, alone.UsageString(), among.UsageString())
		}
	}
	for _, args := range [][]string{nil, {"help", "plan"}, {"--plain"}, {"__complete", "pl"}, {"max"}} {
		if n := len(newCmdFor(args).Commands()); n != len(all.Commands()) {
			t.Errorf("%q: %d commands are made, want all", args, n)
		}
	}
}

// A flag of another command is refused by name.
func TestFlagsOfOtherCommands(t *testing.T) {
	onItsOwn(t)
	all := allCommands(newCmdRoot())
	everywhere := map[string]bool{}
	for _, cmd := range all {
		cmd.Flags().VisitAll(func(f *pflag.Flag) { everywhere[f.Name] = true })
	}
	for path, own := range all {
		for name := range everywhere {
			if own.Flags().Lookup(name) != nil || path == "podfit" {
				continue
			}
			root := newCmdRoot()
			root.SetArgs(append(fieldsOf(path)[1:], "--"+name+"=1"))
			if err := root.Execute(); exitCodeOf(err) != exitUsage || !strings.Contains(err.Error(), "--"+name) {
				t.Errorf("%s --%s: %v", path, name, err)
			}
		}
	}
}

// onItsOwn skips a long test under the race detector in which nothing runs at the same
// time, and so nothing can be found.
func onItsOwn(t *testing.T) {
	if raceDetector {
		t.Skip("nothing runs at the same time here")
	}
}

func exitCodeOf(err error) int {
	stderr := os.Stderr
	defer func() { os.Stderr = stderr }()
	os.Stderr, _ = os.Open(os.DevNull)
	return exitCode(err)
}

// otherValue is a value of a flag that is not its default.
func otherValue(t *testing.T, f *pflag.Flag) string {
	values := map[string]string{
		"region": "eu-west-3", "max-pods": "managed", "discount": "7%", "memory-capacity": "m5.large=7Gi", "daemonset": "name=a,cpu=1",
		"spot-price": "cheapest-zone", "filter": "vcpus<=8", "arch": "arm64", "family": "m5", "hypervisor": "xen", "by": "cost",
		"columns": "type,vcpus", "objective": "nodes", "spare": "node", "fargate": "all", "output": "json", "security-groups-scope": "apps",
		"huge-page-size": "1Gi", "instance-store-policy": "raid0", "purchase": "reserved-1y",
		"ami": "bottlerocket", "os": "windows", "kube-reserved-cpu": "70m", "vm-memory-overhead-percent": "8%", "timeout": "3s", "time-limit": "3s", "vcpus": "4", "memory": "8", "gpus": "0", "price-per-hour": "..1",
		"scheduler": "most-allocated", "headroom": "7%", "max-node-share": "50%", "system-pods": "none",
		"pool": "name=pci", "arm64-images": "team/app", "quotas": "quotas.json", "usage": "top.txt", "requests": "as-used", "zones": "2", "groups": "2", "pod-cpu": "70m", "system-reserved-cpu": "70m",
	}
	if v, ok := values[f.Name]; ok {
		return v
	}
	switch kind := f.Value.Type(); kind {
	case "bool":
		if f.DefValue == "true" {
			return "false"
		}
		return "true"
	case "int", "float64", "N", "AMOUNT":
		return "7"
	case "QUANTITY":
		return "70Mi"
	case "string":
		return "some"
	default:
		t.Fatalf("no value for --%s, a %s", f.Name, kind)
		return ""
	}
}

// Every flag of the shared parts ends up in the Request.
func TestEveryFlagIsInTheRequest(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	file := "s.yaml"
	if err := os.WriteFile(file, []byte("apiVersion: podfit/v1\nkind: Scenario\ncluster: {region: eu-west-1}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("quotas.json", []byte(`{"Quotas":[{"QuotaCode":"L-1216C47A","Value":64}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("top.txt", []byte("NAME CPU(cores) MEMORY(bytes)\ndb-0 5m 6Mi\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Concat(settingFlags, awsFlags, selectFlags, listFlags, planFlagsAll, outputFlags) {
		var args []string
		if name == "file" {
			args = []string{"--file", file}
		} else {
			cmd, _ := fullCommand(nil)
			args = []string{"--" + name + "=" + otherValue(t, cmd.Flags().Lookup(name))}
		}
		if slices.Contains([]string{"profile", "no-imds", "timeout", "spot-price"}, name) {
			args = append(args, "--live")
		}
		without := requestOf(t, strings.Fields(strings.Repeat("--live ", len(args)-1))...)
		if name == "file" {
			without = requestOf(t)
		}
		with := requestOf(t, args...)
		with.Options, without.Options = nil, nil // has every flag, whoever reads it
		if reflect.DeepEqual(with, without) {
			t.Errorf("%q changes nothing of the Request", args)
		}
	}
}

// fullCommand has the flags of every part.
func fullCommand(run func(request.Request)) (*cobra.Command, *request.Flags) {
	cmd := &cobra.Command{Use: "podfit", SilenceErrors: true, SilenceUsage: true}
	f := request.NewFlags(cmd).Settings().AWS().Select().List("type").Plan().Output()
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		r, err := f.Request(request.System(cmd), args, configKeys)
		if err == nil {
			run(r)
		}
		return err
	}
	return cmd, f
}

func requestOf(t *testing.T, args ...string) (r request.Request) {
	t.Helper()
	cmd, _ := fullCommand(func(made request.Request) { r = made })
	cmd.SetArgs(args)
	if err := cmd.Execute(); err != nil {
		t.Fatal(args, err)
	}
	return r
}

// Flags that others make idle are refused, and say what they need.
func TestIdleFlags(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	file, err := filepath.Abs("testdata/readme/plan.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"max-pods m5.large --profile prod":                        "--profile has no effect without --live",
		"compare m5.large --spot-price cheapest-zone":             "--spot-price has no effect without --live",
		"explain m5.large --timeout 3s":                           "--timeout has no effect without --live",
		"verify testdata/nodes.json --timeout 3s":                 "--timeout has no effect without --live",
		"import testdata/workload.yaml --timeout 3s":              "--timeout has no effect without --context or --kubeconfig",
		"compare m5.large -o json --columns type":                 "--columns has no effect without a table: -o json has its own fields",
		"compare m5.large -o name --columns type":                 "--columns has no effect without a table: -o name has its own fields",
		"plan -f " + file + " --max-per-month 5":                  "--max-per-month has no effect without --check",
		"plan -f " + file + " --what-if --limit 2":                "--what-if has one plan a line: leave out --limit, --check, --room and --fargate",
		"subnets m5.large --nodes 3 --groups 2":                   "--groups has no effect without a workload (-f)",
		"subnets m5.large --nodes 3 --fargate=all":                "--fargate has no effect without a workload (-f)",
		"export cni -f " + file + " --cluster-name shop":          "--cluster-name has no effect on cni",
		"export karpenter -f " + file + " --cluster-version 1.34": "--cluster-version has no effect on karpenter",
		"plan -f " + file + " --by cost":                          "--by: no flag of plan, which does not use it",
		"diff a.yaml b.yaml --limit 3":                            "--limit: no flag of diff, which does not use it",
		"import a.yaml --vpa lower":                               `--vpa "lower": must be target or upper`,
		"import a.yaml --security-groups-per-interface 17":        `--security-groups-per-interface "17": must be 1 to 16`,
		"import a.yaml --security-groups-per-interface 0":         `--security-groups-per-interface "0": must be 1 to 16`,
		"import a.yaml --live":                                    "--live: no flag of import, which does not use it",
	} {
		root := newCmdRoot()
		root.SetArgs(fieldsOf(line))
		root.SetOut(new(bytes.Buffer))
		root.SetErr(new(bytes.Buffer))
		if err := root.Execute(); exitCodeOf(err) != exitUsage || err.Error() != want {
			t.Errorf("%s:\n%v, want\n%s", line, err, want)
		}
	}
}

// The exit code follows from the type of the error alone.
func TestExitCodes(t *testing.T) {
	for _, c := range []struct {
		err  error
		code int
	}{
		{nil, exitDone},
		{os.ErrNotExist, exitFailed},
		{cli.Usagef("no"), exitUsage},
		{cli.Checkf("no"), exitCheck},
	} {
		if got := exitCodeOf(c.err); got != c.code {
			t.Errorf("%v: %d, want %d", c.err, got, c.code)
		}
	}
}

// A command runs on a Request and an IO, without flags, files or a clock.
func TestCommandsRunOnARequest(t *testing.T) {
	r := defaultRequest()
	r.Types, r.Output, r.List = []string{"m5.large"}, "csv", request.List{By: "type", Columns: fieldsOf(`type max-pods`)}
	var out, errs bytes.Buffer
	io := request.IO{Out: &out, Err: &errs, Now: func() time.Time { return time.Unix(0, 0) }}
	before := r
	if err := maxPods.run(t.Context(), r, io); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); got != "instanceType,maxPods,currency\nm5.large,29,USD\n" {
		t.Errorf("%q", got)
	}
	if !reflect.DeepEqual(r, before) {
		t.Error("the request has changed")
	}
	// Whom it asks is the IO's to say.
	r.AWS.Live = true
	asked := ""
	io.AskAWS = func(_ context.Context, _ *fresh.Source, q fresh.Question) (data.Live, []fresh.Part) {
		asked = q.Region + " " + strings.Join(q.Names, ",")
		return data.Live{}, nil
	}
	if err := maxPods.run(t.Context(), r, io); err != nil || asked != "us-east-1 m5.large" {
		t.Error(asked, err)
	}
}
