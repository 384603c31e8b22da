// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"connectors.alauda.io/hack/local/process"
)

// command returns how to run the part now.
func (c *Cluster) command(part Part) (process.Command, error) {
	args, err := part.Args(c)
	if err != nil {
		return process.Command{}, fmt.Errorf("arguments of %s: %w", part.Name, err)
	}
	program := c.program(part)
	args = append(args, c.config.Args[part.Name]...)
	env := c.config.Env[part.Name]
	fingerprint, err := c.fingerprint(program, append(slices.Clone(args), env...))
	if err != nil {
		return process.Command{}, fmt.Errorf("comparing %s with what runs: %w", part.Name, err)
	}
	in, err := c.namespaces(part)
	if err != nil {
		return process.Command{}, err
	}
	return process.Command{
		Path:        program,
		Args:        args,
		Env:         env,
		RecordFile:  c.layout.record(part.Name),
		LogFile:     c.layout.log(part.Name),
		Fingerprint: fingerprint,
		Attached:    !c.config.Detached,
		Isolated:    part.Isolated,
		Inside:      in,
	}, nil
}

// namespaces returns the running part in whose namespaces the part is run, if there is one. Without that, the part does not
// run either.
func (c *Cluster) namespaces(part Part) (*process.Process, error) {
	if part.Inside == "" {
		return nil, nil
	}
	in, _, err := process.Find(c.layout.record(part.Inside))
	return in, err
}

func (c *Cluster) program(part Part) string {
	if filepath.IsAbs(part.Program) {
		return part.Program
	}
	return filepath.Join(c.config.BinDir, part.Program)
}

// findPrograms returns an error if the binary of a part is missing, so that this is known before the first part starts.
func (c *Cluster) findPrograms() error {
	for _, part := range c.planned() {
		_, err := os.Stat(c.program(part))
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is missing: run `make kube build`, or set %s to where it was built",
				c.program(part), BinDirVariable)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fingerprint changes when a running part should be restarted: with the program, its arguments, and the certificates,
// keys and kubeconfigs that are named in them.
func (c *Cluster) fingerprint(program string, args []string) (string, error) {
	content, err := contentOf(program)
	if err != nil {
		return "", err
	}
	all := &strings.Builder{}
	fmt.Fprintf(all, "%q %q\n", program, content)
	for _, arg := range args {
		identity, err := c.identityIn(arg)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(all, "%q %q\n", arg, identity)
	}
	sum := sha256.Sum256([]byte(all.String()))
	return hex.EncodeToString(sum[:]), nil
}

// identityIn returns the content of the file in an argument --flag=file, if it is one of those that say who is who.
func (c *Cluster) identityIn(arg string) ([]byte, error) {
	_, file, _ := strings.Cut(arg, "=")
	for _, dir := range c.layout.identities() {
		if strings.HasPrefix(file, dir+string(filepath.Separator)) {
			return os.ReadFile(file)
		}
	}
	return nil, nil
}
