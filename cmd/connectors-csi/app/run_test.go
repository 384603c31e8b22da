// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/component-base/metrics"
	registerapi "k8s.io/kubelet/pkg/apis/pluginregistration/v1"

	"connectors.alauda.io/pkg/csi/registration"
)

// kubeconfig leads to a cluster that has nothing to say.
func kubeconfig(t *testing.T) string {
	t.Helper()
	cluster := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(cluster.Close)
	config := clientcmdapi.NewConfig()
	config.Clusters["test"] = &clientcmdapi.Cluster{Server: cluster.URL}
	config.Contexts["test"] = &clientcmdapi.Context{Cluster: "test"}
	config.CurrentContext = "test"
	file := filepath.Join(t.TempDir(), "kubeconfig")
	if err := clientcmd.WriteToFile(*config, file); err != nil {
		t.Fatal(err)
	}
	return file
}

// newTestPlugin has its sockets in dir.
func newTestPlugin(t *testing.T, dir string) *plugin {
	t.Helper()
	options, err := parse(t, "--kubeconfig="+kubeconfig(t), "--node-name=node-1", "--endpoint=unix://"+dir+"/csi.sock",
		"--registration-dir="+dir, "--kubelet-registration-path="+dir+"/csi.sock", "--kubelet-dir="+dir,
		"--health-bind-address=127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p, err := options.newPlugin(t.Context(), metrics.NewKubeRegistry())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func dial(t *testing.T, path string) *grpc.ClientConn {
	t.Helper()
	connection, err := grpc.NewClient("unix://"+path, grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.WaitForReady(true)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	return connection
}

// A kubelet finds the driver, also the next one, and nothing is left of one that has ended.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	kubelet := registerapi.NewRegistrationClient(dial(t, filepath.Join(dir, "connectors-csi-reg.sock")))
	driver := csi.NewNodeClient(dial(t, filepath.Join(dir, "csi.sock")))
	for range 2 {
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		p := newTestPlugin(t, dir)
		go func() { ended <- p.run(ctx) }()
		info, err := kubelet.GetInfo(t.Context(), &registerapi.InfoRequest{})
		if err != nil || info.GetEndpoint() != filepath.Join(dir, "csi.sock") {
			t.Errorf("%v, %v", info, err)
		}
		if node, err := driver.NodeGetInfo(t.Context(), &csi.NodeGetInfoRequest{}); err != nil || node.GetNodeId() != "node-1" {
			t.Errorf("%v, %v", node, err)
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		for _, name := range []string{"csi.sock", "connectors-csi-reg.sock"} {
			if _, err := os.Lstat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s is left: %v", name, err)
			}
		}
	}
}

// The process ends with what the kubelet says, so that it is started again.
func TestRunEndsWhenTheKubeletRefuses(t *testing.T) {
	dir := t.TempDir()
	p := newTestPlugin(t, dir)
	ended := make(chan error, 1)
	go func() { ended <- p.run(t.Context()) }()
	kubelet := registerapi.NewRegistrationClient(dial(t, filepath.Join(dir, "connectors-csi-reg.sock")))
	refusal := &registerapi.RegistrationStatus{Error: "this name is taken"}
	if _, err := kubelet.NotifyRegistrationStatus(t.Context(), refusal); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; !errors.Is(err, registration.ErrRefused) || !strings.Contains(err.Error(), "this name is taken") {
		t.Errorf("error %v", err)
	}
}

func TestRunSaysWhatIsTaken(t *testing.T) {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	for name, take := range map[string]func(*plugin) error{
		"listening for health checks": func(p *plugin) error {
			p.options.HealthBindAddress = listener.Addr().String()
			return nil
		},
		"--endpoint":         func(p *plugin) error { return os.WriteFile(p.options.Kubelet.socket(), nil, 0o600) },
		"--registration-dir": func(p *plugin) error { return os.WriteFile(p.options.Kubelet.registrationSocket(), nil, 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			p := newTestPlugin(t, t.TempDir())
			if err := take(p); err != nil {
				t.Fatal(err)
			}
			if err := p.run(t.Context()); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("error %v", err)
			}
		})
	}
}

// A driver that the kubelet does not know yet is alive and not ready, and shows its metrics.
func TestHealthBeforeRegistration(t *testing.T) {
	p := newTestPlugin(t, t.TempDir())
	health := p.healthServer()
	check := func(want map[string]int) {
		t.Helper()
		for path, code := range want {
			recorder := httptest.NewRecorder()
			health.Handler.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, path, nil))
			if recorder.Code != code {
				t.Errorf("%s: %d, want %d: %s", path, recorder.Code, code, recorder.Body)
			}
		}
	}
	check(map[string]int{
		"/livez": http.StatusOK, "/healthz": http.StatusOK, "/metrics": http.StatusOK, "/readyz": http.StatusInternalServerError,
		"/readyz/classes-synced": http.StatusInternalServerError, "/readyz/registered": http.StatusInternalServerError,
	})
	taken := &registerapi.RegistrationStatus{PluginRegistered: true}
	if _, err := p.registration.NotifyRegistrationStatus(t.Context(), taken); err != nil {
		t.Fatal(err)
	}
	check(map[string]int{"/readyz/registered": http.StatusOK})
}
