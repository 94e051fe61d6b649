package syntax

import (
	"strconv"
	"strings"
	"time"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// looksLikeDate tells `2020-12-04T` from `2020-12-04`, which subtracts.
func looksLikeDate(s string) bool {
	const shape = "0000-00-00T"
	if len(s) < len(shape) {
		return false
	}
	for i := range len(shape) {
		if shape[i] == '0' && !isDigit(s[i]) || shape[i] == '-' && s[i] != '-' || shape[i] == 'T' && s[i]|0x20 != 't' {
			return false
		}
	}
	return true
}

// date parses an RFC 3339 date. Biscuit keeps whole seconds in UTC since 1970: fractions are cut off, offsets are applied,
// and earlier dates do not exist. The reference ends a date at the next space, comma or closing bracket; here it ends where
// its form ends.
func (p *parser) date() (datalog.Term, *Error) {
	rest := p.src[p.pos:]
	end := len("2006-01-02T")
	for end < len(rest) && (isDigit(rest[end]) || rest[end] == ':') {
		end++
	}
	clock := end
	if end+1 < len(rest) && rest[end] == '.' && isDigit(rest[end+1]) {
		for end++; end < len(rest) && isDigit(rest[end]); end++ {
		}
	}
	zone := end
	if end < len(rest) && (rest[end] == '+' || rest[end] == '-') {
		end++
	}
	for end < len(rest) && isNameByte(rest[end]) {
		end++
	}
	at, ok := parseDate(rest[:clock], rest[zone:end])
	if !ok {
		return datalog.Term{}, p.refuse(p.pos, "%q is not a date such as 2026-01-31T23:59:00Z", shorten(rest[:end]))
	}
	t := datalog.Date(uint64(at.Unix()))
	if _, ok := t.AsTime(); !ok || at.Unix() < 0 {
		return datalog.Term{}, p.refuse(p.pos, "a date lies between 1970 and 9999, unlike %q", shorten(rest[:end]))
	}
	p.pos += end
	return t, nil
}

// parseDate takes the date without its fraction. time.Parse alone would know no leap seconds; the reference takes one for the
// second before, where there can be one: at the end of a month in UTC.
func parseDate(clock, zone string) (time.Time, bool) {
	const form = "2006-01-02T15:04:05"
	leap := strings.HasSuffix(clock, ":60")
	if leap {
		clock = strings.TrimSuffix(clock, "60") + "59"
	}
	at, err := time.Parse(form, strings.ToUpper(clock))
	if err != nil || len(clock) != len(form) {
		return time.Time{}, false
	}
	offset, ok := parseZone(zone)
	at = at.Add(-offset)
	if next := at.Add(time.Second); leap && (next.Day() != 1 || next.Hour() != 0 || next.Minute() != 0) {
		return time.Time{}, false
	}
	return at, ok
}

// parseZone parses `Z` or `+01:00`.
func parseZone(zone string) (time.Duration, bool) {
	if strings.EqualFold(zone, "Z") {
		return 0, true
	}
	if len(zone) != len("+00:00") || zone[3] != ':' {
		return 0, false
	}
	hours, err1 := strconv.ParseUint(zone[1:3], 10, 8)
	minutes, err2 := strconv.ParseUint(zone[4:6], 10, 8)
	if err1 != nil || err2 != nil || hours > 23 || minutes > 59 {
		return 0, false
	}
	offset := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	if zone[0] == '-' {
		offset = -offset
	}
	return offset, true
}
