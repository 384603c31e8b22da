// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"os"
	"path/filepath"

	"connectors.alauda.io/hack/local/pki"
)

// A layout names the files of a cluster. It is the directory of the cluster.
type layout string

func (l layout) kubeconfig() string         { return filepath.Join(string(l), "kubeconfig") }
func (l layout) userConfig(n string) string { return filepath.Join(string(l), "kubeconfigs", n) }
func (l layout) data() string               { return filepath.Join(string(l), "etcd") }
func (l layout) pki() string                { return filepath.Join(string(l), "pki") }
func (l layout) pair(name string) pki.Files { return pki.In(l.pki(), name) }
func (l layout) signingKey() string         { return filepath.Join(l.pki(), "service-accounts.key") }
func (l layout) log(part string) string     { return filepath.Join(string(l), "log", part+".log") }
func (l layout) state() string              { return filepath.Join(string(l), "state") }
func (l layout) ports() string              { return filepath.Join(l.state(), "ports.json") }
func (l layout) record(part string) string  { return filepath.Join(l.state(), part+recordSuffix) }
func (l layout) records() ([]string, error) { return filepath.Glob(l.record("*")) }
func (l layout) config(n string) string     { return filepath.Join(string(l), "config", n) }
func (l layout) identities() []string       { return []string{l.pki(), l.userConfig(""), l.config("")} }
func (l layout) everything() []string {
	return []string{l.kubeconfig(), l.userConfig(""), l.config(""), l.data(), l.pki(), l.state(), filepath.Dir(l.log(""))}
}

const recordSuffix = ".process.json"

// Wipe removes everything that a cluster keeps in dir. The cluster must have been stopped.
func Wipe(dir string) error {
	for _, path := range layout(dir).everything() {
		if err := os.RemoveAll(path); err != nil {
			return err
		}
	}
	return nil
}
