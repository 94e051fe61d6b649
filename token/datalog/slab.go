package datalog

// slab hands out slices cut from larger ones, so that compiling a block costs a few allocations and not one for each
// statement. It starts with what is asked for, and doubles.
type slab[T any] struct {
	free []T
	next int
}

func (s *slab[T]) take(n int) []T {
	if n == 0 {
		return nil
	}
	if n > len(s.free) {
		s.free = make([]T, max(n, s.next))
		s.next = min(2*len(s.free), 4096)
	}
	out := s.free[:n:n]
	s.free = s.free[n:]
	return out
}
