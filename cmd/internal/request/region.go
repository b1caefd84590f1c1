package request

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"podfit/data/boundedfile"
	"podfit/planner"
	"podfit/planner/settings"
)

// configuredRegion is which of the environment and podfit.yaml sets the region.
func configuredRegion() planner.RegionSource {
	if os.Getenv("PODFIT_REGION") != "" {
		return planner.RegionByVariable
	}
	return planner.RegionByConfig
}

// awsRegion takes the region from where AWS's own tools have it, if podfit's
// configuration does not name one. Scenarios and flags override it.
func (f *Flags) awsRegion(r *Request, io IO) {
	s := r.Settings()
	if s.RegionSource != planner.RegionByDefault || f.cmd.Flags().Lookup(settings.RegionName) == nil {
		return
	}
	setting, _ := r.Table.Named(settings.RegionName)
	for _, from := range []struct {
		name   func() string
		source planner.RegionSource
	}{
		{func() string { return os.Getenv("AWS_REGION") }, planner.RegionByAWSRegion},
		{func() string { return os.Getenv("AWS_DEFAULT_REGION") }, planner.RegionByAWSDefaultRegion},
		{func() string { return profileRegion(r.AWS.Profile) }, planner.RegionByProfile},
	} {
		name := from.name()
		if name == "" {
			continue
		}
		if err := setting.Set(s, name); err != nil {
			fmt.Fprintf(io.Err, "region: %s %q is not used: %v\n", from.source, name, err)
			continue
		}
		s.RegionSource = from.source
		return
	}
}

// profileRegion is the region of a profile in AWS's shared configuration; empty
// without one. The name of the profile is by default that of AWS_PROFILE.
func profileRegion(profile string) string {
	profile = cmp.Or(profile, os.Getenv("AWS_PROFILE"), "default")
	home, _ := os.UserHomeDir()
	config := cmp.Or(os.Getenv("AWS_CONFIG_FILE"), filepath.Join(home, ".aws", "config"))
	sections := []string{"profile " + profile}
	if profile == "default" {
		sections = append(sections, profile)
	}
	if region := iniValue(config, sections, "region"); region != "" {
		return region
	}
	credentials := cmp.Or(os.Getenv("AWS_SHARED_CREDENTIALS_FILE"), filepath.Join(home, ".aws", "credentials"))
	return iniValue(credentials, []string{profile}, "region")
}

// iniValue is a key's value in the first of some sections of a file that has it. The
// file may be missing.
func iniValue(file string, sections []string, key string) string {
	f, err := boundedfile.Open(file)
	if err != nil {
		return ""
	}
	defer f.Close()
	inside := false
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if strings.HasPrefix(line, "[") {
			name := strings.Join(strings.Fields(strings.Trim(line, "[]")), " ")
			inside = slices.Contains(sections, name)
			continue
		}
		name, value, is := strings.Cut(line, "=")
		if inside && is && strings.TrimSpace(name) == key {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// UseRegion takes the region of objects that were read, which wins over everything but
// the flag. The error says why it is not used.
func (r *Request) UseRegion(name string) error {
	setting, _ := r.Table.Named(settings.RegionName)
	if name == "" || r.Settings().RegionSource == planner.RegionByFlag {
		return nil
	}
	if err := setting.Set(r.Settings(), name); err != nil {
		return fmt.Errorf("region %q of the objects is not used: %w", name, err)
	}
	r.Settings().RegionSource = planner.RegionByObjects
	return nil
}
