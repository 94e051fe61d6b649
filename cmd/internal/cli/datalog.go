package cli

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// params is the flag of the values of {name} in Datalog text: they become part of the block, never of its text, so that a
// value with a quote in it is just a value.
type params struct{ given []string }

func (p *params) flags(c *cobra.Command) {
	c.Flags().StringArrayVar(&p.given, "param", nil,
		"value of {name}, as `NAME:TYPE=VALUE`; types string (default), integer, date, bytes (hex), bool, pubkey; may be repeated")
}

func (p params) parse() (syntax.Params, error) {
	out := syntax.Params{Terms: map[string]datalog.Term{}, Keys: map[string]datalog.Key{}}
	for _, given := range p.given {
		left, value, found := strings.Cut(given, "=")
		name, kind, _ := strings.Cut(left, ":")
		if !found || name == "" {
			return syntax.Params{}, usage("--param %s is not NAME:TYPE=VALUE", shown(given))
		}
		_, term := out.Terms[name]
		_, key := out.Keys[name]
		if term || key {
			return syntax.Params{}, usage("--param %s is given twice", shown(name))
		}
		if kind == "pubkey" {
			k, err := biscuit.ParsePublicKey(value)
			if err != nil {
				return syntax.Params{}, usage("--param %s: %s", shown(name), sentence(err))
			}
			out.Keys[name] = k.Key()
			continue
		}
		t, err := parseTerm(kind, value)
		if err != nil {
			return syntax.Params{}, usage("--param %s: %s %v", shown(name), shown(value), err)
		}
		out.Terms[name] = t
	}
	return out, nil
}

func parseTerm(kind, value string) (datalog.Term, error) {
	switch kind {
	case "", "string":
		t := datalog.String(value)
		if !t.Valid() {
			return datalog.Term{}, errors.New("is not UTF-8")
		}
		return t, nil
	case "integer":
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return datalog.Term{}, errors.New("is no integer of 64 bits")
		}
		return datalog.Int(n), nil
	case "date":
		at, err := time.Parse(time.RFC3339, value)
		if err != nil || at.Unix() < 0 {
			return datalog.Term{}, errors.New("is no date as in 2026-01-31T12:00:00Z")
		}
		return datalog.Time(at), nil
	case "bytes":
		b, err := hex.DecodeString(strings.TrimPrefix(value, "hex:"))
		if err != nil {
			return datalog.Term{}, errors.New("is not hexadecimal")
		}
		return datalog.Bytes(b), nil
	case "bool":
		switch value {
		case "true", "false":
			return datalog.Bool(value == "true"), nil
		}
		return datalog.Term{}, errors.New("is neither true nor false")
	}
	return datalog.Term{}, fmt.Errorf("has an unknown type %s", shown(kind))
}

// code is the Datalog of a block to be made: on the command line or in a file.
type code struct {
	params
	text, file, context string
}

func (d *code) flags(c *cobra.Command) {
	c.Flags().StringVar(&d.text, "code", "", "`DATALOG` of the block")
	c.Flags().StringVar(&d.file, "code-file", "", "read the Datalog from `FILE`, or - for stdin")
	c.Flags().StringVar(&d.context, "context", "", "free `TEXT` for people, which no evaluation reads")
	d.params.flags(c)
}

// block parses the Datalog.
func (a *app) block(c *cobra.Command, d code) (datalog.Block, error) {
	inline, file := c.Flags().Changed("code"), c.Flags().Changed("code-file")
	if inline == file {
		return datalog.Block{}, usage("one of --code DATALOG and --code-file FILE is needed").
			hint(`%s --code 'check if time($t), $t < 2030-01-01T00:00:00Z;'`, c.CommandPath())
	}
	name, src := "--code", d.text
	if file {
		data, err := a.readFile(d.file, "Datalog", maxSource)
		if err != nil {
			return datalog.Block{}, err
		}
		name, src = d.file, string(data)
	}
	given, err := d.parse()
	if err != nil {
		return datalog.Block{}, err
	}
	b, err := syntax.ParseBlock(src, given)
	if err != nil {
		return datalog.Block{}, notDatalog(name, err)
	}
	b.Context = d.context
	return b, nil
}

// notDatalog tells where a text is wrong, as NAME:LINE:COLUMN with the line below it.
func notDatalog(name string, err error) error {
	if p, ok := errors.AsType[*syntax.ParameterError](err); ok {
		return usage("%s: %v", name, p).hint("--param NAME:TYPE=VALUE gives a value to {NAME}")
	}
	var all syntax.Errors
	if one, ok := errors.AsType[*syntax.Error](err); ok {
		all = syntax.Errors{one}
	}
	if many, ok := errors.AsType[syntax.Errors](err); ok {
		all = many
	}
	if len(all) == 0 {
		return usage("%s: %s", name, sentence(err))
	}
	f := usage("%s", at(name, all[0]))
	f.code = "syntax"
	f.detail = append(f.detail, strings.TrimSpace(all[0].Excerpt))
	for _, e := range all[1:] {
		f.detail = append(f.detail, at(name, e), strings.TrimSpace(e.Excerpt))
	}
	return f
}

func at(name string, e *syntax.Error) string {
	what := e.Reason
	if what == "" {
		what = "expected " + e.Expected + ", found " + e.Found
	}
	return fmt.Sprintf("%s:%d:%d: %s", name, e.Line, e.Column, what)
}
