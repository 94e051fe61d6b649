package syntax_test

import (
	"fmt"
	"time"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

func ExampleParseBlock() {
	block, err := syntax.ParseBlock(`
		user({user});
		// The agent may read until its session ends.
		check if operation($op), {"read", "list"}.contains($op);
		check if time($t), $t < {end};
	`, syntax.Params{Terms: map[string]datalog.Term{
		"user": datalog.String("alice@acme.example"),
		"end":  datalog.Time(time.Date(2026, 11, 23, 22, 23, 0, 0, time.UTC)),
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(block.Facts), "fact,", len(block.Checks), "checks")

	_, err = syntax.ParseBlock(`check if operation("read";`, syntax.Params{})
	fmt.Println(err)
	// Output:
	// 1 fact, 2 checks
	// line 1, column 26: expected "," or ")", found ";"
}

func ExampleFormatBlock() {
	fmt.Print(syntax.FormatBlock(datalog.Block{
		Scopes: []datalog.Scope{{Kind: datalog.ScopeAuthority}},
		Facts:  []datalog.Predicate{{Name: "note", Terms: []datalog.Term{datalog.String(`a "quoted" word`)}}},
		Checks: []datalog.Check{{Queries: []datalog.Rule{{
			Body: []datalog.Predicate{{Name: "operation", Terms: []datalog.Term{datalog.Var("op")}}},
			Expressions: []datalog.Expression{{
				datalog.Value(datalog.Strings("read", "list")),
				datalog.Value(datalog.Var("op")),
				datalog.Op2(datalog.Contains),
			}},
		}}}},
	}))
	// Output:
	// trusting authority;
	// note("a \"quoted\" word");
	// check if operation($op), {"list", "read"}.contains($op);
}
