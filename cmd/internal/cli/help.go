package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"podfit/planner/settings"
)

const groupKey = "podfit/group"

// The headings of flags that are not settings.
const (
	Selection    = "Selection"
	Output       = "Output"
	Subnets      = "Subnets"
	Plan         = "Plan"
	Export       = "Export"
	Verification = "Verification"
	LiveCluster  = "Live cluster"
	AWS          = "AWS"
)

// headings are all of them, in the order of help.
func headings() []string {
	all := []string{Subnets, Export, Plan, Verification, LiveCluster, Selection, Output, AWS}
	for _, g := range settings.Groups {
		all = append(all, string(g))
	}
	return append(all, "") // --help and whatever has no heading
}

// SetHeading puts a flag under a heading of the help.
func SetHeading(f *pflag.Flag, heading string) {
	if f.Annotations == nil {
		f.Annotations = map[string][]string{}
	}
	f.Annotations[groupKey] = []string{heading}
}

func headingOf(f *pflag.Flag) string {
	if heading := f.Annotations[groupKey]; len(heading) == 1 {
		return heading[0]
	}
	return ""
}

// Under puts the flags that add makes under a heading.
func Under(cmd *cobra.Command, heading string, add func(*pflag.FlagSet)) {
	before := map[string]bool{}
	cmd.Flags().VisitAll(func(f *pflag.Flag) { before[f.Name] = true })
	add(cmd.Flags())
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !before[f.Name] {
			SetHeading(f, heading)
		}
	})
}

// Complete offers words for a flag.
func Complete(cmd *cobra.Command, flag string, words []string) {
	cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

// CompleteParts offers words for a flag whose value has several, with commas between them,
// and others that stand alone.
func CompleteParts(cmd *cobra.Command, flag string, alone, words []string) {
	cmd.RegisterFlagCompletionFunc(flag, func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		before := typed[:strings.LastIndexByte(typed, ',')+1]
		var all []string
		if before == "" {
			all = slices.Clone(alone)
		}
		for _, word := range words {
			all = append(all, before+word)
		}
		return all, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	})
}

// Usage writes how to call a command, with its flags by heading.
func Usage(cmd *cobra.Command) error {
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
	for _, heading := range headings() {
		flags := pflag.NewFlagSet(heading, pflag.ContinueOnError)
		flags.SortFlags = false
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if headingOf(f) == heading {
				flags.AddFlag(f)
			}
		})
		if flags.HasAvailableFlags() {
			title := "Flags"
			if heading != "" {
				title = heading + " flags"
			}
			fmt.Fprintf(&b, "\n%s:\n%s", title, flags.FlagUsagesWrapped(100))
		}
	}
	_, err := fmt.Fprint(cmd.OutOrStderr(), b.String())
	return err
}
