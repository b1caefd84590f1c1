package planner

import "strings"

// What was read is not all that was asked for.
type (
	// TablesUnused is updated tables that cannot be read.
	TablesUnused struct{ Why error }
	// ScenarioNote is a guess that a scenario says was made of its cluster.
	ScenarioNote struct{ Text string }
	// UsageUnmatched are pods, or controllers that a tool has recommendations for, of no
	// workload or of several.
	UsageUnmatched struct{ Names []string }
	// ForeignZone is a zone in another region than the prices; What has it, a subnet if
	// that is empty.
	ForeignZone struct{ What, Zone, Region, Of string }
)

// About identifies the warning.
func (TablesUnused) About() WarningID {
	return WarningID{Code: "tables-unused", Severity: SeverityUnknown}
}

// About identifies the warning.
func (ScenarioNote) About() WarningID {
	return WarningID{Code: Assumed.String(), Severity: SeverityUnknown}
}

// About identifies the warning.
func (w ForeignZone) About() WarningID {
	return WarningID{Code: "foreign-zone", Severity: SeverityWrong, Setting: "region", Subject: w.Zone}
}

// About identifies the warning.
func (w UsageUnmatched) About() WarningID {
	return WarningID{Code: "usage-unmatched", Severity: SeverityUnknown, Subject: strings.Join(w.Names, ", ")}
}
