package words

import (
	"math"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/query"
)

// Column shows one field of options, in tables and on the screen.
type Column struct {
	*query.Field
	Right bool // the cells are figures
	Cell  func(*density.Option) string
}

// ColumnsNamed are the columns of fields; the error names the first that does not
// exist and lists those that do.
func ColumnsNamed(names ...string) ([]Column, error) {
	fields, err := query.FieldsNamed(names...)
	if err != nil {
		return nil, err
	}
	columns := make([]Column, len(fields))
	for i, f := range fields {
		columns[i] = Column{Field: f, Right: f.IsFigure(), Cell: func(o *density.Option) string { return Cell(f, o) }}
	}
	return columns, nil
}

// Cell writes a field of an option by what it measures.
func Cell(f *query.Field, o *density.Option) string {
	if f.Word != nil {
		return OrDash(f.Word(o))
	}
	n, known := f.Number(o)
	if !known {
		return Unknown
	}
	switch f.Measure {
	case query.InGiB:
		return Plain(Hundredths(n))
	case query.InMiB:
		return Memory(planner.Memory(n * float64(planner.MiB)))
	case query.InMillicores:
		return CPU(planner.Millis(n))
	case query.InMoney:
		return Money(moneyOf(n), Currency(o))
	case query.InMoneyPerHour: // to the millionth
		return ExactMoney(moneyOf(n), Currency(o))
	case query.Plain:
		if n >= eni.IPv6NodeIPs/2 {
			return "/80"
		}
	}
	return Plain(n)
}

func moneyOf(units float64) planner.Money {
	return planner.Money(math.Round(units * float64(planner.Unit)))
}
