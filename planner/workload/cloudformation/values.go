package cloudformation

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// What a value can be besides JSON's own.
type (
	// unknown is a value that only the stack has, and why.
	unknown string
	// symbol is the logical ID of a resource, or a text with some: its own name and
	// its attributes are known once the stack exists.
	symbol string
	// nothing is AWS::NoValue, which takes its key away.
	nothing struct{}
)

// truth is what a condition is.
type truth int

const (
	isUnknown truth = iota
	isFalse
	isTrue
)

func truthOf(is bool) truth {
	if is {
		return isTrue
	}
	return isFalse
}

// isUnresolved reports whether a value is known only to the stack, and why.
func isUnresolved(v any) (bool, string) {
	switch v := v.(type) {
	case unknown:
		return true, string(v)
	case symbol:
		return true, "it depends on " + string(v)
	}
	return false, ""
}

// resolve replaces the functions in a value.
func (t *template) resolve(v any) any {
	switch v := v.(type) {
	case string:
		if strings.Contains(v, "{{resolve:") {
			return unknown("it is a dynamic reference")
		}
		return v
	case []any:
		all := []any{}
		for _, item := range v {
			if item = t.resolve(item); item != (nothing{}) {
				all = append(all, item)
			}
		}
		return all
	case map[string]any:
		if len(v) == 1 {
			for name, argument := range v {
				if name == "Ref" || strings.HasPrefix(name, "Fn::") {
					return t.call(name, argument)
				}
			}
		}
		all := map[string]any{}
		for key, item := range v {
			if item = t.resolve(item); item != (nothing{}) {
				all[key] = item
			}
		}
		return all
	}
	return v
}

// call is the value of a function.
func (t *template) call(name string, argument any) any {
	list, _ := argument.([]any)
	switch {
	case name == "Ref":
		id, _ := argument.(string)
		return t.ref(id)
	case name == "Fn::GetAtt":
		if id, is := argument.(string); is {
			id, _, _ = strings.Cut(id, ".")
			return symbol(id)
		}
		if len(list) > 0 {
			id, _ := list[0].(string)
			return symbol(id)
		}
	case name == "Fn::Sub":
		return t.substitute(argument)
	case name == "Fn::If" && len(list) == 3:
		condition, _ := list[0].(string)
		switch t.condition(condition) {
		case isTrue:
			return t.resolve(list[1])
		case isFalse:
			return t.resolve(list[2])
		}
		return unknown("condition " + condition + " is not known")
	case name == "Fn::FindInMap" && len(list) >= 3:
		return t.find(list)
	case name == "Fn::Join" && len(list) == 2:
		return t.join(list)
	case name == "Fn::Split" && len(list) == 2:
		return t.split(list)
	case name == "Fn::Select" && len(list) == 2:
		return t.pick(list)
	case name == "Fn::ImportValue":
		return unknown("it is imported from another stack")
	}
	return unknown(name + " is not evaluated")
}

func (t *template) ref(id string) any {
	if id == "AWS::NoValue" {
		return nothing{}
	}
	if strings.HasPrefix(id, "AWS::") {
		return unknown("it depends on " + id)
	}
	p, known := t.Parameters[id]
	switch {
	case !known:
		return symbol(id)
	case p.Default == nil:
		return unknown("parameter " + id + " has no default")
	case strings.HasPrefix(p.Type, "AWS::SSM::"):
		return unknown("parameter " + id + " is read from Systems Manager")
	}
	value := t.resolve(p.Default)
	if text, is := value.(string); is && (p.Type == "CommaDelimitedList" || strings.HasPrefix(p.Type, "List<")) {
		all := []any{}
		for item := range strings.SplitSeq(text, ",") {
			all = append(all, strings.TrimSpace(item))
		}
		return all
	}
	return value
}

// textOf is a scalar as text.
func textOf(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		return strconv.FormatBool(v), true
	}
	return "", false
}

// text joins parts, some of which may be known only to the stack.
type text struct {
	strings.Builder
	symbolic bool
	unknown  unknown
}

func (b *text) add(v any) {
	s, known := textOf(v)
	switch v := v.(type) {
	case symbol:
		s, b.symbolic = string(v), true
	case unknown:
		b.unknown = v
	default:
		if !known {
			b.unknown = "a part of it is no text"
		}
	}
	b.WriteString(s)
}

func (b *text) value() any {
	switch {
	case b.unknown != "":
		return b.unknown
	case b.symbolic:
		return symbol(b.String())
	}
	return b.String()
}

// substitute is Fn::Sub: a text with ${NAME}, and perhaps values of names.
func (t *template) substitute(argument any) any {
	var names map[string]any
	if list, is := argument.([]any); is && len(list) == 2 {
		argument = list[0]
		names, _ = list[1].(map[string]any)
	}
	format, is := argument.(string)
	if !is {
		return unknown("Fn::Sub without a text")
	}
	var b text
	for {
		before, after, found := strings.Cut(format, "${")
		b.WriteString(before)
		if !found {
			break
		}
		name, rest, closed := strings.Cut(after, "}")
		if !closed {
			b.WriteString("${" + after)
			break
		}
		name = strings.TrimSpace(name)
		value, own := names[name]
		literal, isLiteral := strings.CutPrefix(name, "!")
		switch {
		case isLiteral:
			b.WriteString("${" + literal + "}")
		case own:
			b.add(t.resolve(value))
		default:
			id, _, _ := strings.Cut(name, ".")
			b.add(t.ref(id))
		}
		format = rest
	}
	return t.resolve(b.value())
}

func (t *template) join(list []any) any {
	separator, is := list[0].(string)
	items, listed := t.resolve(list[1]).([]any)
	if !is || !listed {
		return unknown("Fn::Join of a list that is not known")
	}
	var b text
	for i, item := range items {
		if i > 0 {
			b.WriteString(separator)
		}
		b.add(item)
	}
	return b.value()
}

func (t *template) split(list []any) any {
	separator, is := list[0].(string)
	whole, known := textOf(t.resolve(list[1]))
	if !is || !known || separator == "" {
		return unknown("Fn::Split of a text that is not known")
	}
	all := []any{}
	for part := range strings.SplitSeq(whole, separator) {
		all = append(all, part)
	}
	return all
}

// pick is Fn::Select.
func (t *template) pick(list []any) any {
	index, _ := textOf(t.resolve(list[0]))
	items, listed := t.resolve(list[1]).([]any)
	i, err := strconv.Atoi(index)
	if err != nil || !listed || i < 0 || i >= len(items) {
		return unknown("Fn::Select of a list that is not known")
	}
	return items[i]
}

// find is Fn::FindInMap.
func (t *template) find(list []any) any {
	var keys [3]string
	for i := range keys {
		key, known := textOf(t.resolve(list[i]))
		if !known {
			_, why := isUnresolved(t.resolve(list[i]))
			return unknown(strings.TrimSpace("a key of Fn::FindInMap is not known: " + why))
		}
		keys[i] = key
	}
	value := any(t.Mappings)
	for _, key := range keys {
		level, _ := value.(map[string]any)
		value = level[key]
	}
	if value != nil {
		return t.resolve(value)
	}
	if len(list) > 3 {
		if other, is := list[3].(map[string]any); is && other["DefaultValue"] != nil {
			return t.resolve(other["DefaultValue"])
		}
	}
	return unknown("no mapping has " + strings.Join(keys[:], "."))
}

// condition is a condition by its name. One that depends on itself is unknown.
func (t *template) condition(name string) truth {
	is, decided := t.decided[name]
	if !decided {
		t.decided[name] = isUnknown
		is = t.decide(t.Conditions[name])
		t.decided[name] = is
	}
	return is
}

// decide evaluates a condition.
func (t *template) decide(v any) truth {
	function, _ := v.(map[string]any)
	for name, argument := range function {
		list, _ := argument.([]any)
		switch {
		case name == "Condition":
			of, _ := argument.(string)
			return t.condition(of)
		case name == "Fn::Equals" && len(list) == 2:
			a, knownA := textOf(t.resolve(list[0]))
			b, knownB := textOf(t.resolve(list[1]))
			if knownA && knownB {
				return truthOf(a == b)
			}
		case name == "Fn::Not" && len(list) == 1:
			switch t.decide(list[0]) {
			case isTrue:
				return isFalse
			case isFalse:
				return isTrue
			}
		case name == "Fn::And":
			return t.all(list, isFalse)
		case name == "Fn::Or":
			return t.all(list, isTrue)
		}
	}
	return isUnknown
}

// all is what conditions are together, of which one that is decisive decides.
func (t *template) all(list []any, decisive truth) truth {
	together := truthOf(decisive == isFalse)
	for _, one := range list {
		switch t.decide(one) {
		case decisive:
			return decisive
		case isUnknown:
			together = isUnknown
		}
	}
	return together
}

// properties are those of a resource, resolved, and what is not known of them.
type properties struct {
	*template
	values map[string]any
	doubts []string
}

func (p *properties) set(key string, value any) {
	if p.values == nil {
		p.values = map[string]any{}
	}
	p.values[key] = value
}

func (p *properties) doubt(text string) {
	if !slices.Contains(p.doubts, text) {
		p.doubts = append(p.doubts, text)
	}
}

// json writes the properties as ECS has them. A value that is not known is null, and
// a doubt if a plan depends on it.
func (p *properties) json() []byte {
	text, err := json.Marshal(p.plain("", p.values))
	if err != nil { // texts, numbers, lists and mappings can be written
		return []byte("{}")
	}
	return text
}

// watched are the properties on which a plan depends.
var watched = []string{"Cpu", "Memory", "MemoryReservation", "DesiredCount", "TaskDefinition", "NetworkMode", "LaunchType", "SchedulingStrategy",
	"CpuArchitecture", "OperatingSystemFamily", "ContainerDefinitions", "RuntimePlatform", "NetworkConfiguration", "AwsvpcConfiguration", "MinCapacity", "MaxCapacity"}

// CloudFormation takes text in place of numbers and of true and false, and the
// reverse; ECS does not.
var (
	numbers  = []string{"DesiredCount", "ContainerPort", "HostPort", "MinCapacity", "MaxCapacity"}
	booleans = []string{"Essential", "ConfiguredAtLaunch"}
)

func (p *properties) plain(key string, v any) any {
	if is, why := isUnresolved(v); is {
		if slices.Contains(watched, key) {
			p.doubt(key + " is not known: " + why)
		}
		return nil
	}
	switch v := v.(type) {
	case map[string]any:
		all := map[string]any{}
		for _, name := range slices.Sorted(maps.Keys(v)) { // doubts have an order
			all[name] = p.plain(name, v[name])
		}
		return all
	case []any:
		all := []any{}
		for _, item := range v {
			plain := p.plain(key, item)
			switch {
			case plain != nil:
				all = append(all, plain)
			case key == "SecurityGroups":
				all = append(all, "unknown") // that there is one is all that counts
			}
		}
		return all
	}
	text, scalar := textOf(v)
	switch {
	case !scalar:
		return v
	case slices.Contains(numbers, key):
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return n
		}
	case slices.Contains(booleans, key):
		if is, err := strconv.ParseBool(text); err == nil {
			return is
		}
	}
	return text
}
