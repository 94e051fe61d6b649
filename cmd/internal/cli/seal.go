package cli

import "github.com/spf13/cobra"

func (a *app) seal() *cobra.Command {
	var t tokenFile
	var o output
	c := &cobra.Command{
		Use:   "seal TOKEN",
		Short: "close a token: nobody can append to it any more",
		Args:  between(0, "TOKEN"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := a.check(o); err != nil {
				return err
			}
			open, err := a.token(c, args, t)
			if err != nil {
				return err
			}
			sealed, err := open.token.Seal()
			if err != nil {
				return unappended(open.name, err)
			}
			return a.emitToken(o, sealed.Text())
		},
	}
	t.flags(c)
	o.flags(c)
	return c
}
