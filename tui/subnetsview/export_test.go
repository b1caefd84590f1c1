package subnetsview

// Narrowed is for its law.
var Narrowed = narrowed
