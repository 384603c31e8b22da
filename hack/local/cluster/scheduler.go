// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"crypto/tls"
	"fmt"
)

const portScheduler = "kube-scheduler"

func schedulerPart() Part {
	return Part{
		Name:    Scheduler,
		Program: "kube-scheduler",
		Ports:   []string{portScheduler},
		Args:    schedulerArgs,
		Ready:   schedulerReady,
	}
}

func schedulerArgs(c *Cluster) ([]string, error) {
	kubeconfig, err := c.UserKubeconfig(scheduler, User{Name: schedulerUser})
	if err != nil {
		return nil, err
	}
	serving := c.layout.pair(scheduler)
	return []string{
		"--kubeconfig=" + kubeconfig,
		"--authentication-kubeconfig=" + kubeconfig,
		"--authorization-kubeconfig=" + kubeconfig,
		"--bind-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", c.Port(portScheduler)),
		"--tls-cert-file=" + serving.Certificate,
		"--tls-private-key-file=" + serving.Key,
		"--requestheader-client-ca-file=" + c.authorities.frontProxy.File(),
		// There is one only. It need not wait for the lease of the one before.
		"--leader-elect=false",
	}, nil
}

func schedulerReady(ctx context.Context, c *Cluster) error {
	config := &tls.Config{RootCAs: c.authorities.kubernetes.Pool()}
	_, err := probe(ctx, config, c.url(portScheduler)+"/healthz")
	return err
}
