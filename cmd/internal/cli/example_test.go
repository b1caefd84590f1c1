package cli_test

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"podfit/cmd/internal/cli"
)

// A command's flags stand under a heading of its help. Errors say what was wrong
// and what would do, and their type gives the exit code.
func Example() {
	cmd := &cobra.Command{
		Use: "podfit", SilenceErrors: true, SilenceUsage: true,
		RunE: func(*cobra.Command, []string) error { return nil },
	}
	var format string
	cli.Under(cmd, cli.Output, func(flags *pflag.FlagSet) {
		flags.VarP(cli.NewChoice(&format, []string{"table", "json"}), "output", "o", "output format: table, json")
	})
	cmd.SetFlagErrorFunc(cli.FlagError)
	cmd.SetUsageFunc(cli.Usage)
	cmd.SetOut(os.Stdout)

	cmd.SetArgs([]string{"-o", "jsn"})
	err := cmd.Execute()
	var usage cli.UsageError
	fmt.Println(errors.As(err, &usage), err)
	cmd.Usage()
	// Output:
	// true --output "jsn": must be one of table, json (did you mean json?)
	// Usage:
	//   podfit [flags]
	//
	// Output flags:
	//   -o, --output FORMAT   output format: table, json (default table)
	//
	// Flags:
	//   -h, --help   help for podfit
}
