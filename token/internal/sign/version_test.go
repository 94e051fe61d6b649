package sign_test

import (
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
)

func TestChooseVersion(t *testing.T) {
	for name, c := range map[string]struct {
		block sign.NewBlock
		want  sign.Version
	}{
		"plain":           {sign.NewBlock{DatalogVersion: 3}, sign.V0},
		"v3.2":            {sign.NewBlock{DatalogVersion: 5}, sign.V0},
		"v3.3":            {sign.NewBlock{DatalogVersion: 6}, sign.V1},
		"later":           {sign.NewBlock{DatalogVersion: 7}, sign.V1},
		"third party":     {sign.NewBlock{DatalogVersion: 3, External: true}, sign.V1},
		"P-256 signs":     {sign.NewBlock{DatalogVersion: 3, SigningKey: datalog.P256}, sign.V1},
		"P-256 is next":   {sign.NewBlock{DatalogVersion: 3, NextKey: datalog.P256}, sign.V1},
		"after a V1":      {sign.NewBlock{DatalogVersion: 3, Previous: sign.V1}, sign.V1},
		"unknown version": {sign.NewBlock{}, sign.V0},
	} {
		if got := sign.ChooseVersion(c.block); got != c.want {
			t.Errorf("%s: got %d, want %d", name, got, c.want)
		}
	}
}
