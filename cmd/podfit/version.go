package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/licenses"
)

// version is set by the Makefile; a build by go install has that of its module.
var version string

func newCmdVersion() *cobra.Command {
	withLicenses := false
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version of podfit, or the licenses of what it is made with",
		Args:  cli.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if withLicenses {
				_, err := io.WriteString(cmd.OutOrStdout(), licenses.Text())
				return err
			}
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "podfit %s %s %s/%s\n", buildVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
	cmd.Flags().BoolVar(&withLicenses, "licenses", false, "print the modules that podfit is made with, and their licenses")
	return cmd
}

func buildVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
