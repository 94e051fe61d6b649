package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/hardtack-auth/hardtack/token/biscuit"
)

func (a *app) attenuate() *cobra.Command {
	var t tokenFile
	var d code
	var o output
	c := &cobra.Command{
		Use:   "attenuate TOKEN --code DATALOG",
		Short: "append a block of Datalog to a token, offline; its checks bind everybody, its facts nobody",
		Example: `  hardtack attenuate coder.tok --code 'check if resource($r), $r.starts_with("/acme/site/");' -o less.tok
  hardtack attenuate coder.tok --code 'check if user({who});' --param who=alice@acme.example -o less.tok`,
		Args: between(0, "TOKEN"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := a.check(o); err != nil {
				return err
			}
			block, err := a.block(c, d)
			if err != nil {
				return err
			}
			parent, err := a.token(c, args, t)
			if err != nil {
				return err
			}
			child, err := parent.token.Append(block)
			if err != nil {
				return unappended(parent.name, err)
			}
			return a.emitToken(o, child.Text())
		},
	}
	t.flags(c)
	d.flags(c)
	o.flags(c)
	return c
}

// unappended says why a token took no block.
func unappended(name string, err error) error {
	switch reason := biscuit.ReasonOf(err); reason {
	case biscuit.ReasonSealed:
		return refused(string(reason), "%s is sealed: nothing can be appended to it", name).
			hint("start from the token that it was sealed from")
	case biscuit.ReasonBuild:
		f := usage("no token can hold this block: %s", sentence(err))
		f.code = string(reason)
		return f
	case biscuit.ReasonSignature, biscuit.ReasonKey:
		if errors.Is(err, biscuit.ErrProof) {
			return refused(string(reason), "%s is damaged: its secret does not belong to its last block", name)
		}
		return refused(string(reason), "%s is damaged: %s", name, sentence(err))
	case "":
		return err
	default:
		return refused(string(reason), "%s: %s", name, sentence(err))
	}
}
