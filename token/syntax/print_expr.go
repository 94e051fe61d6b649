package syntax

import (
	"slices"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// invalidExpression is printed for operations that leave no single value or put closures where they cannot be.
const invalidExpression = "<invalid expression>"

// node is one operation with its operands, as indices into a tree.
type node struct {
	op          *datalog.Op
	left, right int
	level       int  // how tight it binds; see the levels of the parser
	open        bool // ends with the operand of a negation, which would swallow a following + - * /
	groupLeft   bool // needs parentheses that are no operation
	groupRight  bool
}

// tree is an expression with operands in place of a stack. It is built and written without recursion but for closures, whose
// depth is bounded: the length of an expression from the wire is not.
type tree []node

func (w *writer) expression(e datalog.Expression) {
	var t tree
	root, ok := t.build(e)
	if !ok {
		w.put(invalidExpression)
		return
	}
	w.tree(t, root)
}

// build adds the operations and returns the node of their result.
func (t *tree) build(ops []datalog.Op) (root int, ok bool) {
	var stack []int
	for i := range ops {
		n := node{op: &ops[i], left: none, right: none}
		switch ops[i].Kind() {
		case datalog.OpValue:
			n.level = levelTerm
		case datalog.OpClosure:
			_, body := ops[i].Closure()
			if n.right, ok = t.build(body); !ok {
				return 0, false
			}
		case datalog.OpUnary:
			top := len(stack) - 1
			if top < 0 {
				return 0, false
			}
			n.left, stack = stack[top], stack[:top]
			if !t.unary(&n) {
				return 0, false
			}
		case datalog.OpBinary:
			top := len(stack) - 1
			if top < 1 {
				return 0, false
			}
			n.left, n.right, stack = stack[top-1], stack[top], stack[:top-1]
			if !t.binary(&n) {
				return 0, false
			}
		default:
			return 0, false
		}
		*t = append(*t, n)
		stack = append(stack, len(*t)-1)
	}
	if len(stack) != 1 || t.isClosure(stack[0]) {
		return 0, false
	}
	return stack[0], true
}

func (t *tree) isClosure(i int) bool { return (*t)[i].op.Kind() == datalog.OpClosure }

func (t *tree) unary(n *node) bool {
	if t.isClosure(n.left) {
		return false
	}
	operand := (*t)[n.left]
	n.level = levelTerm
	switch n.op.Unary() {
	case datalog.Parens:
	case datalog.Negate:
		n.level, n.open = levelNot, true
		n.groupLeft = operand.level < levelAdd
	case datalog.Length, datalog.TypeOf, datalog.ExternUnary:
		n.groupLeft = operand.level < levelTerm
	default:
		return false
	}
	return true
}

func (t *tree) binary(n *node) bool {
	if !t.placeClosure(n) {
		return false
	}
	left, right := (*t)[n.left], (*t)[n.right]
	if o, ok := infixOf(n.op.Binary()); ok {
		n.level = o.level
		n.groupLeft = left.level < o.level || left.level == levelCompare && o.level == levelCompare ||
			left.open && o.level >= levelAdd
		n.groupRight = right.level <= o.level
		n.open = right.open && !n.groupRight
		return true
	}
	n.level = levelTerm
	n.groupLeft = left.level < levelTerm
	return methods[n.op.Binary()] != "" || n.op.Binary() == datalog.ExternBinary
}

// infixOf returns how an operator between two values is written. And and Or are older than the lazy operators and are
// written like them; the reference's text for them is taken for the negation of the right side when it is parsed.
func infixOf(op datalog.Binary) (operator, bool) {
	switch op {
	case datalog.And:
		op = datalog.LazyAnd
	case datalog.Or:
		op = datalog.LazyOr
	}
	for _, o := range infix {
		if o.op == op {
			return o, true
		}
	}
	return operator{}, false
}

// placeClosure demands the closure that the operator needs, and no other. The machine takes it from either side, the text has
// it on one; the operand that is one is replaced by what it computes.
func (t *tree) placeClosure(n *node) bool {
	params := 0
	switch n.op.Binary() {
	case datalog.All, datalog.Any:
		params = 1
	case datalog.LazyAnd, datalog.LazyOr, datalog.TryOr:
	default:
		return !t.isClosure(n.left) && !t.isClosure(n.right)
	}
	if t.isClosure(n.left) == t.isClosure(n.right) {
		return false
	}
	value, closure := n.left, n.right
	if t.isClosure(value) {
		value, closure = closure, value
	}
	names, _ := (*t)[closure].op.Closure()
	if len(names) != params {
		return false
	}
	if params == 0 {
		closure = (*t)[closure].right
	}
	n.left, n.right = value, closure
	if n.op.Binary() == datalog.TryOr {
		n.left, n.right = closure, value
	}
	return true
}

// tree writes the text below root.
func (w *writer) tree(t tree, root int) {
	todo := []part{{node: root}}
	for len(todo) > 0 {
		next := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		switch {
		case next.node == none:
			w.put(next.text)
		case t[next.node].op.Kind() == datalog.OpValue:
			w.term(t[next.node].op.Term())
		default:
			first := len(todo)
			todo = t[next.node].parts(todo)
			slices.Reverse(todo[first:])
		}
	}
}

// part is a text, or the node whose text belongs in its place.
type part struct {
	text string
	node int
}

// none is the node of a part that is a text, and of an operand that an operation does not have.
const none = -1

// parts appends what the node is written as, from left to right.
func (n node) parts(to []part) []part {
	text := func(s string) { to = append(to, part{s, none}) }
	operand := func(node int, group bool) {
		if group {
			text("(")
		}
		to = append(to, part{node: node})
		if group {
			text(")")
		}
	}
	switch n.op.Kind() {
	case datalog.OpClosure:
		params, _ := n.op.Closure()
		for _, name := range params { // one: see placeClosure
			text("$" + nameText(name) + " -> ")
		}
		operand(n.right, false)
	case datalog.OpUnary:
		switch n.op.Unary() {
		case datalog.Negate:
			text("!")
			operand(n.left, n.groupLeft)
		case datalog.Parens:
			operand(n.left, true)
		case datalog.Length:
			operand(n.left, n.groupLeft)
			text(".length()")
		case datalog.TypeOf:
			operand(n.left, n.groupLeft)
			text(".type()")
		case datalog.ExternUnary:
			operand(n.left, n.groupLeft)
			text("." + externPrefix + nameText(n.op.Extern()) + "()")
		}
	case datalog.OpBinary:
		operand(n.left, n.groupLeft)
		if o, ok := infixOf(n.op.Binary()); ok {
			text(" " + o.text + " ")
			operand(n.right, n.groupRight)
			break
		}
		name := methods[n.op.Binary()]
		if n.op.Binary() == datalog.ExternBinary {
			name = externPrefix + nameText(n.op.Extern())
		}
		text("." + name)
		operand(n.right, true)
	}
	return to
}
