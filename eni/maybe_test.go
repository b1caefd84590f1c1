package eni_test

import (
	"encoding/json"
	"testing"

	yamlv3 "go.yaml.in/yaml/v3"
	"pgregory.net/rapid"
	"sigs.k8s.io/yaml"

	"podfit/eni"
)

type figures struct {
	Pods  eni.Maybe[int]    `json:"pods" yaml:"pods"`
	Price eni.Maybe[string] `json:"price,omitzero" yaml:"price,omitempty"`
	Limit eni.Maybe[struct {
		Word string `json:"word" yaml:"word"`
	}] `json:"limit" yaml:"limit"`
}

func TestMaybeJSON(t *testing.T) {
	for _, row := range []struct {
		value figures
		json  string
	}{
		// Unknown is null, never 0; omitzero leaves an unknown value out.
		{figures{}, `{"pods":null,"limit":null}`},
		// A known zero is written as 0.
		{figures{Pods: eni.Known(0), Price: eni.Known("")}, `{"pods":0,"price":"","limit":null}`},
	} {
		written, err := json.Marshal(row.value)
		if err != nil || string(written) != row.json {
			t.Errorf("%v is written as %s (%v), not %s", row.value, written, err, row.json)
		}
	}
	read := figures{Pods: eni.Known(4)}
	if err := json.Unmarshal([]byte(`{"pods":null}`), &read); err != nil || read.Pods.Known() {
		t.Errorf("null is read as %v (%v), not as unknown", read.Pods, err)
	}
	read.Pods = eni.Known(4)
	if err := json.Unmarshal([]byte(`{"pods":"many"}`), &read); err == nil || read.Pods != eni.Known(4) {
		t.Errorf("a word for a number changes %v (%v)", read.Pods, err)
	}
}

// Every library in use reads back what it wrote.
func TestMaybeRoundTrip(t *testing.T) {
	libraries := map[string]struct {
		write func(any) ([]byte, error)
		read  func([]byte, any) error
	}{
		"encoding/json": {json.Marshal, json.Unmarshal},
		"go.yaml.in/v3": {yamlv3.Marshal, func(b []byte, to any) error { return yamlv3.Unmarshal(b, to) }},
		"sigs.k8s.io":   {yaml.Marshal, func(b []byte, to any) error { return yaml.Unmarshal(b, to) }},
	}
	rapid.Check(t, func(t *rapid.T) {
		var value figures
		if rapid.Bool().Draw(t, "pods known") {
			value.Pods = eni.Known(int(rapid.Int32().Draw(t, "pods")))
		}
		if rapid.Bool().Draw(t, "price known") {
			value.Price = eni.Known(rapid.StringMatching(`[ -~]+`).Draw(t, "price"))
		}
		for name, library := range libraries {
			written, err := library.write(value)
			if err != nil {
				t.Fatal(name, err)
			}
			var read figures
			if err := library.read(written, &read); err != nil || read != value {
				t.Fatalf("%s writes %v as %q and reads %v (%v)", name, value, written, read, err)
			}
		}
	})
}

func TestMap(t *testing.T) {
	double := func(n int) float64 { return float64(2 * n) }
	if got := eni.Map(eni.Known(4), double); got != eni.Known(8.0) {
		t.Error(got)
	}
	if got := eni.Map(eni.Maybe[int]{}, double); got.Known() {
		t.Error(got)
	}
}
