package planview

// Starts are the lines of the text at which plans begin.
func (v *View) Starts() []int { return v.starts }
