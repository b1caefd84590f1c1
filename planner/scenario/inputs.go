package scenario

import (
	"reflect"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/settings"
)

// Inputs are what a scenario says, by the keys that a file has for it, every
// setting spelled out. What decides nothing is left out: the order of lists and
// by what types are sorted.
func Inputs(s Scenario, table settings.Table) []planner.Input {
	f := newFile(s, table, func(*settings.Setting) bool { return true })
	f.APIVersion, f.Kind, f.By = text{}, text{}, text{}
	f.Cluster.DaemonSets, f.Workload, f.Options = nil, nil, nil
	var in inputs
	in.add("", reflect.ValueOf(f))
	in.list("options", optionTexts(s.Options))
	in.daemonSets(s.Settings.DaemonSets, table)
	for _, k := range s.Workload {
		f := newFilePodKind(k)
		in.podKind, f.Name = k.Name, text{}
		in.add("", reflect.ValueOf(f))
	}
	return in.all
}

// inputs collects inputs, those of a pod kind once there is one.
type inputs struct {
	podKind string
	all     []planner.Input
}

// add adds each text of a value of the file by the path of its keys.
func (in *inputs) add(path string, v reflect.Value) {
	if t, is := v.Interface().(text); is {
		if t.value != "" {
			in.text(path, t.value)
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			in.add(joined(path, keyOf(v.Type().Field(i))), v.Field(i))
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			in.add(joined(path, key.String()), v.MapIndex(key))
		}
	case reflect.Slice:
		var words []string
		for i := range v.Len() {
			words = append(words, v.Index(i).Interface().(text).value)
		}
		in.list(path, words)
	}
}

func (in *inputs) text(path, value string) {
	in.all = append(in.all, planner.Input{InputKey: planner.InputKey{Workload: in.podKind, Key: path}, Text: value})
}

// list adds words whose order means nothing.
func (in *inputs) list(path string, words []string) {
	if len(words) > 0 {
		slices.Sort(words)
		in.text(path, strings.Join(words, ", "))
	}
}

// daemonSets go by their names; those that have none are a list of specs.
func (in *inputs) daemonSets(all []planner.DaemonSet, table settings.Table) {
	const path = "cluster.daemonSets"
	var nameless []planner.DaemonSet
	for _, ds := range all {
		if ds.Name == "" {
			nameless = append(nameless, ds)
			continue
		}
		f := newFileDaemonSet(ds)
		f.Name = text{}
		in.add(joined(path, ds.Name), reflect.ValueOf(f))
	}
	setting, _ := table.Named("daemonset")
	in.list(path, setting.Values(&planner.Settings{DaemonSets: nameless}))
}

func optionTexts(options []Option) []string {
	var texts []string
	for _, o := range options {
		texts = append(texts, strings.TrimSpace(strings.Join(o.Types, " ")+" "+o.Filter))
	}
	return texts
}

func joined(path, key string) string { return strings.TrimPrefix(path+"."+key, ".") }
