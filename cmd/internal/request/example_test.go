package request_test

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"podfit/cmd/internal/request"
	"podfit/planner/settings"
)

// A command says which parts it reads, gets one Request of its flags and files,
// and works on that. A variant is a copy.
func Example() {
	cmd := &cobra.Command{Use: "podfit", SilenceErrors: true, SilenceUsage: true}
	cmd.SetIn(strings.NewReader("apiVersion: podfit/v1\nkind: Scenario\ncluster: {maxPods: managed}\noptions: [{types: [m5.large]}]\n"))
	f := request.NewFlags(cmd).Settings().Select()
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		r, err := f.Request(request.System(cmd), args, func() []string { return nil })
		if err != nil {
			return err
		}
		for _, one := range []request.Request{r, r.With(settings.Prefixes)} {
			_, options, err := one.Find(new(request.Catalogue))
			if err != nil {
				return err
			}
			fmt.Println(one.Settings().CNI.Mode, options[0].Type.Name, options[0].MaxPods.Or(0))
		}
		return nil
	}
	cmd.SetArgs([]string{"-f", "-", "--daemonsets", "6"})
	if err := cmd.Execute(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// secondary-ip m5.large 29
	// prefix-delegation m5.large 110
}
