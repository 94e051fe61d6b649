package wire

// Limits bounds what a token may ask a decoder to do. In each field zero means the default; a negative number allows nothing.
type Limits struct {
	Size        int // bytes of a serialised token, 65,536
	Blocks      int // blocks of a token with the authority block, 64
	BlockSize   int // bytes of one block, 65,536
	Symbols     int // symbols that a token defines, 1,024
	SymbolBytes int // bytes of all these symbols, 65,536
	Resolved    int // bytes of symbols in a token, counted wherever one is used, 1,048,576: what printing it all can give
	Statements  int // rules and checks of one block, 256
	Nodes       int // predicates, terms, operations, queries, expressions, scopes of a token, 16,384
	Keys        int // public keys that a token lists, 256
	Depth       int // messages nested in a block, 100; greater values count as 100
}

// maxDepth is where the reference stops (prost, RECURSION_LIMIT). A deeper token would mean something to us alone.
const maxDepth = 100

func (l Limits) withDefaults() Limits {
	set := func(field *int, value int) {
		if *field == 0 {
			*field = value
		}
	}
	set(&l.Size, 64<<10)
	set(&l.Blocks, 64)
	set(&l.BlockSize, 64<<10)
	set(&l.Symbols, 1024)
	set(&l.SymbolBytes, 64<<10)
	set(&l.Resolved, 1<<20)
	set(&l.Statements, 256)
	set(&l.Nodes, 16<<10)
	set(&l.Keys, 256)
	set(&l.Depth, maxDepth)
	l.Depth = min(l.Depth, maxDepth)
	return l
}
