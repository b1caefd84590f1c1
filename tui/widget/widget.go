// Package widget is the pieces that views draw with: a list with a cursor, text
// that scrolls, a line being typed, a canvas of braille dots, boxes, bars, and
// texts that are fitted to a number of cells. It knows nothing of podfit.
package widget

import tea "charm.land/bubbletea/v2"

// WheelRows is how far one notch of the mouse wheel goes.
const WheelRows = 3

// Wheel is how many rows a mouse event scrolls down; 0 where it is no wheel.
func Wheel(at tea.Mouse) (rows int) {
	switch at.Button {
	case tea.MouseWheelUp:
		return -WheelRows
	case tea.MouseWheelDown:
		return WheelRows
	}
	return 0
}
