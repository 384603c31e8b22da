// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/component-base/metrics"
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

// Told to end before the cluster has been read, the process ends in good order and has taken no request.
func TestRunEndsBeforeItHasBegun(t *testing.T) {
	p := newTestProxy(t)
	p.options.Port = 0
	p.options.HealthBindAddress = "127.0.0.1:0"
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.run(ctx) }()
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestRunSaysWhichPortIsTaken(t *testing.T) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	for name, take := range map[string]func(*proxy){
		"requests to tools": func(p *proxy) { p.options.Port = listener.Addr().(*net.TCPAddr).Port },
		"health checks":     func(p *proxy) { p.options.HealthBindAddress = listener.Addr().String() },
	} {
		t.Run(name, func(t *testing.T) {
			p := newTestProxy(t)
			p.options.Port, p.options.HealthBindAddress = 0, "127.0.0.1:0"
			take(p)
			if err := p.run(t.Context()); err == nil || !strings.Contains(err.Error(), "listening for "+name) {
				t.Errorf("error %v", err)
			}
		})
	}
}

func newTestProxy(t *testing.T) *proxy {
	t.Helper()
	options, err := parse(t, "--kubeconfig="+kubeconfig(t), "--bind-address=127.0.0.1", "--secure-port=0", "--audit-log-path=")
	if err != nil {
		t.Fatal(err)
	}
	p, err := options.newProxy(t.Context(), metrics.NewKubeRegistry())
	if err != nil {
		t.Fatal(err)
	}
	return p
}
