package live

import (
	"encoding/json"

	"podfit/eni"
	"podfit/planner"
)

// TypeRows are instance types that keep in JSON all that InstanceTypes tells,
// to the last figure and with what is unknown. They are for this program to
// read again, not for a person.
type TypeRows []planner.InstanceType

// typeRow puts a pointer in the place of each figure that may be unknown; its
// own fields hide those of the same name that it embeds.
type typeRow struct {
	planner.InstanceType
	ClockGHz     *float64 `json:",omitempty"`
	GPUs         *int     `json:",omitempty"`
	Network      limitsRow
	Overhead     *struct{} `json:",omitempty"` // no API tells it
	Source       *int      `json:",omitempty"` // the place in typeFile.Sources
	BranchSource *int      `json:",omitempty"`
}

type limitsRow struct {
	eni.Limits
	BranchENIs *int `json:",omitempty"`
}

// typeFile names each source once, and not in each row.
type typeFile struct {
	Sources []planner.Source
	Types   []typeRow
}

// MarshalJSON keeps everything but the memory overheads.
func (rows TypeRows) MarshalJSON() ([]byte, error) {
	var f typeFile
	places := map[planner.Source]int{}
	place := func(s *planner.Source) *int {
		if s == nil {
			return nil
		}
		at, known := places[*s]
		if !known {
			at = len(f.Sources)
			places[*s] = at
			f.Sources = append(f.Sources, *s)
		}
		return &at
	}
	for _, t := range rows {
		f.Types = append(f.Types, typeRow{
			InstanceType: t,
			ClockGHz:     pointer(t.ClockGHz),
			GPUs:         pointer(t.GPUs),
			Network:      limitsRow{t.Network, pointer(t.Network.BranchENIs)},
			Source:       place(t.Source),
			BranchSource: place(t.BranchSource),
		})
	}
	return json.Marshal(f)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (rows *TypeRows) UnmarshalJSON(text []byte) error {
	var f typeFile
	if err := json.Unmarshal(text, &f); err != nil {
		return err
	}
	source := func(place *int) *planner.Source {
		if place == nil || *place < 0 || *place >= len(f.Sources) {
			return nil
		}
		return &f.Sources[*place]
	}
	*rows = make(TypeRows, len(f.Types))
	for i, r := range f.Types {
		t := r.InstanceType
		t.ClockGHz, t.GPUs = maybe(r.ClockGHz), maybe(r.GPUs)
		t.Network = r.Network.Limits
		t.Network.BranchENIs = maybe(r.Network.BranchENIs)
		t.Source, t.BranchSource = source(r.Source), source(r.BranchSource)
		(*rows)[i] = t
	}
	return nil
}

func pointer[T any](m planner.Maybe[T]) *T {
	value, known := m.Value()
	if !known {
		return nil
	}
	return &value
}
