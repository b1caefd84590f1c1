package planner

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Selector is conditions on labels, all of which must hold. It reads and writes
// the syntax of kubectl's --selector, and takes > and < as well: app=web,tier in (a,b),!old.
type Selector []Requirement

// Requirement is one condition on a label.
type Requirement struct {
	Key      string
	Operator Operator
	Values   []string // one with Gt and Lt; none with Exists and DoesNotExist
}

// Operator compares a label with values.
type Operator uint8

// The operators of Kubernetes.
const (
	In Operator = iota
	NotIn
	Exists
	DoesNotExist
	Gt
	Lt
)

var operatorWords = []string{"In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"}

func (o Operator) String() string { return operatorWords[o] }

// noSuchLabel is a label that no object has.
const noSuchLabel = "podfit/no-such-label"

// EveryPod selects all pods: in a constraint, an empty selector means those of the
// workload itself.
func EveryPod() Selector { return Selector{{Key: noSuchLabel, Operator: DoesNotExist}} }

// NoPod selects none.
func NoPod() Selector { return Selector{{Key: noSuchLabel, Operator: Exists}} }

// IsAlways and IsNever report the conditions of EveryPod and NoPod.
func (r Requirement) IsAlways() bool { return r.Key == noSuchLabel && r.Operator == DoesNotExist }
func (r Requirement) IsNever() bool  { return r.Key == noSuchLabel && r.Operator == Exists }

// ParseOperator reads an operator as Kubernetes writes it.
func ParseOperator(word string) (Operator, bool) {
	i := slices.Index(operatorWords, word)
	return Operator(max(0, i)), i >= 0
}

// Matches reports whether labels meet all conditions. An empty selector matches all.
func (s Selector) Matches(labels map[string]string) bool {
	for i := range s {
		value, has := labels[s[i].Key]
		if !s[i].Holds(value, has) {
			return false
		}
	}
	return true
}

// Holds reports whether a label that is there or not meets the condition. As in
// Kubernetes, NotIn holds where the label is missing, and Gt and Lt compare whole
// numbers (k8s.io/component-helpers/scheduling/corev1/nodeaffinity).
func (r *Requirement) Holds(value string, has bool) bool {
	switch r.Operator {
	case In:
		return has && slices.Contains(r.Values, value)
	case NotIn:
		return !has || !slices.Contains(r.Values, value)
	case Exists:
		return has
	case DoesNotExist:
		return !has
	default:
		if !has || len(r.Values) != 1 {
			return false
		}
		left, err := strconv.ParseInt(value, 10, 64)
		right, bad := strconv.ParseInt(r.Values[0], 10, 64)
		return err == nil && bad == nil && (r.Operator == Gt && left > right || r.Operator == Lt && left < right)
	}
}

// String is the condition in the syntax of kubectl's --selector.
func (r Requirement) String() string {
	list := strings.Join(r.Values, ",")
	switch r.Operator {
	case In:
		if len(r.Values) == 1 {
			return r.Key + "=" + list
		}
		return r.Key + " in (" + list + ")"
	case NotIn:
		if len(r.Values) == 1 {
			return r.Key + "!=" + list
		}
		return r.Key + " notin (" + list + ")"
	case Exists:
		return r.Key
	case DoesNotExist:
		return "!" + r.Key
	case Gt:
		return r.Key + ">" + list
	default:
		return r.Key + "<" + list
	}
}

func (s Selector) String() string { return strings.Join(s.Texts(), ",") }

// Texts are the conditions, one by one.
func (s Selector) Texts() []string {
	parts := make([]string, len(s))
	for i := range s {
		parts[i] = s[i].String()
	}
	return parts
}

// Equal reports whether two selectors have the same conditions in the same order.
func (s Selector) Equal(other Selector) bool {
	return slices.EqualFunc(s, other, func(a, b Requirement) bool {
		return a.Key == b.Key && a.Operator == b.Operator && slices.Equal(a.Values, b.Values)
	})
}

// MarshalText and UnmarshalText are the text of String.
func (s Selector) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what String writes.
func (s *Selector) UnmarshalText(b []byte) (err error) {
	*s, err = ParseSelector(string(b))
	return err
}

// ParseSelector reads what String writes. An empty text is no condition.
func ParseSelector(text string) (Selector, error) {
	var all Selector
	for _, part := range SplitConditions(text) {
		r, err := ParseRequirement(part)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// SplitConditions splits at commas that are not in parentheses; a blank text has no
// parts.
func SplitConditions(text string) (parts []string) {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	depth, start := 0, 0
	for i, c := range text {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	return append(parts, text[start:])
}

// ParseRequirement reads one condition.
func ParseRequirement(text string) (Requirement, error) {
	text = strings.TrimSpace(text)
	if key, not := strings.CutPrefix(text, "!"); not && !strings.ContainsAny(key, "=<>() ") {
		return checked(Requirement{Key: key, Operator: DoesNotExist}, text)
	}
	for _, by := range []struct {
		sign string
		Operator
	}{{"!=", NotIn}, {"==", In}, {"=", In}, {">", Gt}, {"<", Lt}} {
		if key, value, found := strings.Cut(text, by.sign); found {
			return checked(Requirement{strings.TrimSpace(key), by.Operator, []string{strings.TrimSpace(value)}}, text)
		}
	}
	for _, by := range []struct {
		word string
		Operator
	}{{" notin ", NotIn}, {" in ", In}} {
		key, list, found := strings.Cut(text, by.word)
		if !found {
			continue
		}
		list = strings.TrimSpace(list)
		if !strings.HasPrefix(list, "(") || !strings.HasSuffix(list, ")") {
			return Requirement{}, fmt.Errorf("%q: values stand in parentheses, such as tier in (a,b)", text)
		}
		values := strings.Split(list[1:len(list)-1], ",")
		for i := range values {
			values[i] = strings.TrimSpace(values[i])
		}
		return checked(Requirement{strings.TrimSpace(key), by.Operator, values}, text)
	}
	return checked(Requirement{Key: text, Operator: Exists}, text)
}

func checked(r Requirement, text string) (Requirement, error) {
	_, err := strconv.ParseInt(strings.Join(r.Values, ","), 10, 64)
	switch {
	case r.Key == "" || strings.ContainsAny(r.Key, " ()!,"):
		return r, fmt.Errorf("%q: must be a condition on a label, such as app=web, tier in (a,b), disk or !disk", text)
	case (r.Operator == Gt || r.Operator == Lt) && err != nil:
		return r, fmt.Errorf("%q: > and < compare with a whole number", text)
	}
	return r, nil
}

// IsLabelKey reports whether Kubernetes takes a text as the key of a label or taint: a name
// like a value, and perhaps a DNS name and / before it.
func IsLabelKey(text string) bool {
	domain, name, has := strings.Cut(text, "/")
	if !has {
		return text != "" && IsLabelValue(text)
	}
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789-."
	return name != "" && IsLabelValue(name) && domain != "" && len(domain) <= 253 && strings.Trim(domain, letters) == "" && strings.Trim(domain, "-.") == domain
}

// platformDomains are those of labels and taints that Kubernetes, EKS or Karpenter set and
// reject in a node group.
var platformDomains = []string{"kubernetes.io", "k8s.io", "eks.amazonaws.com", "karpenter.sh", "karpenter.k8s.aws", "topology.k8s.aws"}

// IsPlatformKey reports the key of a label or taint that Kubernetes, EKS or Karpenter set.
// They reject it in a node group.
func IsPlatformKey(key string) bool {
	domain, _, _ := strings.Cut(key, "/")
	return slices.ContainsFunc(platformDomains, func(of string) bool { return domain == of || strings.HasSuffix(domain, "."+of) })
}

// IsLabelValue reports whether Kubernetes takes a text as the value of a label: at
// most 63 letters, digits, dots, dashes and underscores, with a letter or digit at
// both ends.
func IsLabelValue(text string) bool {
	between := func(c rune) bool { return c == '-' || c == '_' || c == '.' }
	for i, c := range text {
		end := i == 0 || i == len(text)-1
		alphanumeric := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !alphanumeric && (end || !between(c)) {
			return false
		}
	}
	return len(text) <= 63
}
