// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/process"
	localstack "connectors.alauda.io/hack/local/stack"
)

// The names of the parts that tests kill and restart.
const (
	Etcd          = cluster.Etcd
	KubeAPIServer = cluster.KubeAPIServer
	APIServer     = localstack.APIServer
	Controller    = localstack.Controller
	Proxy         = localstack.Proxy
	ClassAPI      = localstack.ClassAPI
)

// A Config says in what a stack differs from the usual one.
type Config struct {
	// Args are flags added to those of a part, by its name.
	Args map[string][]string
	// Env are variables added to the environment of a part, by its name, as NAME=value.
	Env map[string][]string
	// Without are the parts that are left out, for tests in which nobody else may write to objects.
	Without []string
	// Release builds our servers as they are shipped, without the race detector, for tests that measure.
	Release bool
	// Files are written into the directory of the stack before anything starts. In Args, {dir} stands for that directory.
	Files map[string]string
}

// A Stack is one running stack.
type Stack struct {
	config  Config
	dir     string
	cluster *cluster.Cluster
	logs    *logs
}

// New returns a stack that Main starts.
func New(config Config) *Stack { return &Stack{config: config, logs: &logs{}} }

// Main starts the stack, runs the tests of a package, stops it, and returns the code for os.Exit.
func (s *Stack) Main(m *testing.M) int {
	ctx := context.Background()
	started := time.Now()
	if err := s.start(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "starting the stack:", err)
		return 1
	}
	fmt.Fprintf(os.Stderr, "stack ready after %.1f s\n", time.Since(started).Seconds())
	code := m.Run()
	if err := s.stop(ctx, code != 0); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// Start returns a stack that ends with the test, for tests that break one or need flags of their own.
func Start(t testing.TB, config Config) *Stack {
	t.Helper()
	s := New(config)
	started := time.Now()
	if err := s.start(t.Context()); err != nil {
		t.Fatalf("starting a stack: %v", err)
	}
	t.Logf("stack ready after %.1f s", time.Since(started).Seconds())
	t.Cleanup(func() {
		// The context of the test is over by now.
		if err := s.stop(context.WithoutCancel(t.Context()), t.Failed()); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Cluster returns the control plane of the stack.
func (s *Stack) Cluster() *cluster.Cluster { return s.cluster }

// Dir returns the directory of the stack, where a test may keep files of its own.
func (s *Stack) Dir() string { return s.dir }

func (s *Stack) start(ctx context.Context) (err error) {
	root, err := cluster.FindRoot()
	if err != nil {
		return err
	}
	how := raceBuild()
	if s.config.Release {
		how = releaseBuild()
	}
	bin, err := how.ensure(ctx, root)
	if err != nil {
		return err
	}
	if s.dir, err = os.MkdirTemp("", "connectors-test-"); err != nil {
		return err
	}
	if err := s.writeFiles(); err != nil {
		return err
	}
	s.cluster, err = localstack.Start(ctx, localstack.Config{
		Root:    root,
		Without: s.config.Without,
		Cluster: cluster.Config{Dir: s.dir, BinDir: bin, FsyncOff: true, Args: s.args(), Env: s.config.Env},
	})
	if err != nil {
		return errors.Join(err, cluster.Down(ctx, s.dir, nil), os.RemoveAll(s.dir))
	}
	return nil
}

// stop ends the stack and returns what the logs of our servers hold that they should not. If something failed it shows the
// end of the log.
func (s *Stack) stop(ctx context.Context, failed bool) error {
	err := s.cluster.Stop(ctx)
	parts, listErr := s.ownLogs()
	for _, file := range parts {
		err = errors.Join(err, s.logs.check(file))
	}
	err = errors.Join(err, listErr, s.logs.err())
	if failed || err != nil {
		const lines = 60
		for _, file := range parts {
			tail, tailErr := process.Tail(file, lines)
			fmt.Fprintf(os.Stderr, "the end of %s:\n%s\n", filepath.Base(file), tail)
			err = errors.Join(err, tailErr)
		}
	}
	return errors.Join(err, os.RemoveAll(s.dir))
}

// ownLogs are the logs of our servers, replicas and runs before the last included.
func (s *Stack) ownLogs() ([]string, error) {
	return filepath.Glob(filepath.Join(filepath.Dir(s.cluster.LogFile(APIServer)), "connectors-*"))
}
