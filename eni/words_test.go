package eni_test

import (
	"encoding"
	"fmt"
	"testing"

	"podfit/eni"
)

// The words are in users' files and scripts, so they must not change.
func TestWords(t *testing.T) {
	checkWords(t, []eni.Mode{eni.SecondaryIP, eni.PrefixDelegation}, "secondary-ip", "prefix-delegation")
	checkWords(t, []eni.Family{eni.IPv4, eni.IPv6}, "ipv4", "ipv6")
	checkWords(t, []eni.Policy{
		eni.PolicyENI, eni.PolicyManaged, eni.PolicyNumber, eni.PolicyExpression, eni.PolicyKarpenter, eni.PolicyAutoMode,
		eni.PolicyManagedExpression, eni.PolicyKarpenterExpression,
	}, "eni", "managed", "number", "expression", "karpenter", "auto-mode", "managed-expression", "karpenter-expression")
	checkWords(t, []eni.OS{eni.Linux, eni.Windows}, "linux", "windows")
}

func checkWords[T interface {
	comparable
	fmt.Stringer
	encoding.TextMarshaler
}, P interface {
	*T
	encoding.TextUnmarshaler
}](t *testing.T, values []T, words ...string) {
	t.Helper()
	for i, value := range values {
		text, err := value.MarshalText()
		if err != nil || string(text) != words[i] || value.String() != words[i] {
			t.Errorf("%T %d: %q, %v and %q, want %q", value, i, text, err, value.String(), words[i])
		}
		var back T
		if err := P(&back).UnmarshalText(text); err != nil || back != value {
			t.Errorf("%T %q read back: %v, %v", value, text, back, err)
		}
	}
}

func TestWordErrors(t *testing.T) {
	mode, family, policy := eni.PrefixDelegation, eni.IPv6, eni.PolicyKarpenter
	for _, c := range []struct {
		to   encoding.TextUnmarshaler
		text string
		want string
	}{
		{&mode, "prefixes", `"prefixes" is not one of secondary-ip, prefix-delegation`},
		// Case matters.
		{&family, "IPv6", `"IPv6" is not one of ipv4, ipv6`},
		// An empty text is not the zero value.
		{&policy, "", `"" is not one of eni, managed, number, expression, karpenter, auto-mode, managed-expression, karpenter-expression`},
	} {
		if err := c.to.UnmarshalText([]byte(c.text)); err == nil || err.Error() != c.want {
			t.Errorf("%q: %v\nwant %s", c.text, err, c.want)
		}
	}
	if mode != eni.PrefixDelegation || family != eni.IPv6 || policy != eni.PolicyKarpenter {
		t.Errorf("an error changed %v, %v or %v", mode, family, policy)
	}
}
