package request_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"podfit/planner"
)

// The region is the first of: the flag, the scenario, PODFIT_REGION, podfit.yaml,
// AWS_REGION, AWS_DEFAULT_REGION, the profile, us-east-1.
func TestRegionPrecedence(t *testing.T) {
	const config = "# a comment\n[default]\nregion = eu-north-1\n\n[profile  dev]\noutput=json\nregion=sa-east-1\n[sso-session dev]\nregion = us-west-2\n"
	type world struct {
		env          map[string]string
		yaml, config string
		line         []string
	}
	everything := map[string]string{"PODFIT_REGION": "eu-west-2", "AWS_REGION": "ap-south-1", "AWS_DEFAULT_REGION": "ca-central-1"}
	without := func(names ...string) map[string]string {
		left := map[string]string{}
		for name, value := range everything {
			left[name] = value
		}
		for _, name := range names {
			delete(left, name)
		}
		return left
	}
	for _, c := range []struct {
		name   string
		in     world
		want   string
		source planner.RegionSource
	}{
		{"flag", world{everything, "region: eu-west-3", config, []string{"-f", "a.yaml", "--region", "us-west-1"}}, "us-west-1", planner.RegionByFlag},
		{"flag with the default", world{everything, "", "", []string{"--region", "us-east-1"}}, "us-east-1", planner.RegionByFlag},
		{"scenario", world{everything, "region: eu-west-3", config, []string{"-f", "a.yaml"}}, "eu-west-1", planner.RegionByScenario},
		// A scenario without a region leaves it.
		{"another scenario", world{everything, "", config, []string{"-f", "b.yaml"}}, "eu-west-2", planner.RegionByVariable},
		{"PODFIT_REGION", world{everything, "region: eu-west-3", config, nil}, "eu-west-2", planner.RegionByVariable},
		{"podfit.yaml", world{without("PODFIT_REGION"), "region: eu-west-3", config, nil}, "eu-west-3", planner.RegionByConfig},
		{"AWS_REGION", world{without("PODFIT_REGION"), "", config, nil}, "ap-south-1", planner.RegionByAWSRegion},
		{"AWS_DEFAULT_REGION", world{without("PODFIT_REGION", "AWS_REGION"), "", config, nil}, "ca-central-1", planner.RegionByAWSDefaultRegion},
		{"profile", world{nil, "", config, nil}, "eu-north-1", planner.RegionByProfile},
		{"AWS_PROFILE", world{map[string]string{"AWS_PROFILE": "dev"}, "", config, nil}, "sa-east-1", planner.RegionByProfile},
		{"--profile", world{map[string]string{"AWS_PROFILE": "other"}, "", config, []string{"--live", "--profile", "dev"}}, "sa-east-1", planner.RegionByProfile},
		{"profile without a region", world{map[string]string{"AWS_PROFILE": "other"}, "", config, nil}, "us-east-1", planner.RegionByDefault},
		{"nothing", world{}, "us-east-1", planner.RegionByDefault},
		// What is no region is told, and the next one counts.
		{"no region", world{map[string]string{"AWS_REGION": "mars-1"}, "", config, nil}, "eu-north-1", planner.RegionByProfile},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			t.Chdir(dir)
			t.Setenv("XDG_CONFIG_HOME", dir)
			t.Setenv("AWS_CONFIG_FILE", filepath.Join(dir, "config"))
			for name, value := range c.in.env {
				t.Setenv(name, value)
			}
			for name, text := range map[string]string{"podfit.yaml": c.in.yaml, "config": c.in.config} {
				if text == "" {
					continue
				}
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			io := files(map[string]string{"a.yaml": header + "cluster: {region: eu-west-1}\n", "b.yaml": header + "cluster: {maxPods: 20}\n"})
			var said strings.Builder
			io.Err = &said
			r := mustAsk(t, io, c.in.line...)
			s := r.Settings()
			if s.Region != c.want || s.RegionSource != c.source {
				t.Errorf("got %s (%s), want %s (%s)", s.Region, s.RegionSource, c.want, c.source)
			}
			if told := strings.Contains(said.String(), "mars-1"); told != (c.name == "no region") {
				t.Errorf("said %q", said.String())
			}
		})
	}
}

// Objects win over everything but the flag.
func TestUseRegion(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	for _, c := range []struct {
		line   []string
		use    string
		want   string
		source planner.RegionSource
		wrong  bool
	}{
		{nil, "eu-west-3", "eu-west-3", planner.RegionByObjects, false},
		{[]string{"-f", "a.yaml"}, "eu-west-3", "eu-west-3", planner.RegionByObjects, false},
		{[]string{"--region", "eu-west-2"}, "eu-west-3", "eu-west-2", planner.RegionByFlag, false},
		{nil, "", "us-east-1", planner.RegionByDefault, false},
		{nil, "my-datacenter", "us-east-1", planner.RegionByDefault, true},
	} {
		r := mustAsk(t, files(map[string]string{"a.yaml": header + "cluster: {region: eu-west-1}\n"}), c.line...)
		err := r.UseRegion(c.use)
		if s := r.Settings(); s.Region != c.want || s.RegionSource != c.source || (err != nil) != c.wrong {
			t.Errorf("%v, %s: got %s (%s), %v", c.line, c.use, s.Region, s.RegionSource, err)
		}
	}
}
