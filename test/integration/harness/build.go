// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/process"
	localstack "connectors.alauda.io/hack/local/stack"
)

// A build is a way of building our servers. It has a directory of binaries of its own, beside which the programs of
// Kubernetes are linked.
type build struct {
	dir   string
	flags []string
}

func raceBuild() build { return build{dir: "race", flags: []string{"-race"}} }

// releaseBuild is built as what is shipped.
func releaseBuild() build { return build{dir: "release", flags: []string{"-trimpath"}} }

// ensure leaves the binaries built from the sources of the repository, and returns their directory. Packages of tests run
// side by side, so only one of them builds at a time; the others find the work done.
func (b build) ensure(ctx context.Context, root string) (dir string, err error) {
	bin, err := cluster.FindBinDir()
	if err != nil {
		return "", err
	}
	dir = filepath.Join(bin, b.dir)
	unlock, err := process.Lock(ctx, filepath.Join(dir, ".lock"))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	for _, program := range []string{"kube", cluster.Etcd, cluster.KubeAPIServer, cluster.ControllerManager, kubectl} {
		if err := link(filepath.Join("..", program), filepath.Join(dir, program)); err != nil {
			return "", err
		}
	}
	for _, program := range localstack.Programs() {
		// What go remembers of a test depends on the files that it looked at. `make test` has built this one, which changes
		// when a server does, though no test imports it.
		if _, err := os.Stat(filepath.Join(bin, program)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		if err := b.compile(ctx, root, filepath.Join(dir, program), "./cmd/"+program); err != nil {
			return "", err
		}
	}
	return dir, nil
}

// compile lets go decide what is up to date.
func (b build) compile(ctx context.Context, root, target, source string) error {
	args := append([]string{"build"}, b.flags...)
	command := exec.CommandContext(ctx, "go", append(args, "-o", target, source)...)
	command.Dir = root
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("building %s: %w\n%s", source, err, output)
	}
	return nil
}

func link(to, file string) error {
	if have, err := os.Readlink(file); err == nil && have == to {
		return nil
	}
	if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Symlink(to, file)
}
