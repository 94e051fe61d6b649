package interop

import (
	"bufio"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"time"

	biscuitgo "github.com/biscuit-auth/biscuit-go/v2"
	gologic "github.com/biscuit-auth/biscuit-go/v2/datalog"

	"github.com/hardtack-auth/hardtack/token/syntax"
)

// second is biscuit-go in a process of its own: what it reads can make it panic in a goroutine that nobody can recover.
var second = &peer{
	name:    "biscuit-go",
	timeout: 60 * time.Second,
	command: func() *exec.Cmd {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childVariable+"=1")
		return cmd
	},
}

// goRequest is what the child is asked. Keys are 32-byte secrets and public keys, tokens bytes.
type goRequest struct {
	ID         int    `json:"id"`
	Op         string `json:"op"`
	Root       []byte
	Token      []byte
	Blocks     []string
	Sealed     bool
	Authorizer string
}

// goToken is a token of biscuit-go, or how it reads one.
type goToken struct {
	Token         []byte
	RevocationIDs [][]byte
}

// goDecision is what its Authorize says: the text of an error, "" for a yes.
type goDecision struct{ Error string }

// serveBiscuitGo is the child: one answer for each line.
func serveBiscuitGo(in io.Reader, out io.Writer) error {
	lines := bufio.NewReaderSize(in, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		var q goRequest
		if err := json.Unmarshal(line, &q); err != nil {
			return err
		}
		a := answer{ID: q.ID}
		if ok, err := q.serve(); err != nil {
			a.Err, err = json.Marshal(err.Error())
			if err != nil {
				return err
			}
		} else if a.OK, err = json.Marshal(ok); err != nil {
			return err
		}
		text, err := json.Marshal(a)
		if err != nil {
			return err
		}
		if _, err := out.Write(append(text, '\n')); err != nil {
			return err
		}
	}
}

func (q goRequest) serve() (any, error) {
	switch q.Op {
	case "mint":
		return q.mint()
	case "attenuate":
		b, err := biscuitgo.Unmarshal(q.Token)
		if err != nil {
			return nil, err
		}
		return q.narrow(b, q.Blocks)
	case "decide":
		return q.decide()
	}
	panic("no operation " + q.Op)
}

func (q goRequest) mint() (any, error) {
	builder := biscuitgo.NewBuilder(ed25519.NewKeyFromSeed(q.Root))
	block, err := goBlock(q.Blocks[0])
	if err != nil {
		return nil, err
	}
	if err := builder.AddBlock(block); err != nil {
		return nil, err
	}
	b, err := builder.Build()
	if err != nil {
		return nil, err
	}
	return q.narrow(b, q.Blocks[1:])
}

func (q goRequest) narrow(b *biscuitgo.Biscuit, blocks []string) (any, error) {
	for _, code := range blocks {
		block, err := goBlock(code)
		if err != nil {
			return nil, err
		}
		builder := b.CreateBlock()
		if err := builder.AddBlock(block); err != nil {
			return nil, err
		}
		if b, err = b.Append(nil, builder.Build()); err != nil {
			return nil, err
		}
	}
	if q.Sealed {
		var err error
		if b, err = b.Seal(nil); err != nil {
			return nil, err
		}
	}
	token, err := b.Serialize()
	return goToken{token, b.RevocationIds()}, err
}

// decide answers with a decision even where a token is refused before: an error is an answer there.
func (q goRequest) decide() (any, error) {
	statements, err := syntax.ParseAuthorizer(q.Authorizer, noParams)
	if err != nil {
		return nil, err
	}
	parsed, err := goAuthorizer(statements)
	if err != nil {
		return nil, err
	}
	b, err := biscuitgo.Unmarshal(q.Token)
	if err != nil {
		return goDecision{err.Error()}, nil
	}
	a, err := b.Authorizer(ed25519.PublicKey(q.Root), goLimits())
	if err != nil {
		return goDecision{err.Error()}, nil
	}
	a.AddAuthorizer(parsed)
	if err := a.Authorize(); err != nil {
		return goDecision{err.Error()}, nil
	}
	return goDecision{}, nil
}

// goLimits raises the limits of biscuit-go, whose default of 2 ms depends on how busy the machine is.
func goLimits() biscuitgo.AuthorizerOption {
	return biscuitgo.WithWorldOptions(
		gologic.WithMaxDuration(time.Minute), gologic.WithMaxFacts(1_000_000), gologic.WithMaxIterations(1_000_000))
}

// fromText decodes the text form of a token, which biscuit-go leaves to its caller.
func fromText(token string) ([]byte, error) { return base64.URLEncoding.DecodeString(token) }
