package cli

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func (a *app) version() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "show which version this is",
		Args:  exactly(),
		RunE: func(*cobra.Command, []string) error {
			version, revision := built()
			platform := runtime.GOOS + "/" + runtime.GOARCH
			if a.json {
				return writeJSON(a.stdout, map[string]any{
					"v": 1, "version": version, "revision": revision, "go": runtime.Version(), "platform": platform,
				})
			}
			if revision != "" {
				version += " (" + revision + ")"
			}
			a.print("hardtack %s  %s %s\n", version, runtime.Version(), platform)
			return nil
		},
	}
}

// built returns what the Go tool wrote into the binary: the version of the module, and the commit when it was built from a
// checkout.
func built() (version, revision string) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown", ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			revision = s.Value[:min(12, len(s.Value))]
		}
	}
	return info.Main.Version, revision
}
