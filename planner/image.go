package planner

import (
	"errors"
	"slices"
	"strings"
)

// ImageSet are container images that are listed by name, as people and manifests write them:
//
//   - repo/app is the image with any tag or digest,
//   - repo/app:tag and repo/app@sha256:… are that one,
//   - repo/ and registry.example.com/ are all images below.
//
// A name without a registry is one of Docker Hub, and without a tag it is latest where an
// image of a pod has none, as container runtimes read it (github.com/distribution/reference).
type ImageSet struct {
	named map[string][]imageName // by repository
	below []string               // end with a slash
}

// imageName is a name in full: without a registry it is one of docker.io, and in library/
// where it has no other path.
type imageName struct{ repository, tag, digest string }

// CheckImage refuses what an ImageSet cannot list.
func CheckImage(name string) error {
	path, below := strings.CutSuffix(name, "/")
	written := !strings.HasSuffix(name, ":") && !strings.HasSuffix(name, "@")
	if !below {
		var of imageName
		path, of = cutImage(path)
		algorithm, hex, _ := strings.Cut(of.digest, ":")
		written = written && (of.tag == "" || isWord(of.tag)) && (of.digest == "" || isWord(algorithm) && isOf(hex, hexDigits))
	}
	for i, part := range strings.Split(path, "/") {
		host, port, has := strings.Cut(part, ":")
		if has && i == 0 && (below || part != path) && isOf(port, digits) {
			part = host
		}
		written = written && isWord(part)
	}
	if !written {
		return errors.New("must be an image such as repo/app or repo/app:1.2, or repo/ for all below")
	}
	return nil
}

const (
	digits    = "0123456789"
	hexDigits = digits + "abcdefABCDEF"
	letters   = digits + "_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

func isOf(text, characters string) bool { return text != "" && strings.Trim(text, characters) == "" }

// isWord reports a part of a name: a letter or a digit, and dots and dashes after it.
func isWord(text string) bool { return isOf(text, letters+".-") && isOf(text[:1], letters) }

// IsImage tells what is an image's name from a variable in its place.
func IsImage(name string) bool { return CheckImage(name) == nil && !strings.HasSuffix(name, "/") }

// NewImageSet is the set of names that CheckImage accepts.
func NewImageSet(names []string) ImageSet {
	s := ImageSet{named: map[string][]imageName{}}
	for _, name := range names {
		if path, below := strings.CutSuffix(name, "/"); below {
			s.below = append(s.below, belowImage(path))
			continue
		}
		of := nameImage(name)
		s.named[of.repository] = append(s.named[of.repository], of)
	}
	return s
}

// Has reports whether an image of a pod is in the set.
func (s ImageSet) Has(image string) bool {
	of := nameImage(image)
	if of.tag == "" && of.digest == "" {
		of.tag = "latest"
	}
	return slices.ContainsFunc(s.below, func(path string) bool { return strings.HasPrefix(of.repository, path) }) ||
		slices.ContainsFunc(s.named[of.repository], func(listed imageName) bool {
			return (listed.tag == "" || listed.tag == of.tag) && (listed.digest == "" || listed.digest == of.digest)
		})
}

// HasAll reports whether all images are in the set. Images of which there are none are not
// known.
func (s ImageSet) HasAll(images []string) bool {
	return len(images) > 0 && !slices.ContainsFunc(images, func(image string) bool { return !s.Has(image) })
}

const (
	dockerHub = "docker.io"
	official  = "library/" // Docker Hub's images without another path
)

// cutImage parts the tag and the digest from the path of an image.
func cutImage(image string) (path string, n imageName) {
	path, n.digest, _ = strings.Cut(image, "@")
	if colon := strings.LastIndex(path, ":"); colon > strings.LastIndex(path, "/") {
		path, n.tag = path[:colon], path[colon+1:]
	}
	return path, n
}

func nameImage(image string) imageName {
	image, n := cutImage(strings.TrimSpace(image))
	registry, path, has := cutRegistry(image)
	switch {
	case image == "":
	case has && registry == dockerHub && !strings.Contains(path, "/"):
		n.repository = dockerHub + "/" + official + path
	case has:
		n.repository = registry + "/" + path
	case strings.Contains(image, "/"):
		n.repository = dockerHub + "/" + image
	default:
		n.repository = dockerHub + "/" + official + image
	}
	return n
}

// belowImage is the path in full of all images below one, with a slash at its end.
func belowImage(path string) string {
	if registry, rest, has := cutRegistry(path + "/"); has {
		return registry + "/" + rest
	}
	return dockerHub + "/" + path + "/"
}

// cutRegistry parts a registry from the path: its name has a dot or a port, or is localhost.
func cutRegistry(image string) (registry, path string, has bool) {
	registry, path, has = strings.Cut(image, "/")
	if !has || registry != "localhost" && !strings.ContainsAny(registry, ".:") {
		return "", image, false
	}
	if registry == "index."+dockerHub || registry == "registry-1."+dockerHub {
		registry = dockerHub
	}
	return registry, path, true
}
