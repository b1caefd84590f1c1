package settings_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/settings"
)

// The names are flags, keys of podfit.yaml and PODFIT_ variables: none may
// change, and none may be missing from this list.
func TestNames(t *testing.T) {
	want := strings.Fields(`
		region prefix-delegation ipv6 custom-networking security-groups-for-pods
		security-groups-scope security-groups-percent max-eni os
		max-pods reserved-enis pods-per-core ami kube-reserved-cpu kube-reserved-memory
		system-reserved-cpu system-reserved-memory eviction-memory huge-pages
		huge-page-size root-volume instance-store-policy
		vm-memory-overhead-percent extra-volumes memory-capacity
		daemonsets daemonset
		pod-cpu pod-memory pod-gpus pod-volumes requests
		on-demand-base on-demand-percent nodes purchase commitment-per-hour discount node-adder cluster-adder
		warm-eni-target warm-ip-target minimum-ip-target warm-prefix-target`)
	if got := table.Names(); !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	for _, s := range table {
		if s.Title == "" || s.Usage == "" || s.Group == "" || (s.Kind != settings.Switch && s.Kind != settings.List && s.Value == "" && len(s.Choices) == 0) {
			t.Errorf("%s lacks what help and the screen show: %+v", s.Name, s)
		}
	}
	if s, ok := table.Named("max-pod"); ok || s != nil {
		t.Errorf("max-pod is %+v", s)
	}
}

// The settings of a default cluster, as text; what is not listed is 0 or none.
func TestDefaults(t *testing.T) {
	want := map[string]string{
		"region":                     "us-east-1",
		"os":                         "linux",
		"eviction-memory":            "100Mi",
		"vm-memory-overhead-percent": "7.5%",
		"prefix-delegation":          "false",
		"ipv6":                       "false",
		"custom-networking":          "false",
		"security-groups-for-pods":   "false",
		"security-groups-scope":      "all",
		"security-groups-percent":    "100",
		"max-pods":                   "eni",
		"ami":                        "al2023",
		"huge-page-size":             "2Mi",
		"instance-store-policy":      "none",
		"purchase":                   "on-demand",
		"memory-capacity":            "",
		"daemonset":                  "",
		"on-demand-percent":          "100",
		"discount":                   "0%",
		"warm-eni-target":            "1",
		"warm-prefix-target":         "1",
		"requests":                   "as-set",
	}
	d := planner.Default()
	for _, s := range table {
		w, listed := want[s.Name]
		if !listed {
			w = "0"
		}
		if got := s.Text(&d); got != w {
			t.Errorf("%s: got %q, want %q", s.Name, got, w)
		}
		if s.Changed(&d) {
			t.Errorf("%s: the default counts as changed", s.Name)
		}
		// Writing a value and reading it changes nothing.
		back := planner.Default()
		if err := s.Set(&back, s.Values(&d)...); err != nil || !reflect.DeepEqual(back, d) {
			t.Errorf("%s: %v, and %+v", s.Name, err, back)
		}
	}
}

// Values that are taken: how each is written again, and that it counts as
// changed until it is reset.
func TestSet(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []string
		want   []string
	}{
		{"region", []string{"cn-north-1"}, []string{"cn-north-1"}},
		{"prefix-delegation", []string{"true"}, []string{"true"}},
		// As strconv.ParseBool has it, and so flags.
		{"prefix-delegation", []string{"1"}, []string{"true"}},
		{"ipv6", []string{"TRUE"}, []string{"true"}},
		{"custom-networking", []string{"true"}, []string{"true"}},
		{"security-groups-for-pods", []string{"t"}, []string{"true"}},
		{"security-groups-scope", []string{"apps"}, []string{"apps"}},
		{"security-groups-percent", []string{"0"}, []string{"0"}},
		{"pod-memory", []string{"512Ki"}, []string{"512Ki"}},
		{"pod-memory", []string{"100k"}, []string{"100k"}},
		{"security-groups-percent", []string{" 50 "}, []string{"50"}},
		{"max-eni", []string{"2"}, []string{"2"}},

		{"max-pods", []string{"managed"}, []string{"managed"}},
		{"max-pods", []string{"karpenter"}, []string{"karpenter"}},
		{"max-pods", []string{"auto-mode"}, []string{"auto-mode"}},
		{"max-pods", []string{"1"}, []string{"1"}},
		{"max-pods", []string{"10000"}, []string{"10000"}},
		// Whatever is neither a word nor a number is CEL.
		{"max-pods", []string{" max_pods - 1 "}, []string{"max_pods - 1"}},
		{"max-pods", []string{"0x20"}, []string{"0x20"}},
		{"reserved-enis", []string{"1"}, []string{"1"}},
		{"pods-per-core", []string{"10"}, []string{"10"}},
		{"ami", []string{"bottlerocket"}, []string{"bottlerocket"}},
		{"system-reserved-cpu", []string{"0.1"}, []string{"100m"}},
		{"system-reserved-memory", []string{"300Mi"}, []string{"300Mi"}},
		{"huge-pages", []string{"1024Mi"}, []string{"1Gi"}},
		{"huge-page-size", []string{"1Gi"}, []string{"1Gi"}},
		{"root-volume", []string{"81920Mi"}, []string{"80Gi"}},
		{"instance-store-policy", []string{"raid0"}, []string{"raid0"}},
		// By name, whatever the order in which they were given.
		{"memory-capacity", []string{"m5.xlarge=15517Mi", "m5.large=7759Mi"}, []string{"m5.large=7759Mi", "m5.xlarge=15517Mi"}},
		{"memory-capacity", []string{"m5.large=8Gi"}, []string{"m5.large=8Gi"}},

		{"daemonsets", []string{"6"}, []string{"6"}},
		{"pod-cpu", []string{"2"}, []string{"2"}},
		{"pod-cpu", []string{"1500m"}, []string{"1500m"}},
		// Below a millicore is a millicore, as for the scheduler.
		{"pod-cpu", []string{"0.0001"}, []string{"1m"}},
		{"pod-cpu", []string{"10000"}, []string{"10k"}},
		{"pod-memory", []string{"1Mi"}, []string{"1Mi"}},
		{"pod-memory", []string{"1.5Gi"}, []string{"1536Mi"}},
		// Decimal units and plain bytes are Kubernetes' own, too.
		{"pod-memory", []string{"512M"}, []string{"500000Ki"}},
		{"pod-memory", []string{"1500000001"}, []string{"1500000001"}},
		{"pod-memory", []string{"1024Ti"}, []string{"1Pi"}},
		{"pod-gpus", []string{"8"}, []string{"8"}},
		{"pod-volumes", []string{"2"}, []string{"2"}},

		{"on-demand-base", []string{"2"}, []string{"2"}},
		{"on-demand-percent", []string{"30"}, []string{"30"}},
		{"nodes", []string{"100000"}, []string{"100000"}},
		{"purchase", []string{"reserved-3y-all-upfront"}, []string{"reserved-3y-all-upfront"}},
		{"commitment-per-hour", []string{"12.5"}, []string{"12.5"}},
		{"discount", []string{"28"}, []string{"28%"}},
		{"discount", []string{"28%"}, []string{"28%"}},
		{"discount", []string{"x0.72"}, []string{"28%"}},
		{"discount", []string{" 12.3456% "}, []string{"12.3456%"}},
		{"discount", []string{"100"}, []string{"100%"}},
		{"discount", []string{"x0"}, []string{"100%"}},
		{"node-adder", []string{"8"}, []string{"8"}},
		{"node-adder", []string{"0.08"}, []string{"0.08"}},
		// Money is exact to the millionth.
		{"cluster-adder", []string{"73.0000004"}, []string{"73"}},
		{"cluster-adder", []string{"1000000"}, []string{"1000000"}},
	} {
		t.Run(c.name+" "+strings.Join(c.values, ","), func(t *testing.T) {
			setting, s := named(t, c.name), planner.Default()
			if err := setting.Set(&s, c.values...); err != nil {
				t.Fatal(err)
			}
			if got := setting.Values(&s); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if !setting.Changed(&s) {
				t.Error("does not count as changed")
			}
			for _, other := range table {
				if other.Name != c.name && other.Changed(&s) {
					t.Errorf("%s changed, too", other.Name)
				}
			}
			setting.Reset(&s)
			if d := planner.Default(); setting.Changed(&s) || !reflect.DeepEqual(s, d) {
				t.Errorf("reset leaves %+v", s)
			}
		})
	}
}

// Values that are not taken, the whole error, and that nothing changes.
func TestSetErrors(t *testing.T) {
	const (
		notCPU     = "must be a Kubernetes quantity such as 250m or 2"
		notMemory  = "must be a Kubernetes quantity such as 512Mi or 4Gi"
		discount   = "must be a percentage from 0 to 100, or a factor from x0 to x1"
		money      = "must be an amount per month from 0 to 1000000, in the region's currency"
		maxPods    = "must be a whole number from 1 to 10000"
		wordsOrCEL = "must be eni, managed, karpenter, auto-mode, a number or a CEL expression"
		celOrWords = "must be eni, managed, karpenter, auto-mode, a number or a CEL expression; as CEL, "
	)
	for _, c := range []struct {
		name   string
		values []string
		want   string
	}{
		{"region", []string{"us-est-1"}, "no such AWS region (did you mean us-east-1?)"},
		// Two are as near: the first in alphabet.
		{"region", []string{"eu-west-3"}, "no such AWS region (did you mean eu-west-1?)"},
		{"region", []string{"US-EAST-1"}, "no such AWS region (did you mean us-east-1?)"},
		// Nothing is near to nonsense, or to nothing.
		{"region", []string{"atlantis"}, "no such AWS region"},
		{"region", []string{""}, "no such AWS region"},
		{"prefix-delegation", []string{"yes"}, "must be true or false"},
		{"ipv6", []string{""}, "must be true or false"},
		{"security-groups-scope", []string{"app"}, "must be all or apps (did you mean apps?)"},
		{"security-groups-scope", []string{"everything"}, "must be all or apps"},
		{"security-groups-percent", []string{"101"}, "must be a whole number from 0 to 100"},
		{"security-groups-percent", []string{"-1"}, "must be a whole number from 0 to 100"},
		{"security-groups-percent", []string{"50%"}, "must be a whole number from 0 to 100"},
		{"max-eni", []string{"1001"}, "must be a whole number from 0 to 1000"},
		{"max-eni", []string{"2.5"}, "must be a whole number from 0 to 1000"},
		{"max-eni", []string{"99999999999999999999"}, "must be a whole number from 0 to 1000"},
		{"reserved-enis", []string{"-1"}, "must be a whole number from 0 to 1000"},
		{"pods-per-core", []string{"ten"}, "must be a whole number from 0 to 10000"},
		{"ami", []string{"al2022"}, "must be al2023 or bottlerocket (did you mean al2023?)"},
		{"daemonsets", []string{"1001"}, "must be a whole number from 0 to 1000"},
		{"pod-gpus", []string{"65"}, "must be a whole number from 0 to 64"},
		{"pod-volumes", []string{"129"}, "must be a whole number from 0 to 128"},
		{"on-demand-base", []string{"100001"}, "must be a whole number from 0 to 100000"},
		{"nodes", []string{""}, "must be a whole number from 0 to 100000"},

		// One value, unless it is a list.
		{"nodes", nil, "must be one value, not 0"},
		{"nodes", []string{"1", "2"}, "must be one value, not 2"},

		{"pod-cpu", []string{""}, notCPU},
		{"pod-cpu", []string{"250 m"}, notCPU},
		{"pod-cpu", []string{"two"}, notCPU},
		{"pod-cpu", []string{"-250m"}, "must be 0 or more"},
		// Millicores without their m.
		{"pod-cpu", []string{"10001"}, "more than 10000 cores (did you mean 10001m?)"},
		{"pod-memory", []string{"1.5.2Gi"}, notMemory},
		{"pod-memory", []string{"4GB"}, notMemory},
		{"pod-memory", []string{"4gi"}, notMemory},
		{"pod-memory", []string{"-1Gi"}, "must be 0 or more"},
		// Bytes: a unit was forgotten …
		{"pod-memory", []string{"512"}, "less than a MiB (did you mean 512Mi?)"},
		// … or CPU's was taken.
		{"pod-memory", []string{"512m"}, "less than a MiB"},
		{"pod-memory", []string{"1048575"}, "less than a MiB (did you mean 1048575Mi?)"},
		{"system-reserved-memory", []string{"2Pi"}, "more than a PiB"},

		{"memory-capacity", []string{"m5.large"}, "must be TYPE=QUANTITY, such as m5.large=7759Mi"},
		{"memory-capacity", []string{"=7759Mi"}, "must be TYPE=QUANTITY, such as m5.large=7759Mi"},
		{"memory-capacity", []string{"m5.large=7759"}, "m5.large: less than a MiB (did you mean 7759Mi?)"},
		{"memory-capacity", []string{"m5.large=0"}, "m5.large: must be more than 0"},
		{"memory-capacity", []string{"m5.large=7759Mi", "m5.large=7760Mi"}, "m5.large: given twice"},
		// The first is right, and is not kept.
		{"memory-capacity", []string{"m5.large=7759Mi", "m5.xlarge"}, "must be TYPE=QUANTITY, such as m5.large=7759Mi"},

		{"max-pods", []string{"0"}, maxPods},
		{"max-pods", []string{"10001"}, maxPods},
		{"max-pods", []string{"-5"}, maxPods},
		{"max-pods", []string{"29.5"}, maxPods},
		{"max-pods", []string{"inf"}, wordsOrCEL},
		{"max-pods", []string{""}, wordsOrCEL},
		{"max-pods", []string{"manged"}, wordsOrCEL + " (did you mean managed?)"},
		{"max-pods", []string{"default_enis * (ips - 1)"}, celOrWords + "at column 17: undeclared reference to 'ips' (did you mean 'ips_per_eni'?)"},
		{"max-pods", []string{"default_enis *"}, celOrWords + "at column 15: Syntax error: mismatched input '<EOF>'"},
		{"max-pods", []string{"max_pods * 1.5"}, celOrWords + "at column 10: found no matching overload for '_*_' applied to '(int, double)'"},
		// CEL, but no number of pods.
		{"max-pods", []string{"double(max_pods) * 1.5"}, "the expression gives double, not an integer (did you mean int(double(max_pods) * 1.5)?)"},
		{"max-pods", []string{"max_pods > 110"}, "the expression gives bool, not an integer (did you mean int(max_pods > 110)?)"},
		// A number for no type.
		{"max-pods", []string{"2147483648 * 1"}, "for m5.large: gives 2147483648, more than 2147483647"},
		{"max-pods", []string{"9223372036854775807 * max_pods"}, "for m5.large: integer overflow"},
		{"max-pods", []string{"max_pods / (default_enis - 3)"}, "for m5.large: division by zero"},

		{"discount", []string{"-1"}, discount},
		{"discount", []string{"101%"}, discount},
		{"discount", []string{"x1.1"}, discount},
		{"discount", []string{"x-0.1"}, discount},
		{"discount", []string{"0.72x"}, discount},
		{"discount", []string{"28 %"}, discount},
		{"discount", []string{"NaN"}, discount},
		{"discount", []string{"x"}, discount},
		{"discount", []string{""}, discount},
		{"node-adder", []string{"-1"}, money},
		{"node-adder", []string{"$8"}, money},
		{"node-adder", []string{"1000001"}, money},
		{"cluster-adder", []string{"NaN"}, money},
		{"cluster-adder", []string{"Inf"}, money},
	} {
		t.Run(c.name+" "+strings.Join(c.values, ","), func(t *testing.T) { checkRejected(t, c.name, c.values, c.want) })
	}
}

// changed are settings that no setting leaves at its default.
func changed(t testing.TB) planner.Settings {
	t.Helper()
	s := planner.Default()
	for name, values := range map[string][]string{
		"region": {"eu-west-1"}, "prefix-delegation": {"true"}, "security-groups-scope": {"apps"}, "max-pods": {"karpenter"},
		"memory-capacity": {"t3.small=1917Mi"}, "daemonset": {"fluent-bit"}, "daemonsets": {"3"}, "ami": {"bottlerocket"},
		"pod-cpu": {"250m"}, "pod-memory": {"512Mi"}, "nodes": {"10"}, "discount": {"28%"}, "node-adder": {"8"},
	} {
		if err := named(t, name).Set(&s, values...); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func checkRejected(t *testing.T, name string, values []string, want string) {
	t.Helper()
	s, before := changed(t), changed(t)
	err := named(t, name).Set(&s, values...)
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if !reflect.DeepEqual(s, before) {
		t.Errorf("the error changed the settings to %+v", s)
	}
}

// Karpenter's own numbers stay when the policy changes and comes back.
func TestMaxPodsKeepsKarpenters(t *testing.T) {
	s := planner.Default()
	for _, v := range [][2]string{{"max-pods", "karpenter"}, {"reserved-enis", "1"}, {"pods-per-core", "10"}, {"max-pods", "110"}, {"max-pods", "karpenter"}} {
		if err := named(t, v[0]).Set(&s, v[1]); err != nil {
			t.Fatal(err)
		}
	}
	if want := (eni.MaxPods{Policy: eni.PolicyKarpenter, ReservedENIs: 1, PodsPerCore: 10}); s.MaxPods != want {
		t.Errorf("got %+v, want %+v", s.MaxPods, want)
	}
}

func TestCheck(t *testing.T) {
	const (
		custom   = "ipv6 with custom-networking: the VPC CNI supports custom networking only on IPv4; drop one of them"
		autoMode = "max-pods auto-mode with custom-networking: Auto Mode has no ENIConfig; drop one of them"
	)
	for _, c := range []struct {
		name string
		set  [][2]string
		want string
	}{
		{"defaults", nil, ""},
		{"ipv6", [][2]string{{"ipv6", "true"}}, ""},
		{"custom networking", [][2]string{{"custom-networking", "true"}}, ""},
		{"both", [][2]string{{"ipv6", "true"}, {"custom-networking", "true"}}, custom},
		{"auto mode", [][2]string{{"max-pods", "auto-mode"}}, ""},
		{"auto mode with custom networking", [][2]string{{"max-pods", "auto-mode"}, {"custom-networking", "true"}}, autoMode},
		{"karpenter's own", [][2]string{{"max-pods", "karpenter"}, {"reserved-enis", "1"}, {"pods-per-core", "10"}}, ""},
		// Useless, and no contradiction: a warning's business.
		{"karpenter's own elsewhere", [][2]string{{"max-pods", "managed"}, {"reserved-enis", "1"}}, ""},
		// The base may be the whole group.
		{"all base", [][2]string{{"nodes", "3"}, {"on-demand-base", "3"}}, ""},
		{"more than all", [][2]string{{"nodes", "3"}, {"on-demand-base", "4"}}, "on-demand-base 4 is above nodes 3: raise nodes or lower on-demand-base"},
		// A group of unknown size contradicts nothing.
		{"a base of an unknown group", [][2]string{{"on-demand-base", "4"}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := planner.Default()
			for _, v := range c.set {
				if err := named(t, v[0]).Set(&s, v[1]); err != nil {
					t.Fatal(err)
				}
			}
			got := ""
			if err := settings.Check(&s); err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestNearest(t *testing.T) {
	types := []string{"c5.large", "m5.large", "m5.xlarge", "t3.large"}
	for _, c := range []struct{ text, want string }{
		{"m5.lrge", "m5.large"},
		{"M5.LARGE", "m5.large"},
		// One edit from two of them, one from three: the first in alphabet.
		{"m5xlarge", "m5.large"},
		{"x5.large", "c5.large"},
		// Half of the letters is near, less is not.
		{"m5", ""},
		{"m5.l", "m5.large"},
		{"", ""},
	} {
		if got, ok := settings.Nearest(c.text, types); got != c.want && ok || ok != (c.want != "") {
			t.Errorf("%q: got %q, %t, want %q", c.text, got, ok, c.want)
		}
	}
	if got := settings.DidYouMean("m5.lrge", nil); got != "" {
		t.Errorf("no choices, and yet%s", got)
	}
}
