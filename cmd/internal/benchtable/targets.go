package main

// bound says which side of the limit is good, and of what.
type bound int

const (
	oursAtMost  bound = iota // ours / peer <= limit: nearly as cheap as the floor
	peerAtLeast              // peer / ours >= limit: so many times faster than the peer
	atMost                   // ours <= limit, in the metric's unit
	atLeast                  // ours >= limit, in the metric's unit
)

// target is one promise about performance. A benchmark can serve several: P1's figures stand beside the floor and, in P2,
// beside biscuit-go.
type target struct {
	row    string // the number shown, and the benchmark's name
	kase   string // an element of the case, as "cold" in "cold/3"; "" is every case that no other target names
	what   string
	peer   string // "" for absolute limits
	metric string
	bound  bound
	limit  float64
	cores  bool // the limit is for each processor
}

// The metrics of the testing package that targets use; others are reported by the benchmarks themselves.
const (
	ns     = "ns/op"
	allocs = "allocs/op"
)

// targets are the promises, in the order of the table.
var targets = []target{
	{row: "P1", what: "cold verify", peer: "floor", metric: ns, bound: oursAtMost, limit: 1.15},
	{row: "P1", kase: "10", what: "cold verify", peer: "floor", metric: ns, bound: oursAtMost, limit: 1.08},
	{row: "P2", what: "cold verify", peer: "biscuit-go", metric: ns, bound: peerAtLeast, limit: 1},
	{row: "P2", what: "cold verify", peer: "biscuit-go", metric: allocs, bound: oursAtMost, limit: 0.1},
	{row: "P3", kase: "cold", what: "cold verify", peer: "biscuit-wasm", metric: ns, bound: peerAtLeast, limit: 2.5},
	{row: "P3", kase: "warm", what: "warm verify", peer: "biscuit-wasm", metric: ns, bound: peerAtLeast, limit: 200},
	{row: "P4", what: "warm verify", peer: "jwt", metric: ns, bound: peerAtLeast, limit: 30},
	{row: "P4", what: "warm verify", peer: "macaroon", metric: ns, bound: peerAtLeast, limit: 1},
	{row: "P5", what: "sibling of a cached chain", peer: "cold", metric: ns, bound: oursAtMost, limit: 1.3},
	{row: "P5k", what: "fresh invocation, chain cached", peer: "floor", metric: ns, bound: oursAtMost, limit: 1.15},
	{row: "P6", what: "delegate, bearer", peer: "floor", metric: ns, bound: oursAtMost, limit: 1.5},
	{row: "P6k", what: "delegate, key-bound", peer: "floor", metric: ns, bound: oursAtMost, limit: 1.3},
	{row: "P7", what: "Datalog", peer: "biscuit-go", metric: ns, bound: peerAtLeast, limit: 20},
	{row: "P7", what: "Datalog", peer: "biscuit-wasm", metric: ns, bound: peerAtLeast, limit: 5},
	{row: "P8", what: "hostile input refused", metric: ns, bound: atMost, limit: 20e6},
	{row: "P10", kase: "miss", what: "revocation lookup", metric: ns, bound: atMost, limit: 60},
	{row: "P10", kase: "hit", what: "revocation lookup", metric: ns, bound: atMost, limit: 200},
	{row: "P10", what: "memory of the revoked", metric: "B/entry", bound: atMost, limit: 18},
	{row: "P11", what: "revoke to refused", metric: "p50-ms", bound: atMost, limit: 150},
	{row: "P11", what: "revoke to refused", metric: "p99-ms", bound: atMost, limit: 1000},
	{row: "P11", what: "durable acknowledgement", metric: "ack-p99-ms", bound: atMost, limit: 50},
	{row: "P12", what: "durable issue", peer: "one-commit", metric: ns, bound: peerAtLeast, limit: 5},
	{row: "P12", what: "durable issue", metric: "issues/s", bound: atLeast, limit: 2000},
	{row: "P13", kase: "1M", what: "catch-up of a new subscriber", metric: ns, bound: atMost, limit: 1e9},
	{row: "P13", kase: "100k", what: "catch-up after sleep", metric: ns, bound: atMost, limit: 200e6},
	{row: "P14", what: "throughput on all cores", peer: "one-core", metric: ns, bound: peerAtLeast, limit: 0.85, cores: true},
	{row: "P15", what: "wasm size, gzip", metric: "gzip-MB", bound: atMost, limit: 1.7},
	{row: "P15", what: "third-party modules linked", metric: "modules", bound: atMost, limit: 1},
}
