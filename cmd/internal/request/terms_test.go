package request_test

import (
	"strings"
	"testing"

	"podfit/planner/plan"
)

// Files of a repeated term have a text a line; what else begins as no term does is a file, too.
func TestTermsInFiles(t *testing.T) {
	from := files(map[string]string{
		"list": "\ufeff# images\r\nteam/app\r\n\r\nteam/web:1 team/db, nginx # the front\r\n", "empty": "\n# nothing\n", "bad": "a\n\nb:\n",
	})
	for _, c := range []struct{ args, want string }{
		{"", "any"},
		{"@list", "team/app,team/web:1,team/db,nginx"},
		{"a @list nginx", "a,team/app,team/web:1,team/db,nginx"},
		{"@empty", "none"},
		{"@empty a", "a"},
		{"@list any", "any"},
		{"@bad", `--arm64-images @bad, line 3: "b:": must be an image such as repo/app or repo/app:1.2, or repo/ for all below`},
		{"@none", "--arm64-images @none: open none: file does not exist"},
		{"./none", "--arm64-images ./none: open ./none: "},
	} {
		var args []string
		for _, text := range strings.Fields(c.args) {
			args = append(args, "--arm64-images", text)
		}
		r, err := ask(t, from, args...)
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			term, _ := plan.TermNamed("arm64-images")
			got = term.Text(&r.Plan.Terms)
		}
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%q gives %q, want %q", c.args, got, c.want)
		}
	}
}
