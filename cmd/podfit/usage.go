package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"podfit/planner/settings"
)

const groupKey = "podfit/group"

// setGroup puts a flag under a heading of the help.
func setGroup(f *pflag.Flag, group string) {
	if f.Annotations == nil {
		f.Annotations = map[string][]string{}
	}
	f.Annotations[groupKey] = []string{group}
}

// The headings of flags that are no settings.
const (
	groupSelection = "Selection"
	groupOutput    = "Output"
	groupSubnets   = "Subnets"
	groupPlan      = "Plan"
	groupExport    = "Export"
	groupVerify    = "Verification"
	groupCluster   = "Live cluster"
	groupAWS       = "AWS"
)

var groups = []string{
	groupSubnets, groupExport, groupPlan, groupVerify, groupCluster, groupSelection, groupOutput, groupAWS,
	string(settings.Cluster), string(settings.Kubelet), string(settings.DaemonSets), string(settings.Pod), string(settings.Capacity), string(settings.Addresses),
	"", // --help and whatever has no heading
}

// usage writes how to call a command, with its flags by heading.
func usage(cmd *cobra.Command) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Usage:\n  %s\n", cmd.UseLine())
	if cmd.HasExample() {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", cmd.Example)
	}
	if cmd.HasAvailableSubCommands() {
		b.WriteString("\nCommands:\n")
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() || c.Name() == "help" {
				fmt.Fprintf(&b, "  %-12s %s\n", c.Name(), c.Short)
			}
		}
	}
	for _, group := range groups {
		flags := pflag.NewFlagSet(group, pflag.ContinueOnError)
		flags.SortFlags = false
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if groupOf(f) == group {
				flags.AddFlag(f)
			}
		})
		if flags.HasAvailableFlags() {
			heading := "Flags"
			if group != "" {
				heading = group + " flags"
			}
			fmt.Fprintf(&b, "\n%s:\n%s", heading, flags.FlagUsagesWrapped(100))
		}
	}
	_, err := fmt.Fprint(cmd.OutOrStderr(), b.String())
	return err
}

func groupOf(f *pflag.Flag) string {
	if group := f.Annotations[groupKey]; len(group) == 1 {
		return group[0]
	}
	return ""
}

// inGroup puts the flags that add makes under a heading.
func inGroup(cmd *cobra.Command, group string, add func()) {
	before := map[string]bool{}
	cmd.Flags().VisitAll(func(f *pflag.Flag) { before[f.Name] = true })
	add()
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !before[f.Name] {
			setGroup(f, group)
		}
	})
}
