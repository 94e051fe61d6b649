package sign

import (
	"encoding/binary"
	"errors"
)

// The tags of V1 payloads, each between two zero bytes (spec/biscuit.md, "Signatures"). The bytes after one have no length
// in front.
const (
	tagBlock       = "\x00BLOCK\x00"
	tagExternal    = "\x00EXTERNAL\x00"
	tagVersion     = "\x00VERSION\x00"
	tagPayload     = "\x00PAYLOAD\x00"
	tagAlgorithm   = "\x00ALGORITHM\x00"
	tagNextKey     = "\x00NEXTKEY\x00"
	tagPrevSig     = "\x00PREVSIG\x00"
	tagExternalSig = "\x00EXTERNALSIG\x00"
)

var errNoPrevious = errors.New("no signature before this one")

// Buffer builds the bytes that signatures cover. Its memory is its own and reused, so no payload is ever appended to the
// token it is about; what a method returns holds until the next call. The zero Buffer is ready, for one goroutine.
//
// The data of a block are the bytes as received, never a new encoding of what they mean.
type Buffer struct {
	b []byte
}

// payloadRoom is more than what tags, keys and Ed25519 signatures add to the data of a block.
const payloadRoom = 320

// Reserve makes room for payloads of blocks of n bytes.
func (p *Buffer) Reserve(n int) {
	if cap(p.b) < n+payloadRoom {
		p.b = make([]byte, 0, n+payloadRoom)
	}
}

// BlockV0 is what a V0 signature covers, of any block without a third party. The error is [ErrNoKey].
//
// The specification's prose has the key before the algorithm; its samples and all implementations have it after.
func (p *Buffer) BlockV0(data []byte, next PublicKey) ([]byte, error) {
	if next.IsZero() {
		return nil, ErrNoKey
	}
	p.b = append(p.b[:0], data...)
	p.algorithm(next)
	p.b = next.AppendBytes(p.b)
	return p.b, nil
}

// AuthorityV1 is what the V1 signature of block 0 covers. The error is [ErrNoKey].
func (p *Buffer) AuthorityV1(data []byte, next PublicKey) ([]byte, error) {
	if next.IsZero() {
		return nil, ErrNoKey
	}
	p.b = append(p.b[:0], tagBlock...)
	p.version()
	p.b = append(p.b, tagPayload...)
	p.b = append(p.b, data...)
	p.b = append(p.b, tagAlgorithm...)
	p.algorithm(next)
	p.b = append(p.b, tagNextKey...)
	p.b = next.AppendBytes(p.b)
	return p.b, nil
}

// BlockV1 is what the V1 signature of a later block covers: previous is the signature of the block before as it stands in
// the token, external that of the third party, nil when there is none. The error is [ErrNoKey], or says that previous is
// empty.
func (p *Buffer) BlockV1(data []byte, next PublicKey, previous, external []byte) ([]byte, error) {
	if len(previous) == 0 {
		return nil, errNoPrevious
	}
	if _, err := p.AuthorityV1(data, next); err != nil {
		return nil, err
	}
	p.b = append(p.b, tagPrevSig...)
	p.b = append(p.b, previous...)
	if external != nil {
		p.b = append(p.b, tagExternalSig...)
		p.b = append(p.b, external...)
	}
	return p.b, nil
}

// ExternalV1 is what a third party's signature covers. It names the signature before, not only the key, so the block cannot
// be put into another token. The error says that previous is empty.
func (p *Buffer) ExternalV1(data, previous []byte) ([]byte, error) {
	if len(previous) == 0 {
		return nil, errNoPrevious
	}
	p.b = append(p.b[:0], tagExternal...)
	p.version()
	p.b = append(p.b, tagPayload...)
	p.b = append(p.b, data...)
	p.b = append(p.b, tagPrevSig...)
	p.b = append(p.b, previous...)
	return p.b, nil
}

// Seal is what the final signature of a sealed token covers: the last block's data, next key and signature, without tags
// whatever the version of that signature. The errors are those of [Buffer.BlockV1].
func (p *Buffer) Seal(data []byte, next PublicKey, last []byte) ([]byte, error) {
	if len(last) == 0 {
		return nil, errNoPrevious
	}
	if _, err := p.BlockV0(data, next); err != nil {
		return nil, err
	}
	p.b = append(p.b, last...)
	return p.b, nil
}

func (p *Buffer) version() {
	p.b = append(p.b, tagVersion...)
	p.b = binary.LittleEndian.AppendUint32(p.b, uint32(V1))
}

func (p *Buffer) algorithm(k PublicKey) {
	p.b = binary.LittleEndian.AppendUint32(p.b, uint32(k.Algorithm()))
}
