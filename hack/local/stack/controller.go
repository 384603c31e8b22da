// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stack

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"connectors.alauda.io/hack/local/cluster"
)

// Controller is the name of the status controller: of its part, program, port, ServiceAccount and lease.
const Controller = "connectors-controller"

func controllerPart() cluster.Part { return controllerNamed(Controller) }

// ControllerReplica is one more status controller, for Cluster.Run. The first is number 1. One of all leads.
func ControllerReplica(number int) cluster.Part {
	return controllerNamed(fmt.Sprintf("%s-%d", Controller, number))
}

func controllerNamed(name string) cluster.Part {
	return cluster.Part{
		Name:    name,
		Program: Controller,
		Ports:   []string{name},
		Args:    func(c *cluster.Cluster) ([]string, error) { return controllerArgs(c, name) },
		Ready:   func(ctx context.Context, c *cluster.Cluster) error { return controllerReady(ctx, c, name) },
	}
}

func controllerArgs(c *cluster.Cluster, name string) ([]string, error) {
	etcd, err := c.EtcdClient(APIServer)
	if err != nil {
		return nil, err
	}
	serving, err := c.ServingCertificate(SystemNamespace, Controller)
	if err != nil {
		return nil, err
	}
	kubeconfig, err := c.UserKubeconfig(Controller, cluster.ServiceAccountUser(SystemNamespace, Controller))
	if err != nil {
		return nil, err
	}
	calls, err := classAPICallerArgs(c, Controller)
	if err != nil {
		return nil, err
	}
	return slices.Concat(impatience(), calls, []string{
		"--kubeconfig=" + kubeconfig,
		"--authentication-kubeconfig=" + kubeconfig,
		"--authorization-kubeconfig=" + kubeconfig,
		"--bind-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", c.Port(name)),
		"--tls-cert-file=" + serving.Certificate,
		"--tls-private-key-file=" + serving.Key,
		// The tools of the examples run on this machine; etcd does as well, and is no tool.
		"--dial-allow=127.0.0.1/32",
		"--dial-deny=" + hostPort(etcd.Endpoint),
	}), nil
}

// impatience is what a controller on one machine does otherwise.
func impatience() []string {
	return []string{
		// Who tries things out does not want to wait.
		"--probe-interval=10s",
		"--probe-max-backoff=20s",
		"--class-check-interval=10s",
		"--class-check-max-backoff=20s",
		// A controller that was killed is followed soon by the next one.
		"--leader-elect-lease-duration=5s",
		"--leader-elect-renew-deadline=4s",
		"--leader-elect-retry-period=1s",
	}
}

// hostPort is what stands between the scheme and the path of a URL.
func hostPort(endpoint string) string {
	parsed, err := url.Parse(endpoint)
	if err != nil {
		return ""
	}
	return parsed.Host
}

// ControllerEndpoint returns the URL of the port for health and metrics. Name is that of the part: Controller, or of a
// ControllerReplica.
func ControllerEndpoint(c *cluster.Cluster, name string) string {
	return fmt.Sprintf("https://127.0.0.1:%d", c.Port(name))
}

// controllerReady asks for /readyz, which everybody may.
func controllerReady(ctx context.Context, c *cluster.Cluster, name string) error {
	return healthyOverTLS(ctx, c, ControllerEndpoint(c, name)+"/readyz")
}
