package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// program is podfit with two commands, of which one has --depth.
func program() (root, dig *cobra.Command) {
	nothing := func(*cobra.Command, []string) error { return nil }
	root = &cobra.Command{Use: "podfit", SilenceErrors: true, SilenceUsage: true, RunE: nothing}
	dig = &cobra.Command{Use: "dig", RunE: nothing}
	fill := &cobra.Command{Use: "fill", RunE: nothing}
	Under(dig, AWS, func(flags *pflag.FlagSet) {
		flags.Int("depth", 3, "how deep")
		flags.StringSlice("where", nil, "where")
	})
	root.AddCommand(dig, fill)
	root.SetFlagErrorFunc(FlagError)
	return root, dig
}

func TestFlagErrors(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"--depth", "flag needs an argument: --depth"},
		{"--depth=x", `--depth "x": must be a whole number`},
		{"--dept=1", "--dept: no such flag (did you mean --depth?)"},
		{"-d", "-d: no such flag of dig; podfit help dig lists them"},
	} {
		root, _ := program()
		root.SetArgs([]string{"dig", c.args})
		if err := root.Execute(); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", c.args, err, c.want)
		}
	}
	root, _ := program()
	root.SetArgs([]string{"fill", "--depth=1"})
	if err := root.Execute(); err == nil || err.Error() != "--depth: no flag of fill, which does not use it" {
		t.Error(err)
	}
}

// Precedence: the command line, then the environment, then the folder's
// podfit.yaml, then the user's.
func TestConfigure(t *testing.T) {
	t.Chdir(t.TempDir())
	user := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", user)
	write := func(file, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	depth := func(args ...string) string {
		t.Helper()
		root, dig := program()
		if err := dig.ParseFlags(args); err != nil {
			t.Fatal(err)
		}
		if err := Configure(dig.Flags(), func() []string { return ConfigKeys(root) }); err != nil {
			return err.Error()
		}
		return dig.Flag("depth").Value.String() + dig.Flag("where").Value.String()
	}
	expect := func(want string, args ...string) {
		t.Helper()
		if got := depth(args...); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	expect("3[]")
	write(filepath.Join(user, "podfit", configName), "depth: 4\nwhere: [a, b]\n")
	expect("4[a,b]")
	write(configName, "depth: 5\n")
	expect("5[a,b]")
	t.Setenv("PODFIT_DEPTH", "6")
	expect("6[a,b]")
	expect("7[a,b]", "--depth=7")
	t.Setenv("PODFIT_DEPTH", "x")
	expect(`PODFIT_DEPTH "x": strconv.ParseInt: parsing "x": invalid syntax`)
	t.Setenv("PODFIT_DEPTH", "")
	t.Setenv("PODFIT_DEPHT", "1")
	expect("PODFIT_DEPHT: no such setting (did you mean PODFIT_DEPTH?)")
	os.Unsetenv("PODFIT_DEPHT")
	for text, want := range map[string]string{
		"depht: 1\n":                     `podfit.yaml:1: "depht": no such key (did you mean depth?)`,
		"depth: 1\ndepth: 2\n":           `podfit.yaml:2: "depth": already set at line 1`,
		"depth: {a: 1}\n":                `podfit.yaml:1: "depth": must be a value or a list of values`,
		"- depth\n":                      `podfit.yaml:1: must be lines such as "region: eu-west-3"`,
		"#" + strings.Repeat("x", 1<<20): "podfit.yaml: larger than 1 MiB, the limit of podfit.yaml",
	} {
		write(configName, text)
		expect(want)
	}
}

// A word that only other commands take is no mistake in podfit.yaml, but on the
// command line.
func TestChoiceOfOtherCommands(t *testing.T) {
	var to string
	c := NewChoice(&to, []string{"yaml", "json"}).Ignoring([]string{"table", "json"})
	if err := c.configure("table"); err != nil || to != "yaml" {
		t.Error(err, to)
	}
	if err := c.configure("json"); err != nil || to != "json" {
		t.Error(err, to)
	}
	if err := c.configure("xml"); err == nil {
		t.Error("xml is accepted")
	}
	if err := c.Set("table"); err == nil {
		t.Error("table is accepted on the command line")
	}
}

func TestUnused(t *testing.T) {
	_, dig := program()
	if err := Unused(dig.Flags(), "--wide", "depth"); err != nil {
		t.Error(err)
	}
	dig.ParseFlags([]string{"--depth=3"}) // its default, but given
	if err := Unused(dig.Flags(), "--wide", "depth"); err == nil || err.Error() != "--depth has no effect without --wide" {
		t.Error(err)
	}
}
