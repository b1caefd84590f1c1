package widget

// Stack is how many cells of a bar each of some amounts gets: one at least where there is
// any, and all together the whole width, if there is room.
func Stack(amounts []int64, width int) []int {
	var all float64
	for _, a := range amounts {
		all += float64(max(0, a))
	}
	cells, sum, largest := make([]int, len(amounts)), 0, 0
	for i, a := range amounts {
		if a <= 0 {
			continue
		}
		cells[i] = max(1, int(float64(a)/all*float64(width)))
		sum += cells[i]
		if a > amounts[largest] {
			largest = i
		}
	}
	if all == 0 {
		return cells
	}
	for ; sum > width; sum-- { // from what loses the least by it
		most := 0
		for i := range cells {
			if cells[i] > cells[most] {
				most = i
			}
		}
		cells[most]--
	}
	cells[largest] += width - sum
	return cells
}
