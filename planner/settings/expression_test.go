package settings_test

import (
	"strings"
	"testing"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/settings"
)

// nodeadm's expressions against the model's figures: E ENIs of I addresses,
// and max_pods, which is E×(I−1)+2.
func TestExpression(t *testing.T) {
	m5Large := eni.Limits{ENIs: 3, IPv4PerENI: 10}
	c54xlarge := eni.Limits{ENIs: 8, IPv4PerENI: 30}
	for _, c := range []struct {
		text string
		of   eni.Limits
		want int
	}{
		{"max_pods", m5Large, 29},
		{"default_enis * (ips_per_eni - 1) + 2", c54xlarge, 234},
		// Custom networking: model section 1's 20.
		{"(default_enis - 1) * (ips_per_eni - 1) + 2", m5Large, 20},
		// Prefixes: 434; both: 290.
		{"default_enis * (ips_per_eni - 1) * 16 + 2", m5Large, 434},
		{"(default_enis - 1) * (ips_per_eni - 1) * 16 + 2", m5Large, 290},
		// A cap.
		{"max_pods > 110 ? 110 : max_pods", c54xlarge, 110},
		{"max_pods > 110 ? 110 : max_pods", m5Large, 29},
		{"int(double(max_pods) * 0.5)", m5Large, 14},
		// nodeadm falls back to max_pods.
		{"default_enis - 3", m5Large, 29},
		{"-max_pods", c54xlarge, 234},
		// The bounds belong to the range.
		{"1", m5Large, 1},
		{"2147483647", m5Large, 2147483647},
	} {
		e, err := settings.Compile(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		got, err := eni.MaxPods{Policy: eni.PolicyExpression, Expression: e}.Of(c.of, eni.Config{})
		if err != nil || got != c.want {
			t.Errorf("%s: got %d, %v, want %d", c.text, got, err, c.want)
		}
		if e.String() != c.text {
			t.Errorf("%s: written %s", c.text, e)
		}
	}
}

// An expression that is right for m5.large may have no value for another type.
func TestExpressionOfOneType(t *testing.T) {
	for _, c := range []struct {
		text string
		enis int
		want string
	}{
		{"100 / (default_enis - 2)", 2, "division by zero"},
		{"default_enis * 715827882", 4, "gives 2863311528, more than 2147483647"},
	} {
		e, err := settings.Compile(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if n, err := e.Eval(eni.Variables{DefaultENIs: c.enis, IPsPerENI: 10, MaxPods: 20}); n != 0 || err == nil || err.Error() != c.want {
			t.Errorf("%s: got %d, %v, want %s", c.text, n, err, c.want)
		}
	}
}

// Text that costs much to compile or run is turned down, not suffered.
func TestExpressionCost(t *testing.T) {
	nested := "1"
	for range 6 {
		nested = "[1,2,3,4,5,6,7,8,9,10].map(x, " + nested + ").size()"
	}
	for _, text := range []string{nested, strings.Repeat("(", 1_000) + "1" + strings.Repeat(")", 1_000)} {
		s := planner.Default()
		if err := named(t, "max-pods").Set(&s, text); err == nil {
			t.Errorf("%.40s…: taken", text)
		} else if strings.Contains(err.Error(), "\n") {
			t.Errorf("%.40s…: an error of several lines: %v", text, err)
		}
	}
}

// The policy of an expression is its prefix, and only Karpenter has more variables.
func TestExpressionPolicies(t *testing.T) {
	m5Large := eni.Limits{ENIs: 3, IPv4PerENI: 10, VCPUs: 2, Type: "m5.large", MemoryMiB: 8192}
	m54xlarge := eni.Limits{ENIs: 8, IPv4PerENI: 30, VCPUs: 16, Type: "m5.4xlarge", MemoryMiB: 65536}
	for _, c := range []struct {
		text    string
		of      eni.Limits
		policy  eni.Policy
		want    int
		written string
	}{
		{"karpenter: min(110, max_pods)", m54xlarge, eni.PolicyKarpenterExpression, 110, "karpenter: min(110, max_pods)"},
		{"karpenter:max(vcpus * 8, 20)", m5Large, eni.PolicyKarpenterExpression, 20, "karpenter: max(vcpus * 8, 20)"},
		{"karpenter: memory_mib / 1024", m54xlarge, eni.PolicyKarpenterExpression, 64, "karpenter: memory_mib / 1024"},
		{`karpenter: instance_type.startsWith("m5.") ? 40 : 50`, m5Large, eni.PolicyKarpenterExpression, 40, `karpenter: instance_type.startsWith("m5.") ? 40 : 50`},
		// The cap of managed node groups: 234, but 16 vCPUs.
		{"managed: max_pods", m54xlarge, eni.PolicyManagedExpression, 110, "managed: max_pods"},
		{"managed: max_pods > 200 ? 90 : 20", m54xlarge, eni.PolicyManagedExpression, 90, "managed: max_pods > 200 ? 90 : 20"},
		{"max_pods > 200 ? 90 : 20", m54xlarge, eni.PolicyExpression, 90, "max_pods > 200 ? 90 : 20"},
	} {
		s := planner.Default()
		if err := named(t, "max-pods").Set(&s, c.text); err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		n, err := s.MaxPods.Of(c.of, eni.Config{})
		if s.MaxPods.Policy != c.policy || n != c.want || err != nil || settings.MaxPodsText(s.MaxPods) != c.written {
			t.Errorf("%s: %v gives %d, %v, written %q", c.text, s.MaxPods.Policy, n, err, settings.MaxPodsText(s.MaxPods))
		}
	}
	for _, text := range []string{"vcpus * 8", "min(110, max_pods)", "managed: memory_mib", "karpenter: max(1)", "karpenter: instance_type"} {
		s := planner.Default()
		if err := named(t, "max-pods").Set(&s, text); err == nil {
			t.Errorf("%s: accepted", text)
		}
	}
}
