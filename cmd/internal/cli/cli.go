// Package cli is what podfit's commands share whatever they answer: the kinds
// of error, help by headings, defaults from the environment and podfit.yaml, and
// the progress of long work.
package cli

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"podfit/planner/settings"
)

// UsageError is a request that cannot be understood or has no answer: the user
// has to change it.
type UsageError struct{ Err error }

func (e UsageError) Error() string { return e.Err.Error() }
func (e UsageError) Unwrap() error { return e.Err }

// Usagef makes a UsageError.
func Usagef(format string, args ...any) error { return UsageError{fmt.Errorf(format, args...)} }

// CheckError is the answer no to --check or --strict.
type CheckError struct {
	Flag string // without its dashes
	Err  error
}

func (e CheckError) Error() string { return e.Flag + ": " + e.Err.Error() }
func (e CheckError) Unwrap() error { return e.Err }

// Checkf makes the CheckError of --check.
func Checkf(format string, args ...any) error {
	return CheckError{"check", fmt.Errorf(format, args...)}
}

// Strictf makes the CheckError of --strict.
func Strictf(format string, args ...any) error {
	return CheckError{"strict", fmt.Errorf(format, args...)}
}

// FlagError puts pflag's errors in the house's words: what was given, what was
// wrong, what would do.
func FlagError(cmd *cobra.Command, err error) error {
	var value *pflag.InvalidValueError
	var missing *pflag.NotExistError
	switch {
	case errors.Is(err, pflag.ErrHelp):
		return err
	case errors.As(err, &value):
		err := value.Unwrap()
		if number := new(strconv.NumError); errors.As(err, &number) {
			err = errors.New("must be a whole number")
		}
		return Usagef("--%s %q: %w", value.GetFlag().Name, value.GetValue(), err)
	case errors.As(err, &missing):
		return unknownFlag(cmd, missing)
	default:
		return UsageError{err}
	}
}

func unknownFlag(cmd *cobra.Command, missing *pflag.NotExistError) error {
	name := missing.GetSpecifiedName()
	verb := strings.TrimPrefix(cmd.CommandPath(), "podfit ")
	if missing.GetSpecifiedShortnames() != "" { // one letter, which resembles any
		return Usagef("-%s: no such flag of %s; podfit help %[2]s lists them", name, verb)
	}
	for _, other := range cmd.Root().Commands() {
		if other != cmd && other.Flags().Lookup(name) != nil {
			return Usagef("--%s: no flag of %s, which does not use it", name, verb)
		}
	}
	return Usagef("--%s: no such flag%s", name, settings.DidYouMean("--"+name, flagNames(cmd, "--")))
}

func flagNames(cmd *cobra.Command, prefix string) []string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, prefix+f.Name) })
	return names
}

// Unused refuses flags of the command line that would be ignored because of
// others: need is what they have no effect without. Defaults from the environment
// and podfit.yaml may be idle.
func Unused(flags *pflag.FlagSet, need string, names ...string) error {
	for _, name := range names {
		if flags.Changed(name) {
			return Usagef("--%s has no effect without %s", name, need)
		}
	}
	return nil
}

// CommandNames are those that a user can type.
func CommandNames(root *cobra.Command) []string {
	var names []string
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return names
}

// NoArguments refuses arguments of a command that takes none.
func NoArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return Usagef("%s: %q: it takes no arguments", strings.TrimPrefix(cmd.CommandPath(), "podfit "), args[0])
	}
	return nil
}

// Choice is a flag with one word of several.
type Choice struct {
	to      *string
	choices []string
	// elsewhere are words that other commands take by a flag of this name.
	elsewhere []string
}

// NewChoice is a flag that sets to; the first of the choices is the default.
func NewChoice(to *string, choices []string) *Choice {
	*to = choices[0]
	return &Choice{to: to, choices: choices}
}

// Ignoring has words that other commands take leave the default as it is, if they
// come from the environment or podfit.yaml.
func (f *Choice) Ignoring(words []string) *Choice {
	f.elsewhere = words
	return f
}

func (f *Choice) configure(text string) error {
	if !slices.Contains(f.choices, text) && slices.Contains(f.elsewhere, text) {
		return nil
	}
	return f.Set(text)
}

func (f *Choice) String() string {
	if f.to == nil { // pflag asks a zero value
		return ""
	}
	return *f.to
}

// Type stands for the value in help.
func (f *Choice) Type() string { return "FORMAT" }

// Set takes one of the choices.
func (f *Choice) Set(text string) error {
	if !slices.Contains(f.choices, text) {
		return fmt.Errorf("must be one of %s%s", strings.Join(f.choices, ", "), settings.DidYouMean(text, f.choices))
	}
	*f.to = text
	return nil
}

// OneLine keeps an error of a library on one line.
func OneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
