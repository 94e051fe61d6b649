package wire

// slab hands out slices cut from larger ones, so that decoding a token costs a few allocations and not one for each
// predicate. Their capacity is their length: an append cannot reach a neighbour.
type slab[T any] struct {
	free  []T
	chunk int // the least number to allocate at once
}

func (s *slab[T]) take(n int) []T {
	if n == 0 {
		return nil
	}
	if n > len(s.free) {
		s.free = make([]T, max(n, s.chunk))
	}
	out := s.free[:n:n]
	s.free = s.free[n:]
	return out
}
