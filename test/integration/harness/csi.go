// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/process"
	localstack "connectors.alauda.io/hack/local/stack"
)

// CSIDriver is the name of the CSI driver.
const CSIDriver = localstack.CSI

// A CSI is a connectors-csi that runs as on a node, and where a kubelet finds it. There is no kubelet: the test plays one.
type CSI struct {
	localstack.CSIDriver

	// Part is its name for Kill and Restart, and for its log.
	Part string
	// Health is the URL of health checks and metrics.
	Health string
}

// CSI starts one more connectors-csi, which ends with the test. It returns when the driver knows the classes. The tests must be in
// a mount namespace (test/mountns).
func (s *Stack) CSI(t testing.TB, args ...string) CSI {
	t.Helper()
	if err := s.buildCSI(t.Context()); err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp(s.dir, CSIDriver+"-")
	if err != nil {
		t.Fatal(err)
	}
	places, err := localstack.NewCSIDriver(dir)
	if err != nil {
		t.Fatal(err)
	}
	driver := CSI{CSIDriver: places, Part: filepath.Base(dir)}
	s.run(t, driver.CSIDriver.Part(driver.Part, "node-1", args...))
	driver.Health = fmt.Sprintf("http://127.0.0.1:%d", s.cluster.Port(driver.Part))
	return driver
}

// buildCSI builds the driver beside our servers.
func (s *Stack) buildCSI(ctx context.Context) (err error) {
	root, err := cluster.FindRoot()
	if err != nil {
		return err
	}
	how := raceBuild()
	if s.config.Release {
		how = releaseBuild()
	}
	bin := s.cluster.BinDir()
	// Tests are to run again when the driver changes: see build.ensure.
	if _, err := os.Stat(filepath.Join(filepath.Dir(bin), CSIDriver)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	unlock, err := process.Lock(ctx, filepath.Join(bin, ".lock"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	return how.compile(ctx, root, filepath.Join(bin, CSIDriver), "./cmd/"+CSIDriver)
}
