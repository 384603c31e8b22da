// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clients_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"connectors.alauda.io/hack/local/cluster"
)

// programTimeout is for a machine that is busy with other tests.
const programTimeout = 5 * time.Minute

// A program is a client that is run as a process, with an environment of its own.
type program struct {
	file, dir   string
	environment []string
	// heard is told all that the program prints; it may be nil.
	heard func(string)
}

// installed finds a program of the system, or says how to install it.
func installed(t *testing.T, name string) string {
	t.Helper()
	file, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is needed: install it, on Debian by `apt-get install --yes %s`: %v", name, name, err)
	}
	return file
}

// built finds a program that the Makefile builds.
func built(t *testing.T, name, target string) string {
	t.Helper()
	bin, err := cluster.FindBinDir()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(bin, name)
	if _, err := os.Stat(file); err != nil {
		t.Fatalf("%s is needed: `make %s` builds it: %v", name, target, err)
	}
	return file
}

// run returns the standard output. The error has what the program said.
func (p program) run(ctx context.Context, args ...string) (string, error) {
	return p.runWith(ctx, "", args...)
}

func (p program) runWith(ctx context.Context, input string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, programTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, p.file, args...)
	command.Dir = p.dir
	command.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + p.dir}, p.environment...)
	var stdout, stderr bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = strings.NewReader(input), &stdout, &stderr
	err := command.Run()
	if p.heard != nil {
		p.heard(stdout.String() + stderr.String())
	}
	if err != nil {
		const enough = 6000
		said := stderr.String() + stdout.String()
		err = fmt.Errorf("%s %s: %w: %s", filepath.Base(p.file), strings.Join(args, " "), err, said[max(0, len(said)-enough):])
	}
	return stdout.String(), err
}

// must ends the test if the program fails.
func (p program) must(t *testing.T, args ...string) string {
	t.Helper()
	out, err := p.run(t.Context(), args...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// in is the program in a directory below its own.
func (p program) in(dir string) program {
	p.environment = append([]string{"HOME=" + p.dir}, p.environment...)
	p.dir = filepath.Join(p.dir, dir)
	return p
}
