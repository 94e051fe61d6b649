package datalog_test

import (
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// drawTerm draws any value, out of so few that equal ones are frequent.
func drawTerm(t *rapid.T, depth int) datalog.Term {
	small := rapid.IntRange(-1, 2).Draw(t, "small")
	text := rapid.SampledFrom([]string{"", "a", "b", "ab"}).Draw(t, "text")
	kinds := 9
	if depth == 0 {
		kinds = 6
	}
	elements := func() (all []datalog.Term) {
		for range rapid.IntRange(0, 3).Draw(t, "length") {
			all = append(all, drawTerm(t, depth-1))
		}
		return all
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return datalog.Int(int64(small))
	case 1:
		return datalog.String(text)
	case 2:
		return datalog.Date(uint64(small + 1))
	case 3:
		return datalog.BytesFrom(text)
	case 4:
		return datalog.Bool(small > 0)
	case 5:
		return datalog.Null()
	case 6:
		set, err := datalog.Set(elements()...)
		if err != nil {
			return must(datalog.Set()) // of two kinds, or sets
		}
		return set
	case 7:
		return must(datalog.Array(elements()...))
	}
	var entries []datalog.Entry
	for _, e := range elements() {
		key := datalog.Int(int64(len(entries) % 2))
		if small > 0 {
			key = datalog.String(text)
		}
		entries = append(entries, datalog.Entry{Key: key, Value: e})
	}
	return must(datalog.Map(entries...))
}

func TestCompareIsATotalOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := drawTerm(t, 2), drawTerm(t, 2), drawTerm(t, 2)
		switch {
		case datalog.Compare(a, b) != -datalog.Compare(b, a):
			t.Fatalf("%v and %v: %d one way, %d the other", a, b, datalog.Compare(a, b), datalog.Compare(b, a))
		case datalog.Compare(a, b) <= 0 && datalog.Compare(b, c) <= 0 && datalog.Compare(a, c) > 0:
			t.Fatalf("%v <= %v <= %v, but not the first and the last", a, b, c)
		case (datalog.Compare(a, b) == 0) != a.Equal(b):
			t.Fatalf("%v and %v: Compare %d, Equal %v", a, b, datalog.Compare(a, b), a.Equal(b))
		case !a.Equal(a) || a.Equal(b) != b.Equal(a):
			t.Fatalf("%v and %v: Equal is no equivalence", a, b)
		case a.Kind() < b.Kind() && datalog.Compare(a, b) >= 0:
			t.Fatalf("%v of kind %v does not come before %v of kind %v", a, a.Kind(), b, b.Kind())
		}
	})
}

func TestSetsAreSortedAndHoldNothingTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		elements := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) datalog.Term { return datalog.Int(int64(rapid.IntRange(0, 5).Draw(t, "n"))) }), 0, 10).Draw(t, "elements")
		given := slices.Clone(elements)
		set := must(datalog.Set(elements...))
		if !slices.EqualFunc(given, elements, datalog.Term.Equal) {
			t.Fatal("the caller's slice was changed")
		}
		for i := range set.Len() {
			key, e := set.At(i)
			if !slices.ContainsFunc(elements, e.Equal) || key.Kind() != datalog.KindInvalid {
				t.Fatalf("%v is not of %v", e, elements)
			}
			if i > 0 {
				if _, previous := set.At(i - 1); datalog.Compare(previous, e) >= 0 {
					t.Fatalf("%v stands before %v", previous, e)
				}
			}
		}
		for _, e := range elements {
			if !holdsElement(set, e) {
				t.Fatalf("%v is missing in %v", e, set)
			}
		}
		if other := must(datalog.Set(rapid.Permutation(elements).Draw(t, "order")...)); !other.Equal(set) {
			t.Fatalf("%v in another order is %v", set, other)
		}
	})
}

func holdsElement(set, e datalog.Term) bool {
	for i := range set.Len() {
		if _, v := set.At(i); v.Equal(e) {
			return true
		}
	}
	return false
}

func TestTheOrderOfKindsIsThatOfTheFormat(t *testing.T) {
	ordered := []datalog.Term{
		datalog.Var("x"), datalog.Int(math.MinInt64), datalog.Int(-1), datalog.Int(0), datalog.String(""), datalog.String("Z"), datalog.String("a"),
		datalog.Date(0), datalog.Date(math.MaxUint64), datalog.BytesFrom(""), datalog.Bool(false), datalog.Bool(true),
		must(datalog.Set()), must(datalog.Set(datalog.Int(1))), datalog.Null(), must(datalog.Array()), must(datalog.Map()),
	}
	for i := 1; i < len(ordered); i++ {
		if datalog.Compare(ordered[i-1], ordered[i]) >= 0 {
			t.Errorf("%v does not come before %v", ordered[i-1], ordered[i])
		}
	}
}

func TestConstructorsRefuseWhatNoValueHolds(t *testing.T) {
	one, v, none := datalog.Int(1), datalog.Var("x"), datalog.Term{}
	set := must(datalog.Set(one))
	for name, err := range map[string]error{
		"a variable in a set":    second(datalog.Set(v)),
		"a set in a set":         second(datalog.Set(set)),
		"two kinds in a set":     second(datalog.Set(one, datalog.Bool(true))),
		"null beside an integer": second(datalog.Set(one, datalog.Null())),
		"nothing in a set":       second(datalog.Set(none)),
		"a variable in an array": second(datalog.Array(one, v)),
		"nothing in an array":    second(datalog.Array(none)),
		"a variable in a map":    second(datalog.Map(datalog.Entry{Key: one, Value: v})),
		"a variable as a key":    second(datalog.Map(datalog.Entry{Key: v, Value: one})),
		"a boolean as a key":     second(datalog.Map(datalog.Entry{Key: datalog.Bool(true), Value: one})),
		"nothing in a map":       second(datalog.Map(datalog.Entry{Key: one})),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if m := must(datalog.Map(datalog.Entry{Key: one, Value: one}, datalog.Entry{Key: one, Value: datalog.Null()})); m.Len() != 1 || m.String() != "map[1: null]" {
		t.Errorf("of two entries with one key the last counts: %v", m)
	}
}

func second[T any](_ T, err error) error { return err }

func TestNestingEndsAtTheLimit(t *testing.T) {
	deep, inner := datalog.Int(1), []datalog.Op{datalog.Value(datalog.Bool(true))}
	for range datalog.MaxDepth {
		deep = must(datalog.Array(deep))
		inner = []datalog.Op{must(datalog.Lambda(nil, inner...))}
	}
	for name, err := range map[string]error{
		"array":        second(datalog.Array(deep)),
		"set of it":    second(datalog.Set(deep)),
		"map":          second(datalog.Map(datalog.Entry{Key: datalog.Int(1), Value: deep})),
		"closure":      second(datalog.Lambda(nil, inner...)),
		"closure from": second(datalog.LambdaFrom(nil, inner)),
	} {
		if !errors.Is(err, datalog.ErrNesting) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheZeroTermIsNothing(t *testing.T) {
	var zero datalog.Term
	if zero.Valid() || zero.Equal(zero) || zero.Kind() != datalog.KindInvalid {
		t.Errorf("valid %v, equal to itself %v", zero.Valid(), zero.Equal(zero))
	}
	if !datalog.String("é").Valid() || datalog.String("\xff").Valid() || must(datalog.Array(datalog.String("\xff"))).Valid() {
		t.Error("only UTF-8 is a string")
	}
}

func TestTimesAreWholeSecondsSince1970(t *testing.T) {
	for at, want := range map[time.Time]string{
		time.Date(2026, 1, 2, 3, 4, 5, 999, time.FixedZone("", 3600)): "2026-01-02T02:04:05Z",
		time.Date(1969, 1, 1, 0, 0, 0, 0, time.UTC):                   "1970-01-01T00:00:00Z",
		time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC):              "9999-12-31T23:59:59Z",
	} {
		if got := datalog.Time(at).String(); got != want {
			t.Errorf("%v is %s, want %s", at, got, want)
		}
	}
	if _, ok := datalog.Date(math.MaxInt64).AsTime(); ok {
		t.Error("a date past the year 9999 has no time")
	}
}
