package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/spf13/viper"
	"go.yaml.in/yaml/v3"

	"podfit/data/boundedfile"
	"podfit/planner/settings"
)

const (
	configName = "podfit.yaml"
	envPrefix  = "PODFIT"
)

// Configure gives each flag that the command line leaves alone its value from
// PODFIT_*, podfit.yaml in the current folder or the user's, in this order. They
// may set keys, which are listed only if there are any.
func Configure(flags *pflag.FlagSet, keys func() []string) error {
	keys = sync.OnceValue(keys)
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
		if failed != nil || f.Changed || !v.IsSet(f.Name) || !slices.Contains(keys(), f.Name) {
			return
		}
		if err := setFlag(f, v); err != nil {
			from := where[f.Name]
			if env := envName(f.Name); os.Getenv(env) != "" {
				from = env
			}
			failed = Usagef("%s %q: %w", from, v.Get(f.Name), err)
		}
	})
	return failed
}

func setFlag(f *pflag.Flag, v *viper.Viper) error {
	switch value := f.Value.(type) {
	case pflag.SliceValue:
		return value.Replace(v.GetStringSlice(f.Name))
	case *Choice:
		return value.configure(v.GetString(f.Name))
	}
	return f.Value.Set(v.GetString(f.Name))
}

func envName(key string) string {
	return envPrefix + "_" + strings.ToUpper(strings.ReplaceAll(key, "-", "_"))
}

// notConfigured are the headings of flags that no file sets: which types and
// which plan are meant is asked anew each time.
var notConfigured = []string{"", Selection, Plan, Export, Verification, LiveCluster}

// FileFlag is the flag of scenario files, which is not configured either.
const FileFlag = "file"

// ConfigKeys are all flags that can be configured: the settings, the form of the
// output and how AWS is reached.
func ConfigKeys(root *cobra.Command) []string {
	var keys []string
	for _, c := range append(below(root), root) {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if !slices.Contains(notConfigured, headingOf(f)) && f.Name != FileFlag {
				keys = append(keys, f.Name)
			}
		})
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// below are all commands below one.
func below(c *cobra.Command) []*cobra.Command {
	var all []*cobra.Command
	for _, sub := range c.Commands() {
		all = append(append(all, sub), below(sub)...)
	}
	return all
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
func readConfig(v *viper.Viper, file string, keys func() []string, where map[string]string) error {
	text, err := boundedfile.Read(file, boundedfile.Configuration)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := checkConfig(file, text, keys(), where); err != nil {
		return err
	}
	v.SetConfigType("yaml")
	if err := v.MergeConfig(strings.NewReader(string(text))); err != nil {
		return Usagef("%s: %s", file, OneLine(err))
	}
	return nil
}

// checkConfig refuses keys that are not a flag, and values of the wrong shape.
func checkConfig(file string, text []byte, keys []string, where map[string]string) error {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return Usagef("%s: %s", file, OneLine(err))
	}
	if len(document.Content) == 0 {
		return nil
	}
	top := document.Content[0]
	if top.Kind != yaml.MappingNode {
		return Usagef("%s:%d: must be lines such as \"region: eu-west-3\"", file, top.Line)
	}
	seen := map[string]int{}
	for i := 0; i < len(top.Content); i += 2 {
		key, value := top.Content[i], top.Content[i+1]
		place := fmt.Sprintf("%s:%d", file, key.Line)
		switch {
		case !slices.Contains(keys, key.Value):
			return Usagef("%s: %q: no such key%s", place, key.Value, settings.DidYouMean(key.Value, keys))
		case seen[key.Value] > 0:
			return Usagef("%s: %q: already set at line %d", place, key.Value, seen[key.Value])
		case value.Kind == yaml.MappingNode, value.Tag == "!!null":
			return Usagef("%s: %q: must be a value or a list of values", place, key.Value)
		}
		seen[key.Value] = key.Line
		where[key.Value] = place + ": " + key.Value
	}
	return nil
}

// checkEnvironment refuses a misspelt PODFIT_ variable. Otherwise the setting would
// silently stay at its default.
func checkEnvironment(keys func() []string) error {
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, envPrefix+"_") {
			continue
		}
		if !slices.ContainsFunc(keys(), func(key string) bool { return envName(key) == name }) {
			nearest, _ := settings.Nearest(strings.TrimPrefix(name, envPrefix+"_"), keys())
			fix := ""
			if nearest != "" {
				fix = " (did you mean " + envName(nearest) + "?)"
			}
			return Usagef("%s: no such setting%s", name, fix)
		}
	}
	return nil
}
