package settings

import (
	"fmt"
	"maps"
	"math"
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

func setMaxPods(s *planner.Settings, v []string) error {
	m := eni.MaxPods{ReservedENIs: s.MaxPods.ReservedENIs, PodsPerCore: s.MaxPods.PodsPerCore}
	text := strings.TrimSpace(v[0])
	if policy, ok := policies[text]; ok {
		m.Policy = policy
	} else if isWord := strings.Trim(strings.ToLower(text), "abcdefghijklmnopqrstuvwxyz-") == ""; isWord {
		words := slices.Sorted(maps.Keys(policies))
		return fmt.Errorf("want eni, managed, karpenter, auto-mode, a number or a CEL expression%s", DidYouMean(text, words))
	} else if _, err := strconv.ParseFloat(text, 64); err == nil {
		m.Policy = eni.PolicyNumber
		if m.Number, err = parseCount(text, 1, mostMaxPods); err != nil {
			return err
		}
	} else {
		e, err := Compile(text)
		if err != nil {
			return err
		}
		m.Policy, m.Expression = eni.PolicyExpression, e
	}
	s.MaxPods = m
	return nil
}

func discountText(ppm int) string {
	return strconv.FormatFloat(float64(ppm)/10_000, 'f', -1, 64) + "%"
}

func setDiscount(s *planner.Settings, v []string) error {
	text := strings.TrimSpace(v[0])
	number, isFactor := strings.CutPrefix(text, "x")
	if !isFactor {
		number = strings.TrimSuffix(text, "%")
	}
	f, err := strconv.ParseFloat(number, 64)
	percent := f
	if isFactor {
		percent = 100 * (1 - f)
	}
	if err != nil || strings.Trim(number, "0123456789.") != "" || !(percent >= 0 && percent <= 100) {
		return fmt.Errorf("want a percentage from 0 to 100, or a factor from x0 to x1")
	}
	s.Capacity.DiscountPPM = int(math.Round(percent * 10_000))
	return nil
}

func memoryCapacityText(s *planner.Settings) []string {
	var texts []string
	for _, name := range slices.SortedFunc(maps.Keys(s.MemoryCapacity), planner.CompareNames) {
		texts = append(texts, name+"="+MemoryText(s.MemoryCapacity[name]))
	}
	return texts
}

func setMemoryCapacity(s *planner.Settings, v []string, known Known) error {
	var capacity map[string]planner.Memory
	for _, text := range v {
		name, amount, ok := strings.Cut(text, "=")
		if !ok || name == "" {
			return fmt.Errorf("want TYPE=QUANTITY, such as m5.large=7759Mi")
		}
		m, err := ParseMemory(amount)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if m == 0 {
			return fmt.Errorf("%s: want more than 0", name)
		}
		if err := known.check(name, m); err != nil {
			return err
		}
		if _, twice := capacity[name]; twice {
			return fmt.Errorf("%s: given twice", name)
		}
		if capacity == nil {
			capacity = map[string]planner.Memory{}
		}
		capacity[name] = m
	}
	s.MemoryCapacity = capacity
	return nil
}

// check refuses what no node of a type can report.
func (k *Known) check(instanceType string, capacity planner.Memory) error {
	if k.Memory == nil {
		return nil
	}
	advertised, ok := k.Memory(instanceType)
	switch {
	case !ok:
		return fmt.Errorf("%s: no such instance type%s", instanceType, DidYouMean(instanceType, k.Types()))
	case capacity > advertised:
		return fmt.Errorf("%s: above the %d MiB that AWS advertises", instanceType, advertised/planner.MiB)
	}
	return nil
}

func setDaemonSets(s *planner.Settings, specs []string, presets []planner.DaemonSet) error {
	var all []planner.DaemonSet
	for _, spec := range specs {
		ds, err := parseDaemonSet(spec, presets)
		if err != nil {
			return err
		}
		all = append(all, ds)
		if err := CheckDaemonSets(all); err != nil {
			return err
		}
	}
	s.DaemonSets = all
	return nil
}

// parseDaemonSet reads a preset's name, attributes, or a name and attributes,
// which then stand in the place of the preset's.
func parseDaemonSet(spec string, presets []planner.DaemonSet) (planner.DaemonSet, error) {
	var ds planner.DaemonSet
	parts := strings.Split(spec, ",")
	if first, _, isAttribute := strings.Cut(parts[0], "="); !isAttribute && !slices.Contains(daemonSetSwitches, first) {
		preset, found := presetNamed(first, presets)
		if !found && len(parts) == 1 {
			return ds, fmt.Errorf("no preset of that name%s; or give cpu=… and memory=…", DidYouMean(first, presetNames(presets)))
		}
		if !found {
			parts[0] = "name=" + first
		} else {
			ds, parts = preset, parts[1:]
		}
	}
	for _, part := range parts {
		if err := setAttribute(&ds, part); err != nil {
			return ds, err
		}
	}
	return ds, nil
}

// nameLetters are those of a Kubernetes name.
const nameLetters = "abcdefghijklmnopqrstuvwxyz0123456789-."

var daemonSetSwitches = []string{"host-network", "security-groups"}

func setAttribute(ds *planner.DaemonSet, part string) (err error) {
	key, value, _ := strings.Cut(part, "=")
	switch key {
	case "name":
		ds.Name = value
		if strings.Trim(value, nameLetters) != "" {
			err = fmt.Errorf("want lower-case letters, digits, dots and dashes")
		}
	case "cpu":
		ds.Request.CPU, err = ParseCPU(value)
	case "memory":
		ds.Request.Memory, err = ParseMemory(value)
	case "host-network":
		ds.HostNetwork, err = parseSwitch(value)
	case "security-groups":
		ds.SecurityGroups, err = parseSwitch(value)
	default:
		keys := append([]string{"name", "cpu", "memory"}, daemonSetSwitches...)
		err = fmt.Errorf("not one of %s%s", strings.Join(keys, ", "), DidYouMean(key, keys))
	}
	if err != nil {
		return fmt.Errorf("%q: %w", part, err)
	}
	return nil
}

// parseSwitch takes a bare word for true.
func parseSwitch(value string) (bool, error) {
	if value == "" {
		return true, nil
	}
	on, err := strconv.ParseBool(value)
	if err != nil {
		return false, fmt.Errorf("want true or false")
	}
	return on, nil
}

func daemonSetText(ds planner.DaemonSet, presets []planner.DaemonSet) string {
	if preset, found := presetNamed(ds.Name, presets); found && preset == ds {
		return ds.Name
	}
	var parts []string
	if ds.Name != "" {
		parts = append(parts, "name="+ds.Name)
	}
	parts = append(parts, "cpu="+CPUText(ds.Request.CPU), "memory="+MemoryText(ds.Request.Memory))
	if ds.HostNetwork {
		parts = append(parts, "host-network")
	}
	if ds.SecurityGroups {
		parts = append(parts, "security-groups")
	}
	return strings.Join(parts, ",")
}

func presetNamed(name string, presets []planner.DaemonSet) (planner.DaemonSet, bool) {
	for _, p := range presets {
		if p.Name == name {
			return p, true
		}
	}
	return planner.DaemonSet{}, false
}

func presetNames(presets []planner.DaemonSet) []string {
	names := make([]string, len(presets))
	for i, p := range presets {
		names[i] = p.Name
	}
	return names
}
