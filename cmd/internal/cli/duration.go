package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// parseDuration reads 30d, or what Go reads, such as 8h or 1h30m.
func parseDuration(s string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.ParseUint(days, 10, 16)
		if err == nil {
			return time.Duration(n) * 24 * time.Hour, nil
		}
	}
	d, err := time.ParseDuration(s)
	if err != nil || d <= 0 {
		return 0, usage("%s is no lifetime, as in 30m, 8h or 7d", shown(s))
	}
	return d, nil
}

// formatDuration writes a duration in whole seconds without the parts that are zero: 8h, 1h30m, 45s.
func formatDuration(d time.Duration) string {
	seconds := int64(d / time.Second)
	if seconds <= 0 {
		return "0s"
	}
	var b strings.Builder
	for _, unit := range []struct {
		name string
		size int64
	}{{"h", 3600}, {"m", 60}, {"s", 1}} {
		if n := seconds / unit.size; n > 0 {
			fmt.Fprintf(&b, "%d%s", n, unit.name)
			seconds -= n * unit.size
		}
	}
	return b.String()
}
