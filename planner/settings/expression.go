package settings

import (
	"fmt"
	"math"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"podfit/eni"
)

// expression is nodeadm's maxPodsExpression, compiled.
type expression struct {
	text    string
	program cel.Program
}

// nodeadmVariables are what nodeadm passes to a maxPodsExpression.
func nodeadmVariables() []cel.EnvOption {
	return []cel.EnvOption{
		cel.Variable("default_enis", cel.IntType),
		cel.Variable("ips_per_eni", cel.IntType),
		cel.Variable("max_pods", cel.IntType),
	}
}

// karpenterVariables are what Karpenter adds in a node class.
func karpenterVariables() []cel.EnvOption {
	return append(nodeadmVariables(),
		cel.Variable("vcpus", cel.IntType),
		cel.Variable("memory_mib", cel.IntType),
		cel.Variable("instance_type", cel.StringType),
		intFunction("min", func(a, b types.Int) types.Int { return min(a, b) }),
		intFunction("max", func(a, b types.Int) types.Int { return max(a, b) }),
	)
}

func intFunction(name string, of func(a, b types.Int) types.Int) cel.EnvOption {
	return cel.Function(name, cel.Overload(name+"_int_int", []*cel.Type{cel.IntType, cel.IntType}, cel.IntType,
		cel.BinaryBinding(func(a, b ref.Val) ref.Val { return of(a.(types.Int), b.(types.Int)) })))
}

// Compile reads a maxPodsExpression of nodeadm: CEL over the integers default_enis,
// ips_per_eni and max_pods, with an integer result. The error is one line.
func Compile(text string) (eni.Expression, error) { return compileFor(eni.PolicyExpression, text) }

func compileFor(p eni.Policy, text string) (eni.Expression, error) {
	variables := nodeadmVariables
	if p.Karpenter() {
		variables = karpenterVariables
	}
	return compile(text, variables())
}

func compile(text string, variables []cel.EnvOption) (eni.Expression, error) {
	env, err := cel.NewEnv(variables...)
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
	if _, err := e.Eval(eni.Variables{DefaultENIs: 3, IPsPerENI: 10, MaxPods: 29, VCPUs: 2, MemoryMiB: 8192, InstanceType: "m5.large"}); err != nil {
		return nil, fmt.Errorf("for m5.large: %w", err)
	}
	return e, nil
}

func (e *expression) String() string { return e.text }

// Eval is the expression's value for one type. A value below 1 is none, and the
// launcher's default applies.
func (e *expression) Eval(v eni.Variables) (int, error) {
	out, _, err := e.program.Eval(map[string]any{
		"default_enis":  v.DefaultENIs,
		"ips_per_eni":   v.IPsPerENI,
		"max_pods":      v.MaxPods,
		"vcpus":         v.VCPUs,
		"memory_mib":    v.MemoryMiB,
		"instance_type": v.InstanceType,
	})
	if err != nil {
		return 0, err
	}
	n, ok := out.Value().(int64)
	if !ok || n > math.MaxInt32 {
		return 0, fmt.Errorf("gives %v, more than %d", out.Value(), math.MaxInt32)
	}
	return int(max(n, 0)), nil
}
