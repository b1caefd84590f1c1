package settings

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"podfit/eni"
	"podfit/planner"
)

// policyWords are the policies that a word selects; maxPodsForms is all that
// --max-pods accepts, for errors.
var (
	policyWords  = namedPolicies(eni.Policy.String)
	maxPodsForms = "must be " + strings.Join(policyWords, ", ") + ", a number or a CEL expression"
)

// maxPodsUsage explains the forms.
func maxPodsUsage() string {
	words := namedPolicies(func(p eni.Policy) string { return fmt.Sprintf("%s (%s)", p, p.Setter()) })
	return "what sets the kubelet's max pods: " + strings.Join(words, ", ") +
		", a number, or nodeadm's maxPodsExpression in CEL over default_enis, ips_per_eni and max_pods" +
		" (\"managed: EXPRESSION\" in a managed node group, which caps it; \"karpenter: EXPRESSION\" with min, max, vcpus, memory_mib and instance_type too)"
}

func namedPolicies(text func(eni.Policy) string) (all []string) {
	for _, p := range eni.NamedPolicies() {
		all = append(all, text(p))
	}
	return all
}

// maxPods is the policy. Karpenter's own numbers are settings of their own, and
// stay when the policy changes.
func maxPods() *typed[eni.MaxPods] {
	return &typed[eni.MaxPods]{
		shaped: shape{kind: Text, placeholder: "POLICY", choices: policyWords, schema: jsonType("string")},
		from: func(s *planner.Settings) eni.MaxPods {
			m := s.MaxPods
			m.ReservedENIs, m.PodsPerCore = 0, 0
			return m
		},
		to: func(s *planner.Settings, m eni.MaxPods) {
			m.ReservedENIs, m.PodsPerCore = s.MaxPods.ReservedENIs, s.MaxPods.PodsPerCore
			s.MaxPods = m
		},
		read:  func(texts []string) (eni.MaxPods, error) { return parseMaxPods(strings.TrimSpace(texts[0])) },
		write: func(m eni.MaxPods) []string { return []string{MaxPodsText(m)} },
		json:  func(m eni.MaxPods) any { return MaxPodsText(m) },
	}
}

// MaxPodsText is a policy as --max-pods takes it.
func MaxPodsText(m eni.MaxPods) string {
	switch {
	case m.Policy.Reads(eni.ParamNumber):
		return strconv.Itoa(m.Number)
	case m.Policy.Reads(eni.ParamExpression) && m.Policy.ExpressionPrefix() != "":
		return m.Policy.ExpressionPrefix() + ": " + m.Expression.String()
	case m.Policy.Reads(eni.ParamExpression):
		return m.Expression.String()
	default:
		return m.Policy.String()
	}
}

func parseMaxPods(text string) (m eni.MaxPods, err error) {
	if i := slices.Index(policyWords, text); i >= 0 {
		return eni.MaxPods{Policy: eni.NamedPolicies()[i]}, nil
	}
	if isWord := strings.Trim(strings.ToLower(text), "abcdefghijklmnopqrstuvwxyz-") == ""; isWord {
		return m, fmt.Errorf("%s%s", maxPodsForms, DidYouMean(text, policyWords))
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		n, err := parseCount(text, 1, mostMaxPods)
		return eni.MaxPods{Policy: eni.PolicyNumber, Number: n}, err
	}
	policy, text := expressionPolicy(text)
	e, err := compileFor(policy, text)
	if err != nil {
		return m, err
	}
	return eni.MaxPods{Policy: policy, Expression: e}, nil
}

// expressionPolicy splits the prefix, such as "karpenter:", from an expression.
func expressionPolicy(text string) (eni.Policy, string) {
	for _, p := range eni.ExpressionPolicies() {
		prefix := p.ExpressionPrefix()
		if rest, ok := strings.CutPrefix(text, prefix+":"); ok && prefix != "" {
			return p, strings.TrimSpace(rest)
		}
	}
	return eni.PolicyExpression, text
}
