package scenario

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"

	"podfit/planner/printable"
)

// WithComments is the text of a scenario with the comments of an older one, each at the
// same key, the item of the same name or else the item of the same place. lost is how many
// belong to what the text no longer has.
func WithComments(text, old []byte) (with []byte, lost int) {
	var to, from yaml.Node
	if !bytes.ContainsRune(old, '#') || yaml.Unmarshal(text, &to) != nil || yaml.Unmarshal(old, &from) != nil {
		return text, 0
	}
	all := comments(&from)
	if all == 0 {
		return text, 0
	}
	take(&to, &from)
	with, err := printable.YAML(&to)
	if err != nil {
		return text, all
	}
	var written yaml.Node
	if yaml.Unmarshal(with, &written) != nil {
		return text, all
	}
	return with, max(0, all-comments(&written))
}

// comments counts those of a node and of all in it.
func comments(n *yaml.Node) (all int) {
	for _, c := range []string{n.HeadComment, n.LineComment, n.FootComment} {
		if c != "" {
			all++
		}
	}
	for _, c := range n.Content {
		all += comments(c)
	}
	return all
}

// take gives a node the comments of another, and what is in it those of its likes.
func take(to, from *yaml.Node) {
	to.HeadComment, to.LineComment, to.FootComment = from.HeadComment, from.LineComment, from.FootComment
	if to.Kind != yaml.ScalarNode && to.LineComment != "" { // behind what was on one line
		to.HeadComment, to.LineComment = strings.TrimPrefix(to.HeadComment+"\n"+to.LineComment, "\n"), ""
	}
	if to.Kind != from.Kind {
		return
	}
	switch to.Kind {
	case yaml.DocumentNode:
		take(to.Content[0], from.Content[0])
	case yaml.MappingNode:
		for i := 0; i+1 < len(to.Content); i += 2 {
			if k := keyAt(from, to.Content[i].Value); k >= 0 {
				take(to.Content[i], from.Content[k])
				take(to.Content[i+1], from.Content[k+1])
			}
		}
	case yaml.SequenceNode:
		for i, item := range to.Content {
			if like := itemLike(from.Content, item, i); like != nil {
				take(item, like)
			}
		}
	}
}

func keyAt(mapping *yaml.Node, key string) int {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return i
		}
	}
	return -1
}

// itemLike is the item with the same name or value; those without one are alike by place.
func itemLike(items []*yaml.Node, like *yaml.Node, at int) *yaml.Node {
	name := nameOf(like)
	for i, item := range items {
		if name != "" && nameOf(item) == name || name == "" && nameOf(item) == "" && i == at {
			return item
		}
	}
	return nil
}

func nameOf(item *yaml.Node) string {
	if item.Kind == yaml.ScalarNode {
		return item.Value
	}
	if item.Kind != yaml.MappingNode {
		return ""
	}
	var names []string
	for _, key := range []string{"name", "zone", "cidr"} {
		if i := keyAt(item, key); i >= 0 {
			names = append(names, item.Content[i+1].Value)
		}
	}
	return strings.Join(names, " ")
}
