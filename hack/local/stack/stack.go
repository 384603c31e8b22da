// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package stack runs a local cluster with the servers of Connectors in it.
package stack

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/node"
)

// A Config says how to run the stack.
type Config struct {
	// Cluster is the control plane. Its Parts are started after those of Connectors.
	Cluster cluster.Config
	// Root is the directory of the repository, from which the manifests are read.
	Root string
	// Without are the names of parts to leave out. Classes are not waited for then: they may never be ready.
	Without []string
	// ControlPlaneOnly leaves out the servers of Connectors, for one who runs them in a debugger.
	ControlPlaneOnly bool
	// Node adds a node to the cluster, on which the servers of Connectors run as Pods instead of as processes; nil: none.
	// With it Without and Cluster.Parts are not looked at.
	Node *node.Config
}

// Start leaves the control plane and every server of Connectors running and ready, applies the classes that come with
// them, and writes the shell variables of EnvFile. It adopts what runs already.
func Start(ctx context.Context, config Config) (*cluster.Cluster, error) {
	if config.Node != nil {
		c, err := startPods(ctx, config)
		if err != nil {
			return nil, err
		}
		return c, writeEnv(c, EnvFile(config.Cluster.Dir))
	}
	if !config.ControlPlaneOnly {
		config.Cluster.Parts = append(parts(config), config.Cluster.Parts...)
	}
	c, err := cluster.Start(ctx, config.Cluster)
	if err != nil {
		return nil, err
	}
	if !config.ControlPlaneOnly {
		if err := applyClasses(ctx, c, classes(config.Root), len(config.Without) == 0); err != nil {
			return nil, err
		}
	}
	return c, writeEnv(c, EnvFile(config.Cluster.Dir))
}

// Down ends the stack in dir but for the parts to keep, whoever started it, and removes what a node leaves on this machine.
// Progress is told what was ended; it may be nil.
func Down(ctx context.Context, dir string, progress func(line string), keep ...string) error {
	return errors.Join(cluster.Down(ctx, dir, progress, keep...), node.Clean(ctx, dir))
}

// EnvFile is the shell script that sets the variables for a cluster in dir.
func EnvFile(dir string) string { return filepath.Join(dir, "env") }

// Wipe forgets the data of a stack in dir that has been stopped.
func Wipe(dir string) error {
	if err := os.RemoveAll(EnvFile(dir)); err != nil {
		return err
	}
	return errors.Join(node.Wipe(dir), cluster.Wipe(dir))
}

func writeEnv(c *cluster.Cluster, file string) error {
	return os.WriteFile(file, []byte(env(c)), 0o644)
}

func env(c *cluster.Cluster) string {
	script := &strings.Builder{}
	export := func(name, value string) { fmt.Fprintf(script, "export %s=%s\n", name, quote(value)) }
	export("KUBECONFIG", c.Kubeconfig())
	export("KUBE_APISERVER", c.Endpoint())
	if c.Port(APIServer) != 0 {
		export("CONNECTORS_APISERVER", Endpoint(c, APIServer))
	}
	if c.Port(Proxy) != 0 {
		export("CONNECTORS_PROXY", ProxyEndpoint(c))
	}
	fmt.Fprintf(script, "export PATH=%s:\"$PATH\"\n", quote(c.BinDir()))
	return script.String()
}

// quote makes text one word of a shell.
func quote(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
