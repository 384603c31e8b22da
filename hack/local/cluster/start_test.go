// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/cluster/clustertest"
)

func TestStartAgainRestartsOnlyWhatIsMissingOrChanged(t *testing.T) {
	config := cluster.Config{Dir: t.TempDir()}
	taken := occupy(t, config.Dir, cluster.Etcd)
	first := clustertest.Start(t, config)
	if first.Port(cluster.Etcd) == taken {
		t.Errorf("etcd has port %d, which somebody else listens on", taken)
	}

	for _, test := range []struct {
		name    string
		prepare func(*cluster.Config) error
		want    []string
	}{
		{"nothing changed", func(*cluster.Config) error { return nil }, nil},
		{"etcd killed", func(*cluster.Config) error { return first.Kill(t.Context(), cluster.Etcd) },
			[]string{cluster.Etcd}},
		{"a flag changed", func(config *cluster.Config) error {
			config.Args = map[string][]string{cluster.ControllerManager: {"--v=1"}}
			return nil
		}, []string{cluster.ControllerManager}},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := pids(t, first)
			if err := test.prepare(&config); err != nil {
				t.Fatal(err)
			}
			config.Progress = func(line string) { t.Log(line) }
			again, err := cluster.Start(t.Context(), withFsyncOff(config))
			if err != nil {
				t.Fatal(err)
			}
			var restarted []string
			for part, pid := range pids(t, again) {
				if pid != before[part] {
					restarted = append(restarted, part)
				}
			}
			if !slices.Equal(restarted, test.want) {
				t.Errorf("restarted %v, want %v; etcd has port %d and had %d", restarted, test.want,
					again.Port(cluster.Etcd), first.Port(cluster.Etcd))
			}
			first = again
		})
	}
}

func TestFailedStartSaysWhichPartAndWhy(t *testing.T) {
	config := cluster.Config{
		Dir:  t.TempDir(),
		Args: map[string][]string{cluster.Etcd: {"--no-such-flag"}},
	}
	_, err := cluster.Start(t.Context(), config)
	var failed *cluster.PartError
	if !errors.As(err, &failed) {
		t.Fatalf("error %v, want a PartError", err)
	}
	if failed.Part != cluster.Etcd || !strings.Contains(failed.Log, "no-such-flag") {
		t.Errorf("%s failed and said %q, want etcd naming the flag", failed.Part, failed.Log)
	}
	running, err := cluster.Running(config.Dir)
	if err != nil || len(running) > 0 {
		t.Errorf("left running: %v (error %v)", running, err)
	}
}

func TestMissingBinariesSayWhatToDo(t *testing.T) {
	_, err := cluster.Start(t.Context(), cluster.Config{Dir: t.TempDir(), BinDir: t.TempDir()})
	if err == nil || !strings.Contains(err.Error(), "make kube") {
		t.Errorf("error %v, want one that names `make kube`", err)
	}
}

// occupy promises a part a port on which somebody else listens until the end of the test.
func occupy(t *testing.T, dir, part string) int {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := listener.Close(); err != nil {
			t.Error(err)
		}
	})
	var port int
	if _, err := fmt.Sscanf(listener.Addr().String(), "127.0.0.1:%d", &port); err != nil {
		t.Fatal(err)
	}
	book, err := json.Marshal(map[string]int{part: port})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "state", "ports.json")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, book, 0o644); err != nil {
		t.Fatal(err)
	}
	return port
}

func pids(t *testing.T, c *cluster.Cluster) map[string]int {
	t.Helper()
	all := map[string]int{}
	for _, part := range []string{cluster.Etcd, cluster.KubeAPIServer, cluster.ControllerManager} {
		all[part] = pid(t, c, part)
	}
	return all
}

// withFsyncOff returns the config as clustertest.Start changes it.
func withFsyncOff(config cluster.Config) cluster.Config {
	config.FsyncOff = true
	return config
}
