package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"podfit/planner/settings"
	"podfit/tui"
)

// The endings of the program.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
	exitNo     = 3 // of --check
)

// usageError is a request that cannot be understood or has no answer: the
// user has to change it.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func run(args []string) int {
	root := newCmdRoot()
	root.SetArgs(args)
	return ending(root.Execute())
}

// ending tells what went wrong, and with what code the program ends.
func ending(err error) int {
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, tui.ErrStopped): // by a signal: whoever sent it knows
		return exitFailed
	}
	fmt.Fprintln(os.Stderr, "podfit:", err)
	var no checkError
	switch {
	case errors.As(err, &usage):
		return exitUsage
	case errors.As(err, &no):
		return exitNo
	}
	return exitFailed
}

func newCmdRoot() *cobra.Command {
	opts := &screenOptions{answerOptions: newAnswerOptions()}
	root := &cobra.Command{
		Use:   "podfit",
		Short: "How many pods fit on EKS nodes, what each gets, and what it costs",
		Long: `podfit sizes Amazon EKS node groups: how many pods have an address on an
instance type, with and without security groups for pods, what DaemonSets
leave, RAM and CPU per pod, and cost on demand beside spot.

Without a command it opens the screen. Neither credentials nor a network are
needed: all figures come from tables in the binary, each with its date.

Every setting can be a flag, a PODFIT_ variable (PODFIT_POD_MEMORY=512Mi), or
a line of podfit.yaml (pod-memory: 512Mi) in the current folder or in the
podfit folder of the user's configuration, the first of these winning.`,
		Example: `  podfit
  podfit max-pods r5.xlarge --security-groups-for-pods --daemonsets 6
  podfit compare 'm5.*' 'r5.*' --pod-memory 512Mi --by cost-per-pod
  podfit explain m5.large --prefix-delegation --max-pods managed`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return usagef("%q: no such command%s; podfit --help lists them", args[0], settings.DidYouMean(args[0], commandNames(cmd)))
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return runScreen(cmd, opts) },
	}
	opts.addSettings(root)
	opts.aws.addFlags(root)
	root.Flags().BoolVar(&opts.plain, "plain", false, "print the screen once as text and leave")
	root.SetFlagErrorFunc(flagError)
	root.SetUsageFunc(usage)
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveNoFileComp)
	root.AddCommand(newCmdMaxPods(), newCmdExplain(), newCmdCompare(), newCmdPlan(), newCmdReport(), newCmdDiff(), newCmdSubnets(), newCmdExport(), newCmdImport(), newCmdVerify(), newCmdData(), newCmdSchema(), newCmdVersion())
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	helpOnNothingElse(root)
	return root
}

// helpOnNothingElse has help refuse what is no command, as podfit itself does.
func helpOnNothingElse(root *cobra.Command) {
	for _, c := range root.Commands() {
		if c.Name() == "help" {
			c.Args = func(_ *cobra.Command, args []string) error {
				if found, _, err := root.Find(args); len(args) > 0 && (err != nil || found == root) {
					return usagef("help %q: no such command%s", args[0], settings.DidYouMean(args[0], commandNames(root)))
				}
				return nil
			}
		}
	}
}

func commandNames(root *cobra.Command) []string {
	var names []string
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return names
}

// flagError puts pflag's errors in the house's words: what was asked, what
// was wrong, what would do.
func flagError(cmd *cobra.Command, err error) error {
	var value *pflag.InvalidValueError
	var missing *pflag.NotExistError
	switch {
	case errors.Is(err, pflag.ErrHelp):
		return err
	case errors.As(err, &value):
		err := value.Unwrap()
		if number := new(strconv.NumError); errors.As(err, &number) {
			err = errors.New("want a whole number")
		}
		return usagef("--%s %q: %w", value.GetFlag().Name, value.GetValue(), err)
	case errors.As(err, &missing):
		name := missing.GetSpecifiedName()
		if missing.GetSpecifiedShortnames() != "" { // one letter, which resembles any
			return usagef("-%s: no such flag of %s; podfit help %[2]s lists them", name, strings.TrimPrefix(cmd.CommandPath(), "podfit "))
		}
		return usagef("--%s: no such flag%s", name, settings.DidYouMean("--"+name, flagNames(cmd, "--")))
	default:
		return usageError{err}
	}
}

func flagNames(cmd *cobra.Command, prefix string) []string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, prefix+f.Name) })
	return names
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// oneLine keeps an error of a library on one line.
func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
