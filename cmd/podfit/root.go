package main

import (
	"context"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/request"
	"podfit/planner/settings"
)

// commands are those of podfit, in the order of its help.
func commands() []command {
	return []command{
		{"max-pods", newCmdMaxPods}, {"explain", newCmdExplain}, {"compare", newCmdCompare}, {"plan", newCmdPlan},
		{"report", newCmdReport}, {"diff", newCmdDiff}, {"subnets", newCmdSubnets}, {"export", newCmdExport},
		{"import", newCmdImport}, {"verify", newCmdVerify}, {"pending", newCmdPending}, {"data", newCmdData}, {"schema", newCmdSchema}, {"version", newCmdVersion},
	}
}

type command struct {
	name string
	make func() *cobra.Command
}

// newCmdFor is podfit as far as a command line needs it: if it starts with a
// command, that one alone. The flags of all take longer to declare than max-pods
// takes to answer.
func newCmdFor(args []string) *cobra.Command {
	for _, c := range commands() {
		if len(args) > 0 && args[0] == c.name {
			return assemble(&cobra.Command{Use: "podfit"}, c)
		}
	}
	return newCmdRoot()
}

// newCmdRoot is podfit with all its commands.
func newCmdRoot() *cobra.Command {
	root := newCmdScreen()
	root.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 || namesFile(args[0]) {
			return nil
		}
		return cli.Usagef("%q: no such command%s and no such file; podfit --help lists the commands", args[0], settings.DidYouMean(args[0], cli.CommandNames(cmd)))
	}
	assemble(root, commands()...)
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	refuseUnknownTopics(root)
	return root
}

// namesFile says whether an argument that is no command is meant as a file to open.
func namesFile(arg string) bool {
	_, err := os.Stat(arg)
	return err == nil || arg == "-" || strings.ContainsAny(arg, "/*?[")
}

// assemble adds commands to a root, and what holds for all of them.
func assemble(root *cobra.Command, commands ...command) *cobra.Command {
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetFlagErrorFunc(cli.FlagError)
	root.SetUsageFunc(cli.Usage)
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveNoFileComp)
	for _, c := range commands {
		root.AddCommand(c.make())
	}
	return root
}

// configKeys are what podfit.yaml and the environment may set: flags of any
// command, not only of the one that runs.
func configKeys() []string { return cli.ConfigKeys(newCmdRoot()) }

// refuseUnknownTopics has help refuse what is no command, as podfit itself does.
func refuseUnknownTopics(root *cobra.Command) {
	for _, c := range root.Commands() {
		if c.Name() == "help" {
			c.Args = func(_ *cobra.Command, args []string) error {
				if found, _, err := root.Find(args); len(args) > 0 && (err != nil || found == root) {
					return cli.Usagef("help %q: no such command%s", args[0], settings.DidYouMean(args[0], cli.CommandNames(root)))
				}
				return nil
			}
		}
	}
}

// runs answers a command, as a whole or not at all if a signal comes.
func runs(f *request.Flags, run func(context.Context, request.Request, request.IO) error) func(*cobra.Command, []string) error {
	return requests(f, func(ctx context.Context, r request.Request, io request.IO) error {
		if !io.Hosted {
			defer wholeAnswer()()
		}
		err := run(ctx, r, io)
		if failed := io.Finish(); failed != nil {
			return failed
		}
		return err
	})
}

// requests makes the one Request of a command and hands it on.
func requests(f *request.Flags, run func(context.Context, request.Request, request.IO) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		io := ioOf(cmd)
		r, err := f.Request(io, args, configKeys)
		if err != nil {
			return err
		}
		return run(cmd.Context(), r, io)
	}
}
