// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package stack runs a local cluster with the servers of Connectors in it.
package stack

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"connectors.alauda.io/hack/local/cluster"
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
}

// Start leaves the control plane and every server of Connectors running and ready, applies the classes that come with
// them, and writes the shell variables of EnvFile. It adopts what runs already.
func Start(ctx context.Context, config Config) (*cluster.Cluster, error) {
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

// EnvFile is the shell script that sets the variables for a cluster in dir.
func EnvFile(dir string) string { return filepath.Join(dir, "env") }

// Wipe forgets the data of a stack in dir that has been stopped.
func Wipe(dir string) error {
	if err := os.RemoveAll(EnvFile(dir)); err != nil {
		return err
	}
	return cluster.Wipe(dir)
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
