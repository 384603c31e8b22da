// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package process

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
)

// Run runs a program in the namespaces of the process, and returns what it printed. Input is what the program reads; it may
// be empty. The program is found by the PATH of the caller. It ends with ctx.
func (p *Process) Run(ctx context.Context, input string, program string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stdin = bytes.NewBufferString(input)
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	err := inside(p.handle, cmd.Start)
	if err == nil {
		err = cmd.Wait()
	}
	if err != nil {
		return out.String(), fmt.Errorf("%s: %w: %s", program, err, bytes.TrimSpace(problems.Bytes()))
	}
	return out.String(), nil
}
