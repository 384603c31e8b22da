// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stack

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"connectors.alauda.io/hack/local/cluster"
)

// CSI is the name of the CSI driver, of its program and its ServiceAccount.
const CSI = "connectors-csi"

// A CSIDriver is where a kubelet finds a connectors-csi that runs as on a node. There is no node: whoever starts it plays the kubelet.
type CSIDriver struct {
	// KubeletDir is the directory of the kubelet, below which volumes may be.
	KubeletDir string
	// Endpoint is the socket of the driver, Registration that by which a kubelet learns of it.
	Endpoint, Registration string
}

// NewCSIDriver makes what a driver needs in the new directory dir, whose path must be short: paths of sockets are.
func NewCSIDriver(dir string) (CSIDriver, error) {
	d := CSIDriver{
		KubeletDir:   filepath.Join(dir, "kubelet"),
		Endpoint:     filepath.Join(dir, "csi.sock"),
		Registration: filepath.Join(dir, "registry", CSI+"-reg.sock"),
	}
	for _, needed := range []string{d.KubeletDir, filepath.Dir(d.Registration)} {
		if err := os.MkdirAll(needed, 0o700); err != nil {
			return d, err
		}
	}
	return d, nil
}

// Part runs the driver for the node of that name. It is ready when it knows the classes. Its port is that of health checks and metrics.
func (d CSIDriver) Part(name, node string, args ...string) cluster.Part {
	return cluster.Part{
		Name:    name,
		Program: CSI,
		Ports:   []string{name},
		Args: func(c *cluster.Cluster) ([]string, error) {
			kubeconfig, err := c.UserKubeconfig(CSI, cluster.ServiceAccountUser(SystemNamespace, CSI))
			return append([]string{
				"--kubeconfig=" + kubeconfig,
				"--node-name=" + node,
				"--endpoint=unix://" + d.Endpoint,
				"--registration-dir=" + filepath.Dir(d.Registration),
				"--kubelet-registration-path=" + d.Endpoint,
				"--kubelet-dir=" + d.KubeletDir,
				fmt.Sprintf("--health-bind-address=127.0.0.1:%d", c.Port(name)),
			}, args...), err
		},
		Ready: func(ctx context.Context, c *cluster.Cluster) error {
			return healthy(ctx, c.Port(name), "/readyz/classes-synced")
		},
	}
}
