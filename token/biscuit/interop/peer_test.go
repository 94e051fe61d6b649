package interop

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"time"
)

// peer is another implementation in a process of its own, which answers JSON lines with JSON lines, one at a time. It is
// started by the first call and stays until close.
type peer struct {
	name    string
	command func() *exec.Cmd
	timeout time.Duration // of one call; then the process is killed

	mu  sync.Mutex
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
	log bytes.Buffer // standard error; to be read after Wait only
	id  int
}

// refusal is an error that the other implementation reports, in its own JSON form.
type refusal struct{ JSON json.RawMessage }

func (r *refusal) Error() string { return string(r.JSON) }

// crash is a panic of the other implementation.
type crash struct{ text string }

func (c *crash) Error() string { return "panic: " + c.text }

// answer is what comes back for a request.
type answer struct {
	ID    int             `json:"id"`
	OK    json.RawMessage `json:"ok,omitempty"`
	Err   json.RawMessage `json:"err,omitempty"`
	Panic string          `json:"panic,omitempty"`
}

// call sends a request and decodes the answer into response. A refusal of the other side is a *refusal, a panic a *crash.
// But for a refusal whatever goes wrong ends the process; the next call starts another.
func (p *peer) call(op string, request map[string]any, response any) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.start(); err != nil {
		return err
	}
	p.id++
	line := map[string]any{"id": p.id, "op": op}
	for k, v := range request {
		line[k] = v
	}
	text, err := json.Marshal(line)
	if err != nil {
		return err
	}
	a, err := p.exchange(text)
	switch {
	case err != nil:
		return p.fail(fmt.Errorf("%s, %s: %w", p.name, op, err))
	case a.ID != p.id:
		return p.fail(fmt.Errorf("%s, %s: answer to request %d, want %d", p.name, op, a.ID, p.id))
	case a.Panic != "":
		return p.fail(fmt.Errorf("%s, %s: %w", p.name, op, &crash{a.Panic}))
	case a.Err != nil:
		return &refusal{a.Err}
	}
	if err := json.Unmarshal(a.OK, response); err != nil {
		return fmt.Errorf("%s, %s: %w", p.name, op, err)
	}
	return nil
}

func (p *peer) start() error {
	if p.cmd != nil {
		return nil
	}
	cmd := p.command()
	p.log.Reset()
	cmd.Stderr = &p.log
	cmd.WaitDelay = time.Second
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("%s: %w", p.name, err)
	}
	p.cmd, p.in, p.out = cmd, in, bufio.NewReaderSize(out, 1<<20)
	return nil
}

// exchange writes one line and reads one. The timer kills a process that does not answer, which ends the reading.
func (p *peer) exchange(line []byte) (answer, error) {
	process := p.cmd.Process
	late := time.AfterFunc(p.timeout, func() { process.Kill() }) // an error says that it has ended already
	_, err := p.in.Write(append(line, '\n'))
	var text []byte
	if err == nil {
		text, err = p.out.ReadBytes('\n')
	}
	if inTime := late.Stop(); !inTime {
		return answer{}, fmt.Errorf("no answer within %v", p.timeout)
	}
	if err != nil {
		return answer{}, fmt.Errorf("the process ended: %w", err)
	}
	var a answer
	return a, json.Unmarshal(text, &a)
}

// fail kills the process, waits for it, and adds what it had to say to the error.
func (p *peer) fail(err error) error {
	p.cmd.Process.Kill() // an error says that it has ended already
	p.cmd.Wait()         // its error says that it was killed
	p.cmd = nil
	return fmt.Errorf("%w\n%s", err, p.log.Bytes())
}

// close ends the process by the end of its input, and waits for it.
func (p *peer) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd == nil {
		return nil
	}
	cmd := p.cmd
	p.cmd = nil
	late := time.AfterFunc(p.timeout, func() { cmd.Process.Kill() }) // an error says that it has ended already
	defer late.Stop()
	if err := p.in.Close(); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, p.out); err != nil {
		return err
	}
	return cmd.Wait()
}
