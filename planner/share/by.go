package share

import "podfit/planner"

// By is what the lines are of.
type By struct {
	What  What
	Label string // the key of the label
}

// What is a sort of key.
type What uint8

// The sorts of keys.
const (
	Namespace What = iota
	Label
	Pool
	Workload
)

// String is a word, behind which a label has its key.
func (b By) String() string {
	word := [...]string{"namespace", "label", "pool", "workload"}[b.What]
	if b.What == Label {
		return word + " " + b.Label
	}
	return word
}

// Key is that of a workload on the nodes of a pool.
func (b By) Key(k *planner.Workload, pool string) string {
	switch b.What {
	case Label:
		if value, has := k.Labels[b.Label]; has {
			return value
		}
		return None
	case Pool:
		return pool
	case Workload:
		return k.Name
	}
	return k.Namespace()
}
