package export

// The configuration as one tree, to be written as YAML or HCL. A value is a string,
// an int, a bool, a []string, an object, a list of elements, or one of the types
// below.

// object is keys with values, in the order of the output.
type object []field

// field is a key with its value, and a comment that explains it.
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

// literal is a string of several lines.
type literal string

// reference is a Terraform expression, which is not quoted.
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
