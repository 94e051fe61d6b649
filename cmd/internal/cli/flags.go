package cli

import (
	"strings"

	"github.com/spf13/pflag"
)

// envMark is the annotation of flags that have a twin in the environment.
const envMark = "hardtack_env"

// variable is the name of a flag's twin.
func variable(flag string) string {
	return "HARDTACK_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// fromEnvironment lets flags be given as HARDTACK_NAME too, and says so in the help.
func fromEnvironment(flags *pflag.FlagSet, names ...string) {
	for _, name := range names {
		f := flags.Lookup(name)
		f.Usage += " [$" + variable(name) + "]"
		if f.Annotations == nil {
			f.Annotations = map[string][]string{}
		}
		f.Annotations[envMark] = nil
	}
}

// readEnvironment sets the flags that were not given from their twins. An empty variable is none.
func (a *app) readEnvironment(flags *pflag.FlagSet) error {
	var failed error
	flags.VisitAll(func(f *pflag.Flag) {
		_, has := f.Annotations[envMark]
		value := a.env[variable(f.Name)]
		if !has || f.Changed || value == "" || failed != nil {
			return
		}
		for _, one := range values(f, value) {
			if err := flags.Set(f.Name, one); err != nil {
				failed = usage("%s: %s is not right for --%s", variable(f.Name), shown(one), f.Name)
			}
			a.fromEnv[f.Name] = true
		}
	})
	return failed
}

// values splits the twin of a flag that may be repeated at commas.
func values(f *pflag.Flag, value string) []string {
	if f.Value.Type() == "stringArray" {
		return strings.Split(value, ",")
	}
	return []string{value}
}
