package datalog

// maxPlanned is the number of body predicates up to which the order of a join is chosen. Beyond it the order is that of
// the source, so that preparing a hostile rule stays linear.
const maxPlanned = 12

// trivialPlans are those of bodies with no predicate and with one. Nothing changes them.
var trivialPlans = [2][1][]uint8{{{}}, {{0}}}

// plan chooses the orders in which the predicates of a body are joined: for each predicate one order that starts with it,
// for the rounds in which that predicate's facts are new (semi-naive evaluation). The set of matches does not depend on
// the order, and neither does the outcome, as every match is looked at.
func (c *Compiler) plan(body []Predicate) [][]uint8 {
	n := len(body)
	if n <= 1 {
		return trivialPlans[n][:]
	}
	if n > maxPlanned {
		plans := c.plans.take(1)
		plans[0] = c.orders.take(n)
		for i := range plans[0] {
			plans[0][i] = uint8(i)
		}
		return plans
	}
	plans := c.plans.take(n)
	for first := range plans {
		plans[first] = c.order(body, first)
	}
	return plans
}

// order starts with one predicate and always goes on with that whose terms are most bound, in source order among equals.
func (c *Compiler) order(body []Predicate, first int) []uint8 {
	order := c.orders.take(len(body))[:0]
	var bound, placed uint64 // slots, and predicates of the body
	add := func(i int) {
		order = append(order, uint8(i))
		placed |= 1 << i
		for _, t := range body[i].Terms {
			if t.kind == KindVariable {
				bound |= 1 << t.num
			}
		}
	}
	add(first)
	for len(order) < len(body) {
		best, most := -1, -1
		for i := range body {
			if placed&(1<<i) != 0 {
				continue
			}
			fixed := 0
			for _, t := range body[i].Terms {
				if t.kind != KindVariable || bound&(1<<t.num) != 0 {
					fixed++
				}
			}
			if fixed > most {
				best, most = i, fixed
			}
		}
		add(best)
	}
	return order
}
