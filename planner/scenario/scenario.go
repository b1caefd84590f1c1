// Package scenario reads and writes the file in which a sizing question is
// kept: the cluster, how its nodes are bought, the average pod, the instance
// types in question and the workload. The screen saves it and every command
// reads it.
package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"podfit/planner"
	"podfit/planner/ordered"
	"podfit/planner/plan"
	"podfit/planner/printable"
	"podfit/planner/settings"
)

// The header of every file.
const (
	APIVersion = "podfit/v1"
	Kind       = "Scenario"
)

// Scenario is a question, as far as a file holds one.
type Scenario struct {
	Settings planner.Settings
	// Options are the instance types to compare; none leaves the choice to
	// whoever asks.
	Options []Option
	// By is the name of the field to sort by; empty leaves it open.
	By string
	// Plan is what a plan is to be like.
	Plan plan.Terms
	// Workload is the pods to place.
	Workload planner.Workloads
	// Subnets are those of the nodes, and PodSubnets those of ENIConfigs.
	Subnets, PodSubnets []planner.Subnet
	// Today is what the cluster has now, for a comparison with plans.
	Today planner.Today
	// Notes are what was guessed when the cluster was imported; those of a workload are
	// its own.
	Notes []string
}

// Option is instance types by name, glob or family, or by a filter.
type Option struct {
	Types  []string
	Filter string
}

// Read reads a scenario over another one: what the file doesn't say stays as
// it was. The error names the line, the key and the fix; from is not changed.
func Read(name string, yamlText []byte, from Scenario, table settings.Table) (Scenario, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(yamlText, &document); err != nil {
		return from, fmt.Errorf("%s: %s", name, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if len(document.Content) == 0 {
		return from, fmt.Errorf("%s: empty; a scenario begins with apiVersion: %s", name, APIVersion)
	}
	r, to := &reader{name}, from
	if err := file(table, nil).read(r, document.Content[0], "", &to); err != nil {
		return from, err
	}
	if err := settings.Check(&to.Settings); err != nil {
		return from, fmt.Errorf("%s: %w", name, err)
	}
	return to, nil
}

// Write writes a scenario: the region, on which prices depend, and of the other settings those that
// differ from the defaults. Read gives the same scenario again.
func Write(s Scenario, table settings.Table) ([]byte, error) {
	usual := planner.Default()
	return WriteOver(s, &usual, table)
}

// WriteOver also writes the defaults to which settings went back that are others below the
// file, in the environment. No file can say that a list is empty.
func WriteOver(s Scenario, below *planner.Settings, table settings.Table) ([]byte, error) {
	says := func(setting *settings.Setting) bool {
		return setting.Name == settings.RegionName || setting.Changed(&s.Settings) || setting.Kind != settings.List && setting.Changed(below)
	}
	return printable.YAML(file(table, says).write(&s))
}

// Schema is the JSON Schema of the file, for editors.
func Schema(table settings.Table) string {
	s := ordered.Object{
		{Key: "$schema", Value: "https://json-schema.org/draft/2020-12/schema"},
		{Key: "title", Value: "podfit scenario"},
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(append(s, file(table, nil).schema()...)); err != nil {
		panic(err) // only strings, numbers and objects of them
	}
	return b.String()
}

// Command is the command line that gives the answer of a scenario: the
// settings that differ from the defaults as flags.
func (s *Scenario) Command(table settings.Table, verb string) []string {
	words := []string{"podfit", verb}
	for _, o := range s.Options {
		words = append(words, o.Types...)
		if o.Filter != "" {
			words = append(words, "--filter", o.Filter)
		}
	}
	for i := range table {
		setting := &table[i]
		if !setting.Changed(&s.Settings) {
			continue
		}
		for _, value := range setting.Values(&s.Settings) {
			if setting.Kind == settings.Switch {
				words = append(words, fmt.Sprintf("--%s=%s", setting.Name, value))
				continue
			}
			words = append(words, "--"+setting.Name, value)
		}
	}
	if s.By != "" {
		words = append(words, "--by", s.By)
	}
	return words
}
