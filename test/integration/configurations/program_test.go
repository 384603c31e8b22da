// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package configurations_test

import (
	"bytes"
	"context"
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

// A program is a client that is run as a process. Its environment has nothing of the person who runs the test.
type program struct {
	file, dir   string
	environment []string
}

// installed is a program of the system.
func installed(t *testing.T, name string, environment ...string) program {
	t.Helper()
	file, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is needed: install it, on Debian by `apt-get install --yes %s`: %v", name, name, err)
	}
	return program{file: file, dir: t.TempDir(), environment: environment}
}

// built is a program that the Makefile builds.
func built(t *testing.T, name string, environment ...string) program {
	t.Helper()
	bin, err := cluster.FindBinDir()
	if err != nil {
		t.Fatal(err)
	}
	return program{file: filepath.Join(bin, name), dir: t.TempDir(), environment: environment}
}

// run ends the test if the program fails. It returns the standard output without blanks around.
func (p program) run(t *testing.T, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), programTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, p.file, args...)
	command.Dir = p.dir
	command.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + p.dir}, p.environment...)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s%s", filepath.Base(p.file), strings.Join(args, " "), err, &stdout, &stderr)
	}
	return strings.TrimSpace(stdout.String())
}

// in is the program in a directory below its own.
func (p program) in(dir string) program {
	p.environment = append([]string{"HOME=" + p.dir}, p.environment...)
	p.dir = filepath.Join(p.dir, dir)
	return p
}
