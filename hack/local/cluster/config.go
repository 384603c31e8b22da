// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// The names of the parts that every cluster has.
const (
	Etcd              = "etcd"
	KubeAPIServer     = "kube-apiserver"
	ControllerManager = "kube-controller-manager"
	// Scheduler is there only with a Network.
	Scheduler = "kube-scheduler"
)

// defaultPatience is long for a machine with much else to do: a control plane is ready in a few seconds.
const defaultPatience = 2 * time.Minute

// A Config says how to run a cluster. Only Dir is required.
type Config struct {
	// Dir is where the cluster keeps everything. It need not exist.
	Dir string
	// BinDir holds the binaries; empty: what FindBinDir returns.
	BinDir string
	// FsyncOff makes etcd faster, and lose data when the machine (not the process) stops suddenly.
	FsyncOff bool
	// Detached lets the parts live on when the caller ends. Otherwise the kernel ends them with the caller.
	Detached bool
	// Args are flags added to those of a part, by its name. A flag that is given twice has its last value.
	Args map[string][]string
	// Env are variables added to the environment of a part, by its name, as NAME=value.
	Env map[string][]string
	// WithoutControllers leaves out the kube-controller-manager: nothing is collected, aggregated or made by itself, and
	// the cluster is ready sooner.
	WithoutControllers bool
	// Parts are started once the kube-apiserver is ready and before the kube-controller-manager.
	Parts []Part
	// First are started before all others, Last after all others: those of a node.
	First, Last []Part
	// Network is what Pods can reach; nil: there is no node, and nobody but this machine reaches the kube-apiserver.
	Network *Network
	// Patience is how long one part may take until it is ready; zero: two minutes.
	Patience time.Duration
	// Progress is told in one line what happens; it may be nil.
	Progress func(line string)
}

// complete returns config with its defaults, and with Dir and BinDir absolute.
func (config Config) complete() (Config, error) {
	if config.Dir == "" {
		return config, errors.New("a cluster needs a directory: Config.Dir is empty")
	}
	dir, err := filepath.Abs(config.Dir)
	if err != nil {
		return config, err
	}
	config.Dir = dir
	if config.BinDir == "" {
		if config.BinDir, err = FindBinDir(); err != nil {
			return config, err
		}
	}
	if config.BinDir, err = filepath.Abs(config.BinDir); err != nil {
		return config, err
	}
	if config.Patience == 0 {
		config.Patience = defaultPatience
	}
	if config.Progress == nil {
		config.Progress = func(string) {}
	}
	return config, nil
}

// BinDirVariable is the environment variable that names the directory of the binaries.
const BinDirVariable = "LOCAL_BIN"

// FindBinDir returns the directory that LOCAL_BIN names, or else bin beside the go.mod of the working directory or the
// nearest directory above it.
func FindBinDir() (string, error) {
	if dir := os.Getenv(BinDirVariable); dir != "" {
		return dir, nil
	}
	root, err := FindRoot()
	if err != nil {
		return "", fmt.Errorf("%w; or set %s to the directory that `make kube` built into", err, BinDirVariable)
	}
	return filepath.Join(root, "bin"), nil
}

// FindRoot returns the nearest directory with a go.mod, from the working directory upwards.
func FindRoot() (string, error) {
	start, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		_, err := os.Stat(filepath.Join(dir, "go.mod"))
		if err == nil {
			return dir, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("no go.mod in %s or above it: run this inside the repository", start)
		}
	}
}
