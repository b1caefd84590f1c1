package main

import (
	"context"

	"github.com/spf13/cobra"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/request"
	"podfit/planner"
	"podfit/planner/settings"
)

func newCmdRoot() *cobra.Command {
	root := newCmdScreen()
	root.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		return cli.Usagef("%q: no such command%s; podfit --help lists them", args[0], settings.DidYouMean(args[0], cli.CommandNames(cmd)))
	}
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetFlagErrorFunc(cli.FlagError)
	root.SetUsageFunc(cli.Usage)
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveNoFileComp)
	root.AddCommand(
		newCmdMaxPods(), newCmdExplain(), newCmdCompare(), newCmdPlan(), newCmdReport(), newCmdDiff(), newCmdSubnets(),
		newCmdExport(), newCmdImport(), newCmdVerify(), newCmdData(), newCmdSchema(), newCmdVersion(),
	)
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	refuseUnknownTopics(root)
	return root
}

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

// runs makes the one Request of a command and hands it on.
func runs(f *request.Flags, run func(context.Context, request.Request, request.IO) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		io := request.System(cmd)
		r, err := f.Request(io, args)
		if err != nil {
			return err
		}
		return run(cmd.Context(), r, io)
	}
}

// everyTopic is for answers about everything: pods, memory and money.
var everyTopic = []planner.Topic{planner.AboutPods, planner.AboutMemory, planner.AboutMoney}
