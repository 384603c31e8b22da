// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/manifest"
	"connectors.alauda.io/hack/local/node"
)

// startPods leaves a cluster with a node running, and the servers of Connectors as Pods on it.
func startPods(ctx context.Context, config Config) (*cluster.Cluster, error) {
	// Whoever cannot have a node should not wait for its images.
	if err := node.Supported(); err != nil {
		return nil, err
	}
	archives, err := buildImages(ctx, config)
	if err != nil {
		return nil, err
	}
	if config.ControlPlaneOnly {
		archives = slices.DeleteFunc(archives, isServer)
	}
	n, err := node.New(*config.Node, config.Cluster, archives)
	if err != nil {
		return nil, err
	}
	c, err := startOn(ctx, n, config)
	if err != nil && !config.Cluster.Detached {
		return nil, errors.Join(err, Down(context.WithoutCancel(ctx), config.Cluster.Dir, nil))
	}
	return c, err
}

func startOn(ctx context.Context, n *node.Node, config Config) (*cluster.Cluster, error) {
	joined, err := n.Join(config.Cluster)
	if err != nil {
		return nil, err
	}
	c, err := cluster.Start(ctx, joined)
	if err != nil {
		return nil, err
	}
	if config.ControlPlaneOnly {
		return c, awaitPods(ctx, c)
	}
	return c, install(ctx, c, n, config)
}

// install applies what docs/install.md says, in its order: the API server first, and what uses it once it serves.
func install(ctx context.Context, c *cluster.Cluster, n *node.Node, config Config) error {
	objects, err := manifest.Read(deployed(config.Root)...)
	if err != nil {
		return err
	}
	if err := fit(objects, n.Images(), n.Block()); err != nil {
		return err
	}
	services, server, others := phases(objects)
	for _, service := range services {
		if err := trust(service, c.ServingCA()); err != nil {
			return err
		}
	}
	needed, err := prerequisites(c, n, config)
	if err != nil {
		return err
	}
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"Pods of etcd and the API server", func() error { return roll(ctx, c, append(server, needed...)) }},
		{"API", func() error { return serve(ctx, c, services) }},
		{"other Pods", func() error { return roll(ctx, c, others) }},
		{"classes", func() error { return applyClasses(ctx, c, classes(config.Root), true) }},
	} {
		started := time.Now()
		if err := step.do(); err != nil {
			return err
		}
		n.Say(fmt.Sprintf("%s: ready after %.1f s", step.name, time.Since(started).Seconds()))
	}
	return nil
}

// roll applies workloads and what they need, and returns when all Pods are ready.
func roll(ctx context.Context, c *cluster.Cluster, objects []*unstructured.Unstructured) error {
	if err := apply(ctx, c, objects...); err != nil {
		return err
	}
	return awaitPods(ctx, c)
}

// serve applies the APIServices once their server is ready, since the kube-apiserver asks one that it found down less and less
// often.
func serve(ctx context.Context, c *cluster.Cluster, services []*unstructured.Unstructured) error {
	if err := apply(ctx, c, services...); err != nil {
		return err
	}
	return awaitAPI(ctx, c)
}
