package cli

import (
	"github.com/spf13/cobra"

	"github.com/hardtack-auth/hardtack/token/biscuit"
)

func (a *app) thirdParty() *cobra.Command {
	c := a.group(&cobra.Command{
		Use:   "thirdparty",
		Short: "blocks signed by somebody else: request, sign, append",
		Long: `A third-party block is signed by somebody whom the verifier trusts for what it says. The holder writes a request, the
third party signs a block for exactly that place in that token, the holder appends it. The request holds no secret and
shows nothing of the token but its last signature.`,
		Example: `  hardtack thirdparty request coder.tok -o ask
  hardtack thirdparty sign ask --key idp.key --code 'email("alice@acme.example");' -o answer
  hardtack thirdparty append coder.tok answer --signer idp.pub -o more.tok`,
	})
	c.AddCommand(a.thirdPartyRequest(), a.thirdPartySign(), a.thirdPartyAppend())
	return c
}

func (a *app) thirdPartyRequest() *cobra.Command {
	var t tokenFile
	var o output
	c := &cobra.Command{
		Use:   "request TOKEN",
		Short: "ask for a block behind the last one of a token",
		Args:  between(0, "TOKEN"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := a.check(o); err != nil {
				return err
			}
			holder, err := a.token(c, args, t)
			if err != nil {
				return err
			}
			request, err := holder.token.ThirdPartyRequest()
			if err != nil {
				return unappended(holder.name, err)
			}
			return a.emitData(o, "request", biscuit.EncodeText(request))
		},
	}
	t.flags(c)
	o.flags(c)
	return c
}

func (a *app) thirdPartySign() *cobra.Command {
	var key string
	var d code
	var o output
	c := &cobra.Command{
		Use:   "sign REQUEST --key FILE --code DATALOG",
		Short: "answer a request with a signed block",
		Args:  exactly("REQUEST"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := a.check(o); err != nil {
				return err
			}
			if key == "" {
				return usage("--key FILE is missing: the key that signs the block")
			}
			block, err := a.block(c, d)
			if err != nil {
				return err
			}
			request, err := a.exchange(args[0], "request")
			if err != nil {
				return err
			}
			signer, err := a.privateKey(key)
			if err != nil {
				return err
			}
			contents, err := biscuit.SignThirdParty(request, signer, block)
			if err != nil {
				if biscuit.ReasonOf(err) == biscuit.ReasonMalformed {
					return refused("malformed", "%s is no request for a third-party block: %s", args[0], sentence(err)).
						hint("hardtack thirdparty request TOKEN")
				}
				return unappended(args[0], err)
			}
			return a.emitData(o, "contents", biscuit.EncodeText(contents))
		},
	}
	c.Flags().StringVar(&key, "key", "", "private key `FILE` of the third party")
	fromEnvironment(c.Flags(), "key")
	d.flags(c)
	o.flags(c)
	return c
}

func (a *app) thirdPartyAppend() *cobra.Command {
	var signer string
	var o output
	c := &cobra.Command{
		Use:   "append TOKEN CONTENTS --signer KEY",
		Short: "append the answer to a token",
		Args:  exactly("TOKEN", "CONTENTS"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := a.check(o); err != nil {
				return err
			}
			if signer == "" {
				return usage("whose block is it? --signer KEY is missing").
					hint("--signer takes the public key that the third party told you, not the one in the answer")
			}
			expected, err := a.publicKey(signer)
			if err != nil {
				return err
			}
			holder, err := a.token(c, args[:1], tokenFile{})
			if err != nil {
				return err
			}
			contents, err := a.exchange(args[1], "contents")
			if err != nil {
				return err
			}
			child, err := holder.token.AppendThirdParty(contents, expected)
			switch biscuit.ReasonOf(err) {
			case "":
			case biscuit.ReasonThirdParty:
				return refused("third_party", "%s is signed by another key than %s", args[1], signer)
			case biscuit.ReasonSignature:
				return refused("signature", "%s was not made for %s as it is now", args[1], holder.name).
					hint("hardtack thirdparty request %s, and have that signed", holder.name)
			case biscuit.ReasonMalformed:
				return refused("malformed", "%s is no answer of a third party: %s", args[1], sentence(err))
			default:
				return unappended(holder.name, err)
			}
			if err != nil {
				return err
			}
			return a.emitToken(o, child.Text())
		},
	}
	c.Flags().StringVar(&signer, "signer", "", "public `KEY` that must have signed the contents")
	fromEnvironment(c.Flags(), "signer")
	o.flags(c)
	return c
}

// exchange reads a request or its answer, as text.
func (a *app) exchange(name, what string) ([]byte, error) {
	data, err := a.readFile(name, "the "+what, maxTokenFile)
	if err != nil {
		return nil, err
	}
	decoded, err := biscuit.DecodeText(string(data))
	if err != nil || len(decoded) == 0 {
		return nil, refused("malformed", "%s holds no %s of a third-party block", name, what)
	}
	return decoded, nil
}
