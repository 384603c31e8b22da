// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/process"
	localstack "connectors.alauda.io/hack/local/stack"
)

// CSIDriver is the name of the CSI driver, of its program and its ServiceAccount.
const CSIDriver = "connectors-csi"

// A CSI is a connectors-csi that runs as on a node, and where a kubelet finds it. There is no kubelet: the test plays one.
type CSI struct {
	// Part is its name for Kill and Restart, and for its log.
	Part string
	// Dir is the directory of the kubelet, below which volumes may be.
	Dir string
	// Endpoint is the socket of the driver, Registration that by which a kubelet learns of it.
	Endpoint, Registration string
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
	dir, err := os.MkdirTemp(s.dir, CSIDriver+"-") // paths of sockets must be short
	if err != nil {
		t.Fatal(err)
	}
	driver := CSI{
		Part: filepath.Base(dir), Dir: filepath.Join(dir, "kubelet"), Endpoint: filepath.Join(dir, "csi.sock"),
		Registration: filepath.Join(dir, "registry", CSIDriver+"-reg.sock"),
	}
	for _, needed := range []string{driver.Dir, filepath.Dir(driver.Registration)} {
		if err := os.Mkdir(needed, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	s.run(t, driver.part(filepath.Join(s.cluster.BinDir(), CSIDriver), args))
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

func (d CSI) part(program string, args []string) cluster.Part {
	return cluster.Part{
		Name:    d.Part,
		Program: program,
		Ports:   []string{d.Part},
		Args: func(c *cluster.Cluster) ([]string, error) {
			kubeconfig, err := c.UserKubeconfig(CSIDriver, cluster.ServiceAccountUser(localstack.SystemNamespace, CSIDriver))
			return append([]string{
				"--kubeconfig=" + kubeconfig,
				"--node-name=node-1",
				"--endpoint=unix://" + d.Endpoint,
				"--registration-dir=" + filepath.Dir(d.Registration),
				"--kubelet-registration-path=" + d.Endpoint,
				"--kubelet-dir=" + d.Dir,
				fmt.Sprintf("--health-bind-address=127.0.0.1:%d", c.Port(d.Part)),
			}, args...), err
		},
		Ready: func(ctx context.Context, c *cluster.Cluster) error {
			return ask(ctx, fmt.Sprintf("http://127.0.0.1:%d/readyz/classes-synced", c.Port(d.Part)))
		},
	}
}

// ask returns an error unless the answer is 200.
func ask(ctx context.Context, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s: %s", url, answer.Status, text)
	}
	return err
}
