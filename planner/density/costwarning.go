package density

import "podfit/planner"

// What to know about the prices of an option.
type (
	// ReservedUnknown is a type without a reserved price: it is bought on demand, and no
	// commitment covers it.
	ReservedUnknown struct {
		Region   string
		Purchase planner.Purchase
	}
	// ReservedGuide is a reserved price in use. It is a note: savings plans and private
	// offers may have other prices.
	ReservedGuide struct {
		Purchase planner.Purchase
		Source   planner.Source
	}
	// RootVolumeUnpriced is a root volume whose cost is not counted.
	RootVolumeUnpriced struct{ Region string }
)

// About identifies the warning.
func (ReservedUnknown) About() planner.WarningID {
	return planner.WarningID{Code: "reserved-unknown", Severity: planner.SeverityUnknown, Setting: "purchase", Topic: planner.AboutMoney}
}

// About identifies the warning.
func (ReservedGuide) About() planner.WarningID {
	return planner.WarningID{Code: "reserved-guide", Severity: planner.SeverityNote, Setting: "purchase", Topic: planner.AboutMoney}
}

// About identifies the warning.
func (RootVolumeUnpriced) About() planner.WarningID {
	return planner.WarningID{Code: "root-volume-unpriced", Severity: planner.SeverityUnknown, Setting: "root-volume", Topic: planner.AboutMoney}
}

// warnReserved is about the reserved price of nodes that are not spot.
func (o *Option) warnReserved() planner.Warning {
	c := &o.Settings.Capacity
	term, inUse := c.Term()
	if !inUse || o.Settings.Windows() || c.OnDemandPercent == 0 && c.OnDemandBase == 0 {
		return nil
	}
	source := o.Offering.Sources.Reserved
	if !o.Offering.ReservedHour(c).Known() || source == nil {
		return ReservedUnknown{o.Settings.Region, term}
	}
	return ReservedGuide{term, *source}
}

func (o *Option) warnRootVolume() planner.Warning {
	if o.Settings.RootVolume == 0 || o.Cost.RootVolume.Known() {
		return nil
	}
	return RootVolumeUnpriced{o.Settings.Region}
}
