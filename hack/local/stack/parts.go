// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stack

import (
	"path/filepath"
	"slices"

	"connectors.alauda.io/hack/local/cluster"
)

// parts are the servers of Connectors, in the order in which they are started. A server that is added to the project is
// added here: its name, command line and readiness.
func parts(config Config) []cluster.Part {
	all := []cluster.Part{
		apiServerPart(config),
		classAPIPart(),
		controllerPart(),
		proxyPart(),
	}
	return slices.DeleteFunc(all, func(part cluster.Part) bool { return slices.Contains(config.Without, part.Name) })
}

// Programs are the names of the servers' binaries, each built from the folder of its name in cmd.
func Programs() []string {
	var programs []string
	for _, part := range parts(Config{}) {
		programs = append(programs, part.Program)
	}
	return programs
}

// manifests are the files and directories that are applied before the parts start.
func manifests(root string) []string {
	deploy := filepath.Join(root, "artifacts", "deploy")
	return []string{filepath.Join(deploy, "rbac"), filepath.Join(deploy, "local")}
}

// classes are the ConnectorClasses that come with the project, which are applied when everything is ready.
func classes(root string) string { return filepath.Join(root, "artifacts", "classes") }
