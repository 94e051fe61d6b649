// Runs the Rust reference, as WebAssembly, for the Go tests of this folder: requests as JSON lines on stdin, answers on
// stdout. Start it with `node --experimental-wasm-modules driver.mjs`; it ends when stdin does.
//
// An answer is {id, ok}, {id, err} with the error as the reference serialises it, or {id, panic} when it trapped.

import { webcrypto } from "node:crypto";
import { createInterface } from "node:readline";

// The reference stops a run after 1 ms by this clock, whatever limits it is given, and so refuses now and then on a busy
// machine. Here time stands still for it: its limits of 1,000 facts and 100 rounds stay. Our own timing uses hrtime.
Object.defineProperty(globalThis, "performance", { value: { now: () => 0 } });
globalThis.crypto ??= webcrypto; // Node 18
console.log = console.error; // stdout is for answers, and the package greets when it loads

const { AuthorizerBuilder, Biscuit, KeyPair, PrivateKey, PublicKey, SignatureAlgorithm, ThirdPartyRequest } = await import(
  "@biscuit-auth/biscuit-wasm"
);

const limits = { max_facts: 1_000_000, max_iterations: 100_000, max_time_micro: 1e10 };

// publicKey reads ed25519/HEX or secp256r1/HEX; the package wants the algorithm apart.
function publicKey(text) {
  const [name, hex] = text.split("/");
  return PublicKey.fromString(hex, name === "ed25519" ? SignatureAlgorithm.Ed25519 : SignatureAlgorithm.Secp256r1);
}

const read = (r) => Biscuit.fromBase64(r.token, publicKey(r.root));

function block(code) {
  const b = Biscuit.block_builder();
  b.addCode(code);
  return b;
}

function builder(code) {
  const b = new AuthorizerBuilder();
  b.addCode(code);
  return b;
}

function build(r, prepared) {
  return r.token ? prepared.buildAuthenticated(read(r)) : prepared.buildUnauthenticated();
}

// authorize decides r.times times, since the order in which the reference visits facts is another each time.
function authorize(r) {
  const results = [];
  let dump = null;
  for (let i = 0; i < (r.times ?? 1); i++) {
    let a = null;
    try {
      a = build(r, builder(r.authorizer));
      results.push({ Ok: a.authorizeWithLimits(limits) });
    } catch (e) {
      results.push({ Err: refusal(e) });
    }
    dump ??= a?.toString() ?? null;
    a?.free();
  }
  return { results, dump };
}

// clock measures r.n decisions. The builder of an authorizer is used up with every request: it is made outside the measured
// time, as the other implementations parse their authorizer once. Before that the engine gets some time to compile itself.
function clock(r, act) {
  const batch = 64;
  const run = (n) => {
    const ready = Array.from({ length: n }, () => builder(r.authorizer));
    const start = process.hrtime.bigint();
    for (const one of ready) act(one);
    return Number(process.hrtime.bigint() - start);
  };
  for (let warm = 0; warm < 3e8 && r.n === 1; ) warm += run(1);
  let ns = 0;
  for (let done = 0; done < r.n; done += batch) ns += run(Math.min(batch, r.n - done));
  return { ns };
}

const operations = {
  keys(r) {
    const k = r.private ? KeyPair.fromPrivateKey(PrivateKey.fromString(r.private)) : new KeyPair(SignatureAlgorithm[r.algorithm]);
    return { private: k.getPrivateKey().toString(), public: k.getPublicKey().toString() };
  },
  mint(r) {
    const b = Biscuit.builder();
    b.addCode(r.code);
    if (r.rootKeyId !== undefined) b.setRootKeyId(r.rootKeyId);
    return { token: b.build(PrivateKey.fromString(r.private)).toBase64() };
  },
  attenuate: (r) => ({ token: read(r).appendBlock(block(r.code)).toBase64() }),
  seal: (r) => ({ token: read(r).sealToken().toBase64() }),
  request: (r) => ({ request: read(r).getThirdPartyRequest().toBase64() }),
  create(r) {
    const request = ThirdPartyRequest.fromBase64(r.request);
    return { contents: request.createBlock(PrivateKey.fromString(r.private), block(r.code)).toBase64() };
  },
  // The package cannot read the contents of a third-party block: its ThirdPartyBlock.fromBase64 gives a request. So a block
  // is appended by the process that makes it.
  append(r) {
    const token = read(r);
    const contents = token.getThirdPartyRequest().createBlock(PrivateKey.fromString(r.private), block(r.code));
    return { token: token.appendThirdPartyBlock(publicKey(r.public), contents).toBase64() };
  },
  print(r) {
    const token = read(r);
    const blocks = Array.from({ length: token.countBlocks() }, (_, i) => token.getBlockSource(i));
    return { token: token.toBase64(), blocks, revocationIds: token.getRevocationIdentifiers() };
  },
  rootKeyId(r) {
    let seen = null;
    Biscuit.fromBase64WithProvider(r.token, (id) => {
      seen = id ?? null;
      return publicKey(r.root);
    });
    return { rootKeyId: seen };
  },
  authorize,
  // From the text of a token to a yes.
  timeVerify(r) {
    const key = publicKey(r.root);
    return clock(r, (b) => {
      const token = Biscuit.fromBase64(r.token, key);
      const a = b.buildAuthenticated(token);
      a.authorizeWithLimits(limits);
      a.free();
      token.free();
    });
  },
  timeWorld: (r) => clock(r, (b) => {
    const a = b.buildUnauthenticated();
    a.authorizeWithLimits(limits);
    a.free();
  }),
};

// refusal passes errors of the reference on, and throws everything else.
function refusal(e) {
  if (e instanceof Error) throw e;
  return e;
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const request = JSON.parse(line);
  const answer = { id: request.id };
  try {
    answer.ok = operations[request.op](request);
  } catch (e) {
    if (e instanceof Error) answer.panic = String(e.stack);
    else answer.err = e;
  }
  const text = JSON.stringify(answer, (_, v) => (typeof v === "bigint" ? Number(v) : v));
  process.stdout.write(text + "\n");
}
