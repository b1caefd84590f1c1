package answer_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"unicode"

	"pgregory.net/rapid"
	"sigs.k8s.io/yaml"

	"podfit/planner"
	"podfit/planner/report/answer"
	"podfit/planner/report/reporttest"
	_ "podfit/planner/sample/steady"
)

func TestJSONIsEncodingJSONs(t *testing.T) { rapid.Check(t, jsonIsEncodingJSONs) }
func FuzzJSONIsEncodingJSONs(f *testing.F) {
	seed := make([]byte, 4096)
	for i := range seed {
		seed[i] = byte(i * 37)
	}
	f.Add(seed)
	f.Fuzz(rapid.MakeFuzz(jsonIsEncodingJSONs))
}

var printable = rapid.StringOf(rapid.RuneFrom([]rune("<>&\"'\\:#-"), unicode.L, unicode.N, unicode.P, unicode.S, unicode.Zs))

// An answer is written an item at a time, and yet as encoding/json would have
// it: byte for byte, but for < and >, which stay as they are. YAML says the same.
func jsonIsEncodingJSONs(t *rapid.T) {
	s := reporttest.SecuredSettings()
	s.DaemonSets = []planner.DaemonSet{{Name: printable.Draw(t, "name")}}
	s.CNI.SecurityGroupsForPods = rapid.Bool().Draw(t, "security groups for pods")
	rows := rapid.SliceOfN(rapid.SampledFrom(reporttest.EveryRow), 0, 3).Draw(t, "types")
	options := reporttest.Evaluate(s, slices.Repeat(rows, rapid.SampledFrom([]int{1, 1, 2, 30}).Draw(t, "times"))...)
	q := answer.Query{Settings: s, Topics: reporttest.EveryTopic}
	item := rapid.SampledFrom([]func() any{
		func() any { return answer.Each(options, answer.NewMaxPods) },
		func() any { return answer.Each(options, answer.NewComparison) },
		func() any { return answer.Each(options, answer.NewExplanation) },
	}).Draw(t, "items")
	wrapped := answer.New("Any", q, options, item())

	var got, want, asYAML bytes.Buffer
	e := json.NewEncoder(&want)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(wrapped); err != nil {
		t.Fatal(err)
	}
	if err := wrapped.JSON(&got); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want.Bytes()) {
		t.Fatalf("got\n%s\nwant\n%s", got.Bytes(), want.Bytes())
	}
	if err := wrapped.YAML(&asYAML); err != nil {
		t.Fatal(err)
	}
	var fromJSON, fromYAML any
	if err := json.Unmarshal(got.Bytes(), &fromJSON); err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(asYAML.Bytes(), &fromYAML); err != nil {
		t.Fatalf("%v in\n%s", err, asYAML.Bytes())
	}
	if !reflect.DeepEqual(fromYAML, fromJSON) {
		t.Fatalf("YAML says\n%v\nJSON says\n%v", fromYAML, fromJSON)
	}
}

// Unknown is null, never 0 and never left out.
func TestUnknownIsNull(t *testing.T) {
	s := reporttest.SecuredSettings()
	o := reporttest.Trn248xlarge.Option(s)
	b, err := json.Marshal(answer.NewComparison(&o))
	if err != nil {
		t.Fatal(err)
	}
	var item map[string]any
	if err := json.Unmarshal(b, &item); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{
		"trunking", "branchENIs", "applicationPods", "podsLimitedBy", "withSecurityGroups", "ramPerPodMiB", "cpuPerPodMillis",
		"podsAtRequest", "limitedBy", "unusedMemoryMiB", "unusedCPUMillis", "unusedPods",
		"onDemandPerHour", "onDemandPerMonth", "spotPerMonth", "mixPerMonth", "perPodMonth", "unusedPerMonth",
		"interruptionBand", "dominatedBy",
	} {
		if v, there := item[key]; !there || v != nil {
			t.Errorf("%s: %v, there: %t", key, v, there)
		}
	}
	for _, key := range []string{"maxPods", "podIPs", "withoutSecurityGroups", "allocatableMemoryMiB"} {
		if item[key] == nil {
			t.Errorf("%s is null", key)
		}
	}
}
