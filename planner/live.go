package planner

// NotLive are parts of AWS's answer that were asked for and are missing.
type NotLive struct {
	Region string
	// Cause and Fix are those of the package that asked AWS, and Using is what is used
	// instead.
	Cause, Fix, Using string
}

// LiveStale are cached answers of AWS that are used although they are older than
// answers are cached for.
type LiveStale struct {
	Region string
	// Parts are the answers and their ages.
	Parts string
}

// FiguresMissing are types of which EC2 left out figures that decide how many pods
// fit. The tables' figures are used, or the types are skipped if no table has them.
type FiguresMissing struct {
	Types   []string
	Skipped bool
}

// KindAssumed are types that no table has and of which EC2 left out whether they are of the
// current generation, burstable or sold as spot. They are taken as current, as sold so,
// and as burstable if they are of a T family: all of these are.
type KindAssumed struct{ Types []string }

// PricesKeptOut are live prices that can't be true, and are not used.
type PricesKeptOut struct {
	Prices   []PriceKeptOut
	Currency string
}

// PriceKeptOut is a price that is far from the list price.
type PriceKeptOut struct {
	Type       string
	Capacity   CapacityType
	Live, List Money // per hour
}

// About identifies the warning: figures that were asked for live fail a check.
func (w NotLive) About() WarningID {
	return WarningID{Code: "not-live", Severity: SeverityUnknown, Fails: true, Subject: w.Region}
}

// About identifies the warning: it is what --offline is for, so it fails no check.
func (w LiveStale) About() WarningID {
	return WarningID{Code: "live-stale", Severity: SeverityNote, Subject: w.Region}
}

// About identifies the warning.
func (w KindAssumed) About() WarningID {
	return WarningID{Code: "live-kind-assumed", Severity: SeverityUnknown}
}

// About identifies the warning.
func (w FiguresMissing) About() WarningID {
	if w.Skipped {
		return WarningID{Code: "live-type-skipped", Severity: SeverityUnknown}
	}
	return WarningID{Code: "live-figures-missing", Severity: SeverityUnknown}
}

// About identifies the warning: prices that were asked for live fail a check.
func (PricesKeptOut) About() WarningID {
	return WarningID{Code: "live-price-kept-out", Severity: SeverityUnknown, Fails: true, Topic: AboutMoney}
}
