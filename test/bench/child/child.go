// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package child runs servers in processes of their own, so that they share neither garbage collector nor scheduler with
// the load that is put on them. They are the same binary with another argument.
package child

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"time"
)

// readHeaderTimeout ends connections that never ask anything.
const readHeaderTimeout = time.Minute

// Process is a server that was started. Its addresses are host:port.
type Process struct {
	Addresses []string

	command *exec.Cmd
	stdin   io.Closer
}

// Start runs this program again with args and returns once it listens. It ends with Stop, or when this process does.
func Start(ctx context.Context, args ...string) (*Process, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	command := exec.CommandContext(ctx, program, args...)
	command.Stderr = os.Stderr
	stdin, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	p := &Process{command: command, stdin: stdin}
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &p.Addresses)
	}
	if err != nil {
		return nil, fmt.Errorf("%v did not say where it listens: %w", args, errors.Join(err, p.Stop()))
	}
	return p, nil
}

// PID returns the process id.
func (p *Process) PID() int { return p.command.Process.Pid }

// Stop ends the process and returns how it ended.
func (p *Process) Stop() error {
	return errors.Join(p.stdin.Close(), p.command.Wait())
}

// Serve is what the process does: it serves each handler on a port of its own at host, writes the addresses to out and
// returns when in ends, which it does with the parent.
func Serve(ctx context.Context, host string, in io.Reader, out io.Writer, handlers ...http.Handler) error {
	return ServeTLS(ctx, host, nil, in, out, handlers...)
}

// ServeTLS does the same over TLS, unless config is nil.
func ServeTLS(ctx context.Context, host string, config *tls.Config, in io.Reader, out io.Writer, handlers ...http.Handler) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var addresses []string
	for _, handler := range handlers {
		listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", net.JoinHostPort(host, "0"))
		if err != nil {
			return err
		}
		defer func() { _ = listener.Close() }()
		addresses = append(addresses, listener.Addr().String())
		if config != nil {
			listener = tls.NewListener(listener, config)
		}
		server := &http.Server{Handler: handler, ReadHeaderTimeout: readHeaderTimeout}
		go func() { cancel(server.Serve(listener)) }()
	}
	if err := json.NewEncoder(out).Encode(addresses); err != nil {
		return err
	}
	go func() {
		_, err := io.Copy(io.Discard, in)
		cancel(errors.Join(errParentGone, err))
	}()
	<-ctx.Done()
	if err := context.Cause(ctx); !errors.Is(err, errParentGone) {
		return err
	}
	return nil
}

var errParentGone = errors.New("nobody needs the server any more")
