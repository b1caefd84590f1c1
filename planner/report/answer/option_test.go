package answer_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/query"
	"podfit/planner/report/answer"
	"podfit/planner/report/reporttest"
)

// Every field of --by is in the items of compare, under its key, with the value
// that CSV has.
func TestEveryFieldIsInJSON(t *testing.T) {
	for _, row := range reporttest.EveryRow {
		o := row.Option(reporttest.SecuredSettings())
		text, err := json.Marshal(answer.NewComparison(&o))
		if err != nil {
			t.Fatal(err)
		}
		var item map[string]any
		if err := json.Unmarshal(text, &item); err != nil {
			t.Fatal(err)
		}
		for i := range query.Fields {
			f := &query.Fields[i]
			got, there := at(item, f.Key)
			if want := answer.Value(f, &o); !there || got != want {
				t.Errorf("%s of %s: JSON has %v (there: %t), the table %v", f.Key, row.Name, got, there, want)
			}
		}
	}
}

// at is the value at a path; the fields of an unknown object are unknown.
func at(object map[string]any, path string) (value any, there bool) {
	key, rest, nested := strings.Cut(path, ".")
	value, there = object[key]
	if !nested || value == nil {
		return value, there
	}
	inner, is := value.(map[string]any)
	if !is {
		return nil, false
	}
	return at(inner, rest)
}

// No key names a currency, and one amount has one key.
func TestKeys(t *testing.T) {
	for _, item := range answer.Items {
		text, ok := answer.Schema(item.Kind)
		if !ok {
			t.Errorf("%s: no schema", item.Kind)
		}
		for _, bad := range []string{"USD", "usdPer", `"me` + `nd"`, `"binds"`, "strand" + "ed"} {
			if strings.Contains(text, bad) {
				t.Errorf("%s: the schema has %s", item.Kind, bad)
			}
		}
	}
	seen := map[string]bool{}
	for i := range query.Fields {
		f := &query.Fields[i]
		if f.Key == "" || f.Title == "" || seen[f.Key] || seen[f.Title] {
			t.Errorf("%s: key %q or title %q is empty or another's", f.Name, f.Key, f.Title)
		}
		seen[f.Key], seen[f.Title] = true, true
	}
}

func Example() {
	s := planner.Default()
	o := reporttest.M5Large.Option(&s)
	q := answer.Query{Settings: &s, Topics: []planner.Topic{planner.AboutPods}, Types: []string{"m5.large"}}
	a := answer.New("MaxPods", q, nil, []answer.MaxPods{answer.NewMaxPods(&o)})
	a.Inputs = answer.Inputs{} // they are long
	if err := json.NewEncoder(os.Stdout).Encode(a.Items); err != nil {
		fmt.Println(err)
	}
	// Output:
	// [{"instanceType":"m5.large","vcpus":2,"memoryMiB":8192,"arch":"amd64","enis":3,"branchENIs":9,"podIPs":27,"maxPods":29,"applicationPods":27,"ipv4PerENI":10,"trunking":true,"mode":"secondary-ip","hostNetworkPods":2,"daemonSetPods":0,"podsLimitedBy":"max pods","sum":"29 max pods − 2 host-network (aws-node, kube-proxy) = 27","withoutSecurityGroups":{"maxPods":29,"applicationPods":27},"withSecurityGroups":{"maxPods":9,"applicationPods":9}}]
}
