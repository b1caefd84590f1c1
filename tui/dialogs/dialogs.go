// Package dialogs is the boxes that concern the whole screen: help, the palette
// of commands, the prompt for a file's name, and the command line that gives what
// is shown.
package dialogs
