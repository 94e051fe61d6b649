// Command hardtack makes, narrows, shows and verifies capability tokens. `hardtack help` lists what it can do.
package main

import (
	"context"
	"os"

	"github.com/hardtack-auth/hardtack/cmd/internal/cli"
)

func main() { os.Exit(cli.Run(context.Background(), os.Args[1:], cli.Process())) }
