package packing

// relax maximizes value·x subject to used·x ≤ have and x ≥ 0, with have ≥ 0. It
// returns x and the dual prices: prices·have is an upper bound on the value of any
// feasible x. It is the simplex method on a tableau, with Dantzig's rule and, after
// many pivots, Bland's rule, which cannot cycle.
func relax(value []float64, used [][]float64, have []float64) (x, prices []float64) {
	rows, columns := len(have), len(value)
	t := make([][]float64, rows+1)
	basis := make([]int, rows)
	for i := range rows {
		t[i] = make([]float64, columns+rows+1)
		copy(t[i], used[i])
		t[i][columns+i] = 1
		t[i][columns+rows] = have[i]
		basis[i] = columns + i
	}
	top := make([]float64, columns+rows+1)
	for k, v := range value {
		top[k] = -v
	}
	t[rows] = top
	for pivots := 0; ; pivots++ {
		enter := entering(top[:columns+rows], pivots > 50*rows)
		if enter < 0 {
			break
		}
		leave := leaving(t[:rows], enter, columns+rows)
		if leave < 0 || pivots > 1000*rows { // unbounded: a column that uses nothing
			break
		}
		pivot(t, leave, enter)
		basis[leave] = enter
	}
	return solved(t, basis, columns), top[columns : columns+rows]
}

// solved reads x from the columns in the basis; the others are 0.
func solved(t [][]float64, basis []int, columns int) []float64 {
	x := make([]float64, columns)
	for i, k := range basis {
		if k < columns {
			x[k] = t[i][columns+len(basis)]
		}
	}
	return x
}

const tiny = 1e-9

func entering(top []float64, first bool) int {
	best, at := -tiny, -1
	for k, v := range top {
		if v < best {
			best, at = v, k
			if first {
				return at
			}
		}
	}
	return at
}

func leaving(t [][]float64, enter, last int) int {
	at := -1
	for i, row := range t {
		if row[enter] > tiny && (at < 0 || row[last]*t[at][enter] < t[at][last]*row[enter]) {
			at = i
		}
	}
	return at
}

func pivot(t [][]float64, leave, enter int) {
	row := t[leave]
	scale := 1 / row[enter]
	for k := range row {
		row[k] *= scale
	}
	for i := range t {
		if f := t[i][enter]; i != leave && f != 0 {
			for k, v := range row {
				if v != 0 {
					t[i][k] -= f * v
				}
			}
		}
	}
}
