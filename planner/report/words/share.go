package words

import (
	"fmt"
	"strings"

	"podfit/planner"
	"podfit/planner/share"
)

// ShareCells are the figures of a share as tables show them.
type ShareCells struct{ Key, Pods, Nodes, CPU, Memory, Unused, Requested, Idle, Cost string }

// NewShareCells writes the figures of a share.
func NewShareCells(l *share.Line, currency string) ShareCells {
	money := func(m planner.Money) string { return Money(m, currency) }
	return ShareCells{
		Key: ShareKey(l.Key), Pods: fmt.Sprint(l.Pods), Nodes: fmt.Sprintf("%.2f", l.Nodes),
		CPU: CPU(l.Requested.CPU), Memory: Memory(l.Requested.Memory), Unused: CPU(l.Unused.CPU) + " " + Memory(l.Unused.Memory),
		Requested: OrUnknown(l.RequestedMonth, money), Idle: OrUnknown(l.IdleMonth, money), Cost: OrUnknown(l.Month(), money),
	}
}

// ShareKey is a key that can be seen: labels may be empty.
func ShareKey(key string) string {
	if key == "" {
		return `""`
	}
	return key
}

// AllShares is the key of all shares together.
const AllShares = "all"

// ShareHead is what a table's keys are: NAMESPACE, or the key of a label.
func ShareHead(by share.By) string {
	if by.What == share.Label {
		return by.Label
	}
	return strings.ToUpper(by.String())
}

// ShareTitle is ShareHead on a page.
func ShareTitle(by share.By) string {
	if by.What == share.Label {
		return by.Label
	}
	word := by.String()
	return strings.ToUpper(word[:1]) + word[1:]
}

// ShareCost names the cost of one share.
func ShareCost(by share.By, key string) string {
	switch {
	case key == AllShares:
		return "cost of all"
	case by.What == share.Label && key == share.None:
		return "cost without " + by.Label
	case by.What == share.Label:
		return "cost of " + by.Label + "=" + ShareKey(key)
	}
	return "cost of " + by.String() + " " + key
}

// OtherShares is the key of some shares together.
func OtherShares(n int) string { return Counted(n, "other") }

// SharesNote says what the two parts of a share are.
const SharesNote = "a pod requests the larger of its shares of its node's CPU and memory; idle is the rest, with headroom, spare nodes and the control plane, shared in proportion"

// SharesOnFargate says what no share has.
func SharesOnFargate(pods int) string {
	return fmt.Sprintf("without the cost of %s on Fargate", Counted(pods, "pod"))
}
