package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/spf13/viper"
	"go.yaml.in/yaml/v3"

	"podfit/planner/settings"
)

const (
	configName = "podfit.yaml"
	envPrefix  = "PODFIT"
)

// configure gives each flag that the command line leaves alone its value from
// PODFIT_*, podfit.yaml in the current folder or the user's, in this order.
func configure(flags *pflag.FlagSet, keys []string) error {
	v := viper.New()
	v.SetEnvPrefix(envPrefix)
	v.SetEnvKeyReplacer(strings.NewReplacer("-", "_"))
	v.AutomaticEnv()
	where := map[string]string{}
	for _, file := range configFiles() {
		if err := readConfig(v, file, keys, where); err != nil {
			return err
		}
	}
	if err := checkEnvironment(keys); err != nil {
		return err
	}
	var failed error
	flags.VisitAll(func(f *pflag.Flag) {
		if failed != nil || f.Changed || !v.IsSet(f.Name) || !slices.Contains(keys, f.Name) {
			return
		}
		if err := setFlag(f, v); err != nil {
			from := where[f.Name]
			if env := envName(f.Name); os.Getenv(env) != "" {
				from = env
			}
			failed = usagef("%s %q: %w", from, v.Get(f.Name), err)
		}
	})
	return failed
}

func setFlag(f *pflag.Flag, v *viper.Viper) error {
	switch value := f.Value.(type) {
	case *settingFlag:
		if value.setting.Kind == settings.List {
			return value.Replace(v.GetStringSlice(f.Name))
		}
	case pflag.SliceValue:
		return value.Replace(v.GetStringSlice(f.Name))
	}
	return f.Value.Set(v.GetString(f.Name))
}

func envName(key string) string {
	return envPrefix + "_" + strings.ToUpper(strings.ReplaceAll(key, "-", "_"))
}

// ofTheDay are the headings of flags that no file sets.
var ofTheDay = []string{"", groupSelection, groupPlan, groupExport, groupVerify, groupCluster}

// configKeys are all flags that can be configured: the settings and the form
// of the output. Which types are meant is a question of the day.
func configKeys(root *cobra.Command) []string {
	var keys []string
	for _, c := range append(root.Commands(), root) {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if !slices.Contains(ofTheDay, groupOf(f)) && f.Name != fileFlag {
				keys = append(keys, f.Name)
			}
		})
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// configFiles are the user's file, then the current folder's, which wins.
func configFiles() []string {
	var files []string
	if dir, err := os.UserConfigDir(); err == nil {
		files = append(files, filepath.Join(dir, "podfit", configName))
	}
	return append(files, configName)
}

// readConfig merges a file, if there is one, and notes where each key stands.
func readConfig(v *viper.Viper, file string, keys []string, where map[string]string) error {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := checkConfig(file, text, keys, where); err != nil {
		return err
	}
	v.SetConfigType("yaml")
	if err := v.MergeConfig(strings.NewReader(string(text))); err != nil {
		return usagef("%s: %s", file, oneLine(err))
	}
	return nil
}

// checkConfig refuses keys that are no flag and values of the wrong shape.
func checkConfig(file string, text []byte, keys []string, where map[string]string) error {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return usagef("%s: %s", file, oneLine(err))
	}
	if len(document.Content) == 0 {
		return nil
	}
	top := document.Content[0]
	if top.Kind != yaml.MappingNode {
		return usagef("%s:%d: want lines such as \"region: eu-west-3\"", file, top.Line)
	}
	seen := map[string]int{}
	for i := 0; i < len(top.Content); i += 2 {
		key, value := top.Content[i], top.Content[i+1]
		place := fmt.Sprintf("%s:%d", file, key.Line)
		switch {
		case !slices.Contains(keys, key.Value):
			return usagef("%s: %q: no such key%s", place, key.Value, settings.DidYouMean(key.Value, keys))
		case seen[key.Value] > 0:
			return usagef("%s: %q: already set at line %d", place, key.Value, seen[key.Value])
		case value.Kind == yaml.MappingNode, value.Tag == "!!null":
			return usagef("%s: %q: want a value or a list of values", place, key.Value)
		}
		seen[key.Value] = key.Line
		where[key.Value] = place + ": " + key.Value
	}
	return nil
}

// checkEnvironment refuses a misspelt PODFIT_ variable, which would else
// leave a setting at its default without a word.
func checkEnvironment(keys []string) error {
	names := make([]string, len(keys))
	for i, key := range keys {
		names[i] = envName(key)
	}
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, envPrefix+"_") && !slices.Contains(names, name) {
			nearest, _ := settings.Nearest(strings.TrimPrefix(name, envPrefix+"_"), keys)
			mend := ""
			if nearest != "" {
				mend = " (did you mean " + envName(nearest) + "?)"
			}
			return usagef("%s: no such setting%s", name, mend)
		}
	}
	return nil
}
