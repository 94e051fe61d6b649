package wire

// ThirdPartyRequest asks a third party for a block that fits behind the block with PreviousSignature.
type ThirdPartyRequest struct{ PreviousSignature []byte }

// ThirdPartyContents is a third party's answer: a block, signed for one place in one token.
type ThirdPartyContents struct {
	Payload  []byte // the block, as signed
	External ExternalSignature
}

// DecodeThirdPartyRequest reads a request. The caller gives data away. The two fields of requests before v3.3 are refused: who
// sends them expects a signature that does not cover the previous one (SPECIFICATIONS.md, "Third party blocks").
func DecodeThirdPartyRequest(data []byte, limits Limits) (ThirdPartyRequest, error) {
	limits = limits.withDefaults()
	if len(data) > limits.Size {
		return ThirdPartyRequest{}, &LimitError{"bytes in a third-party request", limits.Size}
	}
	r := newReader(data, "ThirdPartyBlockRequest")
	var q ThirdPartyRequest
	var have uint16
	for r.next() {
		switch r.tag {
		case 1<<3 | length:
			r.stop(&DeserializationError{"a third-party request must not hold the previous key"})
		case 2<<3 | length:
			r.stop(&DeserializationError{"a third-party request must not hold public keys"})
		case 3<<3 | length:
			have |= 1
			q.PreviousSignature = r.bytes()
		default:
			r.other(3)
		}
	}
	r.require(have, 1)
	if r.err != nil {
		return ThirdPartyRequest{}, r.err
	}
	return q, nil
}

// Encode writes the request.
func (q ThirdPartyRequest) Encode() []byte {
	var b buffer
	b.bytes(3, q.PreviousSignature)
	return b.data
}

// DecodeThirdPartyContents reads an answer. The caller gives data away.
func DecodeThirdPartyContents(data []byte, limits Limits) (ThirdPartyContents, error) {
	limits = limits.withDefaults()
	if len(data) > limits.Size {
		return ThirdPartyContents{}, &LimitError{"bytes in a third-party block", limits.Size}
	}
	r := newReader(data, "ThirdPartyBlockContents")
	var c ThirdPartyContents
	var have uint16
	for r.next() {
		switch r.tag {
		case 1<<3 | length:
			have |= haveBlock
			c.Payload = r.bytes()
		case 2<<3 | length:
			have |= haveExternal
			c.External.merge(&r, &have)
		default:
			r.other(2)
		}
	}
	r.require(have, haveBlock|haveExternal|needExternal)
	r.algorithm(c.External.PublicKey)
	if r.err != nil {
		return ThirdPartyContents{}, r.err
	}
	if len(c.Payload) > limits.BlockSize {
		return ThirdPartyContents{}, &LimitError{"bytes in a block", limits.BlockSize}
	}
	return c, nil
}

// Encode writes the answer.
func (c ThirdPartyContents) Encode() []byte {
	var b buffer
	b.bytes(1, c.Payload)
	b.external(2, &c.External)
	return b.data
}
