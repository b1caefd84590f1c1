package planner_test

import (
	"strings"
	"testing"

	"podfit/planner"
)

func TestImageSet(t *testing.T) {
	const digest = "@sha256:0123456789abcdef"
	for _, c := range []struct {
		listed, image string
		want          bool
	}{
		// a repository is with any tag
		{"team/app", "team/app", true},
		{"team/app", "team/app:1.2", true},
		{"team/app", "team/app" + digest, true},
		{"team/app", "team/app:1.2" + digest, true},
		// and not another that begins with its name
		{"team/app", "team/app-worker:1", false},
		{"team/app", "team/app/worker:1", false},
		{"team/app", "other/team/app", false},
		// a tag and a digest are one of it
		{"team/app:1.2", "team/app:1.2", true},
		{"team/app:1.2", "team/app:1.2" + digest, true},
		{"team/app:1.2", "team/app:1.20", false},
		{"team/app:1.2", "team/app", false},
		{"team/app:latest", "team/app", true},
		{"team/app:latest", "team/app" + digest, false},
		{"team/app" + digest, "team/app:1.2" + digest, true},
		{"team/app" + digest, "team/app:1.2", false},
		// Docker Hub has several names
		{"nginx", "nginx:1.27", true},
		{"nginx", "docker.io/library/nginx:1.27", true},
		{"docker.io/nginx", "nginx", true},
		{"library/nginx", "nginx", true},
		{"index.docker.io/team/app", "team/app:1", true},
		{"nginx", "nginx/nginx-ingress", false},
		{"nginx", "registry.example.com/nginx", false},
		// ports are no tags
		{"localhost:5000/app", "localhost:5000/app:1", true},
		{"localhost/app", "app", false},
		{"registry.example.com:5000/team/app", "registry.example.com:5000/team/app:1", true},
		// a slash at the end is all below
		{"team/", "team/app:1", true},
		{"team/", "docker.io/team/a/b", true},
		{"team/", "teams/app", false},
		{"team/", "ghcr.io/team/app", false},
		{"ghcr.io/", "ghcr.io/team/app", true},
		{"ghcr.io/team/", "ghcr.io/team/app:1" + digest, true},
		{"ghcr.io/team/", "ghcr.io/team-b/app", false},
		{"123456789012.dkr.ecr.eu-west-3.amazonaws.com/", "123456789012.dkr.ecr.eu-west-3.amazonaws.com/shop/web:7", true},
		{"docker.io/", "nginx", true},
		{"localhost:5000/", "localhost:5000/app", true},
		{"team/app", "", false},
	} {
		if err := planner.CheckImage(c.listed); err != nil {
			t.Errorf("%q: %v", c.listed, err)
		}
		if got := planner.NewImageSet([]string{"unrelated", c.listed}).Has(c.image); got != c.want {
			t.Errorf("%q has %q: %t", c.listed, c.image, got)
		}
	}
	for _, listed := range []string{"", " ", "/", "team/*", "team//app", "https://ghcr.io/team/app", "a,b", "app:", "team/app@", "@sha256:1", ":1", "team/app:1/", "two words", "${IMAGE}", "ghcr.io//", "-", "- team/app", "@list.txt", "./list.txt", "/list.txt"} {
		if err := planner.CheckImage(listed); err == nil || !strings.Contains(err.Error(), "must be an image") {
			t.Errorf("%q: %v", listed, err)
		}
	}
}

// All images of a pod have to be listed, and images that are not known are not.
func TestImageSetHasAll(t *testing.T) {
	set := planner.NewImageSet([]string{"team/app", "envoyproxy/"})
	for images, want := range map[string]bool{"": false, "team/app:1": true, "team/app:1 envoyproxy/envoy": true, "team/app:1 other": false} {
		if got := set.HasAll(strings.Fields(images)); got != want {
			t.Errorf("%q: %t", images, got)
		}
	}
}
