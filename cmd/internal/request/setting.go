package request

import (
	"github.com/spf13/pflag"

	"podfit/planner"
	"podfit/planner/settings"
)

// settingValue is a setting as a flag. It keeps the typed value that the setting
// gave for a text.
type settingValue interface {
	pflag.Value
	of() *settings.Setting
	value() (v any, given bool)
}

func newSettingValue(s *settings.Setting) settingValue {
	one := settingFlag{setting: s}
	if s.Kind == settings.List {
		return &listFlag{settingFlag: one}
	}
	return &one
}

type settingFlag struct {
	setting *settings.Setting
	parsed  any // nil: not given
}

func (f *settingFlag) of() *settings.Setting      { return f.setting }
func (f *settingFlag) value() (v any, given bool) { return f.parsed, f.parsed != nil }

func (f *settingFlag) String() string {
	if f.setting == nil { // pflag asks a zero value
		return ""
	}
	if f.parsed != nil {
		return f.setting.Format(f.parsed)[0]
	}
	d := planner.Default()
	return f.setting.Text(&d)
}

func (f *settingFlag) Type() string {
	if f.setting.Kind == settings.Switch {
		return "bool"
	}
	return f.setting.Value
}

func (f *settingFlag) Set(text string) (err error) {
	v, err := f.setting.Parse(text)
	if err == nil {
		f.parsed = v
	}
	return err
}

// listFlag adds up its texts.
type listFlag struct {
	settingFlag
	texts []string
}

func (f *listFlag) String() string           { return "" }
func (f *listFlag) Set(text string) error    { return f.Replace(append(f.texts, text)) }
func (f *listFlag) Append(text string) error { return f.Set(text) }
func (f *listFlag) GetSlice() []string       { return f.texts }

// Replace sets the list as a whole.
func (f *listFlag) Replace(texts []string) error {
	v, err := f.setting.Parse(texts...)
	if err == nil {
		f.texts, f.parsed = texts, v
	}
	return err
}
