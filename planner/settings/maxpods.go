package settings

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"podfit/eni"
	"podfit/planner"
)

var policies = map[string]eni.Policy{
	"eni":       eni.PolicyENI,
	"managed":   eni.PolicyManaged,
	"karpenter": eni.PolicyKarpenter,
	"auto-mode": eni.PolicyAutoMode,
}

const maxPodsForms = "must be eni, managed, karpenter, auto-mode, a number or a CEL expression"

// maxPods is the policy. Karpenter's own numbers are settings of their own, and
// stay when the policy changes.
func maxPods() *typed[eni.MaxPods] {
	return &typed[eni.MaxPods]{
		shaped: shape{kind: Text, placeholder: "POLICY", choices: []string{"eni", "managed", "karpenter", "auto-mode"}, schema: jsonType("string")},
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
	switch m.Policy {
	case eni.PolicyNumber:
		return strconv.Itoa(m.Number)
	case eni.PolicyExpression:
		return m.Expression.String()
	default:
		return m.Policy.String()
	}
}

func parseMaxPods(text string) (m eni.MaxPods, err error) {
	if policy, ok := policies[text]; ok {
		return eni.MaxPods{Policy: policy}, nil
	}
	if isWord := strings.Trim(strings.ToLower(text), "abcdefghijklmnopqrstuvwxyz-") == ""; isWord {
		words := slices.Sorted(maps.Keys(policies))
		return m, fmt.Errorf("%s%s", maxPodsForms, DidYouMean(text, words))
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		n, err := parseCount(text, 1, mostMaxPods)
		return eni.MaxPods{Policy: eni.PolicyNumber, Number: n}, err
	}
	e, err := Compile(text)
	if err != nil {
		return m, err
	}
	return eni.MaxPods{Policy: eni.PolicyExpression, Expression: e}, nil
}
