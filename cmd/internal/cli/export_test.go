package cli

import "context"

// Printable is printable, for its fuzz test.
func Printable(s string) string { return printable(s) }

// TellOtherwise tells the story of the demo with one step whose verdict is expected to be the opposite.
func TellOtherwise(step int, s System) int {
	other := append(story[:0:0], story...)
	other[step].status = exitYes + exitNo - other[step].status
	a := &app{ctx: context.Background(), stdout: &checkedWriter{w: s.Stdout}, stderr: s.Stderr}
	if err := a.tell(other, false); err != nil {
		return a.report(err)
	}
	return a.exit
}

// StoryLength is the number of steps of the demo.
func StoryLength() int { return len(story) }
