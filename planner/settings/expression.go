package settings

import (
	"fmt"
	"math"
	"strings"

	"cel.dev/cel-go/cel"

	"podfit/eni"
)

// expression is nodeadm's maxPodsExpression, compiled.
type expression struct {
	text    string
	program cel.Program
}

// Compile reads a maxPodsExpression: CEL over the integers default_enis,
// ips_per_eni and max_pods, with an integer result. The error is one line.
func Compile(text string) (eni.Expression, error) {
	env, err := cel.NewEnv(
		cel.Variable("default_enis", cel.IntType),
		cel.Variable("ips_per_eni", cel.IntType),
		cel.Variable("max_pods", cel.IntType),
	)
	if err != nil {
		return nil, err
	}
	ast, issues := env.Compile(text)
	if errs := issues.Errors(); len(errs) > 0 {
		// A syntax error goes on with every token that could have stood there.
		message, _, _ := strings.Cut(strings.Join(strings.Fields(errs[0].Message), " "), " expecting {")
		return nil, fmt.Errorf("%s; as CEL, at column %d: %s", maxPodsForms, errs[0].Location.Column()+1, message)
	}
	if ast.OutputType() != cel.IntType {
		return nil, fmt.Errorf("the expression gives %s, not an integer (did you mean int(%s)?)", ast.OutputType(), text)
	}
	program, err := env.Program(ast, cel.CostLimit(10_000))
	if err != nil {
		return nil, err
	}
	e := &expression{text, program}
	// An expression that has no value for m5.large has a slip in it.
	if _, err := e.Eval(3, 10, 29); err != nil {
		return nil, fmt.Errorf("for m5.large: %w", err)
	}
	return e, nil
}

func (e *expression) String() string { return e.text }

// Eval is the expression's value for one type.
func (e *expression) Eval(defaultENIs, ipsPerENI, maxPods int) (int, error) {
	out, _, err := e.program.Eval(map[string]any{
		"default_enis": defaultENIs,
		"ips_per_eni":  ipsPerENI,
		"max_pods":     maxPods,
	})
	if err != nil {
		return 0, err
	}
	n, ok := out.Value().(int64)
	if !ok || n < 1 || n > math.MaxInt32 {
		return 0, fmt.Errorf("gives %v, not a number from 1 to %d", out.Value(), math.MaxInt32)
	}
	return int(n), nil
}
