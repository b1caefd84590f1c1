package planner

import "strings"

// ZoneRegion is the region of a zone by its name, eu-west-3 of eu-west-3a; an id, or
// a name of one's own, has none.
func ZoneRegion(zone string) (region string, ok bool) {
	region = strings.TrimRight(zone, "abcdefghijklmnopqrstuvwxyz")
	if len(region) != len(zone)-1 || strings.Count(region, "-") < 2 {
		return "", false
	}
	return region, true
}

// InRegion says that a zone is in a region, as far as its name says where it is.
func InRegion(zone, region string) bool {
	of, known := ZoneRegion(zone)
	return !known || of == region
}

// ForeignZones warns of the first of some zones that is in another region; what is what has
// them.
func ForeignZones(what, region string, zones []string) []Warning {
	for _, zone := range zones {
		if !InRegion(zone, region) {
			of, _ := ZoneRegion(zone)
			return []Warning{ForeignZone{What: what, Zone: zone, Region: region, Of: of}}
		}
	}
	return nil
}

// ForeignZones warns of nodes in another region.
func (t *Today) ForeignZones(region string) []Warning {
	var zones []string
	for i := range t.Groups {
		zones = append(zones, t.Groups[i].Zone)
	}
	return ForeignZones("today's nodes", region, zones)
}
