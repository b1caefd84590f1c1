package printable

import "strings"

// plainInShell are what a shell takes for itself, without quotes.
const plainInShell = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+.,:/@%"

// Quote is a word as a shell takes it. One that is not printable has escapes, which
// bash, zsh and ksh read in $'…'.
func Quote(word string) string {
	switch {
	case word != "" && strings.Trim(word, plainInShell) == "":
		return word
	case IsText(word):
		return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
	}
	return "$'" + Text(strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(word)) + "'"
}

// Command is words as a command line.
func Command(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = Quote(w)
	}
	return strings.Join(quoted, " ")
}
