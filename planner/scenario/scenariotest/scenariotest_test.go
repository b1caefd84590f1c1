package scenariotest

import (
	"encoding/json"
	"testing"

	"podfit/planner"
	_ "podfit/planner/sample/steady"
	"podfit/planner/scenario"
	"podfit/planner/settings"
)

// Files that scenario.Read accepts have every key of the schema between them.
func TestEveryKeyIsDrawn(t *testing.T) {
	table := settings.New(settings.Known{
		Regions:    []string{"us-east-1", "eu-west-3", "cn-north-1"},
		DaemonSets: []planner.DaemonSet{{Name: "falco"}, {Name: "cloudwatch"}},
	})
	s := Of(table)
	missing := map[string]bool{}
	leaves(s, "", func(path string) { missing[path] = true })
	texts, accepted := Text(s), 0
	const most = 800
	why := map[string]int{}
	for seed := range most {
		text := texts.Example(seed)
		if _, err := scenario.Read("s.json", []byte(text), scenario.Scenario{Settings: planner.Default()}, table); err != nil {
			why[err.Error()]++
			continue
		}
		accepted++
		var tree any
		if err := json.Unmarshal([]byte(text), &tree); err != nil {
			t.Fatal(err)
		}
		seen(tree, s, "", missing)
	}
	if accepted < most/4 {
		t.Errorf("only %d of %d files are accepted", accepted, most)
	}
	for path := range missing {
		t.Errorf("no accepted file has %s", path)
	}
	for w, n := range why {
		t.Logf("%d: %s", n, w)
	}
}

// leaves are the paths of all values.
func leaves(s *Schema, path string, each func(string)) {
	switch {
	case s.Properties != nil:
		for key, of := range s.Properties {
			leaves(of, path+"."+key, each)
		}
	case s.Items != nil:
		leaves(s.Items, path+"[]", each)
	case len(s.AdditionalProperties) > 0 && s.AdditionalProperties[0] == '{':
		var of Schema
		json.Unmarshal(s.AdditionalProperties, &of)
		leaves(&of, path+"{}", each)
	default:
		each(path)
	}
}

// seen takes the paths of a file out of those that are missing.
func seen(value any, s *Schema, path string, missing map[string]bool) {
	switch v := value.(type) {
	case map[string]any:
		for key, of := range v {
			if at := s.Properties[key]; at != nil {
				seen(of, at, path+"."+key, missing)
			} else if s.AdditionalProperties != nil {
				var at Schema
				json.Unmarshal(s.AdditionalProperties, &at)
				seen(of, &at, path+"{}", missing)
			}
		}
	case []any:
		for _, item := range v {
			if s.Items != nil {
				seen(item, s.Items, path+"[]", missing)
			}
		}
	}
	delete(missing, path)
}
