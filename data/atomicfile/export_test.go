package atomicfile

// Resume undoes Stop.
func Resume() { writing.Unlock() }
