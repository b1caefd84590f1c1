package export

// What the texts are made of: one tree, written as YAML or as HCL. A value is a
// string, an int, a bool, a list of strings, an object, a list of elements, or
// one of the types below.

// object is keys with values, in the order in which they are written.
type object []field

// field is a key of an object, and why it has its value: a comment.
type field struct {
	key   string
	value any
	why   string
}

// element is an object of a list.
type element struct {
	why string
	object
}

// literal is a text of several lines.
type literal string

// reference is a name of Terraform's that is not quoted.
type reference string

// encoded is an object that Terraform writes as JSON.
type encoded object

// add puts a field at the end.
func (o *object) add(key string, value any, why string) { *o = append(*o, field{key, value, why}) }

// addObject puts an object at the end unless it is empty.
func (o *object) addObject(key string, value object, why string) {
	if len(value) > 0 {
		o.add(key, value, why)
	}
}
