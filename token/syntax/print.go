package syntax

import (
	"github.com/hardtack-auth/hardtack/token/datalog"
)

// Printer writes Datalog text. What the parser made prints as text that parses to the same; what only the wire format can
// hold, such as an expression with a wrong number of operands, prints as something to read in angle brackets, which no
// parser takes. The zero Printer is ready to use.
type Printer struct {
	// Symbols gives the place of a string in the symbol table of a token, and whether it has one. The reference prints the
	// strings of sets and the keys of maps in that order. nil: alphabetical order.
	Symbols func(s string) (index int, ok bool)
}

// FormatTerm returns the text of a term, printed without a symbol table like everything that the Format functions return.
func FormatTerm(t datalog.Term) string { return Printer{}.Term(t) }

// FormatPredicate returns the text of a predicate or fact.
func FormatPredicate(p datalog.Predicate) string { return Printer{}.Predicate(p) }

// FormatExpression returns the text of an expression.
func FormatExpression(e datalog.Expression) string { return Printer{}.Expression(e) }

// FormatRule returns the text of a rule, without a semicolon.
func FormatRule(r datalog.Rule) string { return Printer{}.Rule(r) }

// FormatCheck returns the text of a check, without a semicolon.
func FormatCheck(c datalog.Check) string { return Printer{}.Check(c) }

// FormatPolicy returns the text of a policy, without a semicolon.
func FormatPolicy(p datalog.Policy) string { return Printer{}.Policy(p) }

// FormatBlock returns the source of a block: its scopes, facts, rules and checks, one a line. The context is not part of it.
func FormatBlock(b datalog.Block) string { return Printer{}.Block(b) }

// FormatAuthorizer returns the source of an authorizer: its scopes, facts, rules, checks and policies, one a line, with an
// empty line after each kind but the last.
func FormatAuthorizer(a datalog.Authorizer) string { return Printer{}.Authorizer(a) }

// Term is [FormatTerm] with this Printer.
func (p Printer) Term(t datalog.Term) string { return p.text(func(w *writer) { w.term(t) }) }

// Predicate is [FormatPredicate] with this Printer.
func (p Printer) Predicate(f datalog.Predicate) string {
	return p.text(func(w *writer) { w.predicate(f) })
}

// Expression is [FormatExpression] with this Printer.
func (p Printer) Expression(e datalog.Expression) string {
	return p.text(func(w *writer) { w.expression(e) })
}

// Rule is [FormatRule] with this Printer.
func (p Printer) Rule(r datalog.Rule) string { return p.text(func(w *writer) { w.rule(r) }) }

// Check is [FormatCheck] with this Printer.
func (p Printer) Check(c datalog.Check) string { return p.text(func(w *writer) { w.check(c) }) }

// Policy is [FormatPolicy] with this Printer.
func (p Printer) Policy(y datalog.Policy) string { return p.text(func(w *writer) { w.policy(y) }) }

// Block is [FormatBlock] with this Printer.
func (p Printer) Block(b datalog.Block) string {
	return p.text(func(w *writer) { w.block(b, "") })
}

// Authorizer is [FormatAuthorizer] with this Printer.
func (p Printer) Authorizer(a datalog.Authorizer) string {
	return p.text(func(w *writer) {
		w.block(a.Block, "\n")
		statements(w, a.Policies, (*writer).policy, "")
	})
}

func (p Printer) text(write func(*writer)) string {
	w := &writer{symbols: p.Symbols}
	write(w)
	return string(w.buf)
}

// writer collects the text of one call.
type writer struct {
	buf     []byte
	symbols func(string) (int, bool)
}

func (w *writer) put(s string) { w.buf = append(w.buf, s...) }

// block writes the statements of a block with a separator after each kind.
func (w *writer) block(b datalog.Block, separator string) {
	if len(b.Scopes) > 0 {
		w.scopes(b.Scopes)
		w.put(";\n" + separator)
	}
	statements(w, b.Facts, (*writer).predicate, separator)
	statements(w, b.Rules, (*writer).rule, separator)
	statements(w, b.Checks, (*writer).check, separator)
}

func statements[T any](w *writer, all []T, write func(*writer, T), separator string) {
	for _, one := range all {
		write(w, one)
		w.put(";\n")
	}
	if len(all) > 0 {
		w.put(separator)
	}
}

func list[T any](w *writer, all []T, write func(*writer, T), separator string) {
	for i, one := range all {
		if i > 0 {
			w.put(separator)
		}
		write(w, one)
	}
}

func (w *writer) predicate(p datalog.Predicate) {
	w.name(p.Name)
	w.put("(")
	list(w, p.Terms, (*writer).term, ", ")
	w.put(")")
}

func (w *writer) rule(r datalog.Rule) {
	w.predicate(r.Head)
	w.put(" <- ")
	w.body(r)
}

// body writes predicates, then expressions, whatever their order was.
func (w *writer) body(r datalog.Rule) {
	list(w, r.Body, (*writer).predicate, ", ")
	if len(r.Body) > 0 && len(r.Expressions) > 0 {
		w.put(", ")
	}
	list(w, r.Expressions, (*writer).expression, ", ")
	if len(r.Scopes) > 0 {
		w.put(" ")
		w.scopes(r.Scopes)
	}
}

func (w *writer) check(c datalog.Check) {
	w.put(c.Kind.String() + " ")
	list(w, c.Queries, (*writer).body, " or ")
}

func (w *writer) policy(p datalog.Policy) {
	w.put(p.Kind.String() + " ")
	list(w, p.Queries, (*writer).body, " or ")
}

func (w *writer) scopes(all []datalog.Scope) {
	w.put("trusting ")
	list(w, all, (*writer).scope, ", ")
}

func (w *writer) scope(s datalog.Scope) {
	switch s.Kind {
	case datalog.ScopeAuthority:
		w.put("authority")
	case datalog.ScopePrevious:
		w.put("previous")
	case datalog.ScopeKey:
		w.put(s.Key.String())
	default:
		w.put("<invalid scope>")
	}
}
