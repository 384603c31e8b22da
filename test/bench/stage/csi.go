// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stage

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"

	"k8s.io/client-go/rest"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/stack"
)

// CSI is connectors-csi. It runs only after RunCSI.
const CSI Server = stack.CSI

// A CSIDriver is connectors-csi as it runs.
type CSIDriver struct {
	stack.CSIDriver

	// PID is its process id.
	PID int
}

// unshare is what gives the driver a mount namespace of its own.
const unshare = "unshare"

// CannotRunCSI says why the driver cannot mount here, and nothing if it can.
func CannotRunCSI() string {
	if os.Getuid() != 0 {
		return "the driver mounts, which takes root on Linux"
	}
	if _, err := exec.LookPath(unshare); err != nil {
		return "the driver is given a mount namespace by a program that is missing (apt-get install util-linux): " + err.Error()
	}
	return ""
}

// RunCSI starts connectors-csi with its files in a new directory dir, whose path must be short. Its mounts are in a namespace of
// its own and go with it; they are seen below /proc/PID/root.
func (s *Stage) RunCSI(ctx context.Context, dir string) (CSIDriver, error) {
	places, err := stack.NewCSIDriver(dir)
	if err != nil {
		return CSIDriver{}, err
	}
	d := CSIDriver{CSIDriver: places}
	part, err := apart(d.Part(string(CSI), "bench"))
	if err != nil {
		return d, err
	}
	if err := s.cluster.Run(ctx, part); err != nil {
		return d, err
	}
	d.PID, err = s.cluster.PID(string(CSI))
	return d, err
}

// apart runs a part in a mount namespace of its own.
func apart(part cluster.Part) (cluster.Part, error) {
	program, err := exec.LookPath(unshare)
	if err != nil {
		return part, err
	}
	name, args := part.Program, part.Args
	part.Program = program
	part.Args = func(c *cluster.Cluster) ([]string, error) {
		inner, err := args(c)
		return append([]string{"--mount", "--", filepath.Join(c.BinDir(), name)}, inner...), err
	}
	return part, nil
}

// CSIMetrics returns the metrics of connectors-csi as they are served.
func (s *Stage) CSIMetrics(ctx context.Context) ([]byte, error) {
	return askCSI(ctx, s.cluster, "/metrics")
}

func askCSI(ctx context.Context, c *cluster.Cluster, path string) ([]byte, error) {
	client, err := NewClient(&rest.Config{Host: fmt.Sprintf("http://127.0.0.1:%d", c.Port(string(CSI)))})
	if err != nil {
		return nil, err
	}
	defer client.Close()
	return client.Do(ctx, http.MethodGet, path, nil)
}

// APIMetrics returns the metrics of one of the two API servers, Ours or Peer, as they are served.
func (s *Stage) APIMetrics(ctx context.Context, server Server) ([]byte, error) {
	config := s.admin
	if server == Ours {
		config = s.adminDirect
	}
	client, err := NewClient(config)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	return client.Do(ctx, http.MethodGet, "/metrics", nil)
}
