// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package node_test runs Pods on a real node, and looks at what it leaves on the machine.
package node_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/node"
	"connectors.alauda.io/hack/local/stack"
)

func TestNode(t *testing.T) {
	if err := node.Supported(); err != nil {
		t.Log("left out:", err)
		return
	}
	dir := t.TempDir()
	before := settings(t)
	c := start(t, dir)
	if after := settings(t); after != before {
		t.Errorf("settings of the kernel: %s, were %s", after, before)
	}
	kubectl(t, c, "", "apply", "--filename=testdata")
	kubectl(t, c, "", "rollout", "status", "deployment", "--timeout=5m")

	t.Run("what a Pod prints", func(t *testing.T) {
		eventually(t, func(ctx context.Context) error {
			return contains(output(ctx, c, "", "logs", "deployment/web"))("hello from web")
		})
	})
	t.Run("a program in a Pod", func(t *testing.T) {
		got := kubectl(t, c, "typed", "exec", "--stdin", "deployment/client", "--", "cat", "-")
		if got != "typed" {
			t.Errorf("answer %q", got)
		}
	})
	t.Run("names and addresses of Services", func(t *testing.T) { fetch(t, c, "http://web.default.svc.cluster.local", "page of web") })
	t.Run("the cluster from a Pod", func(t *testing.T) {
		fetch(t, c, "https://kubernetes.default.svc.cluster.local/readyz", "ok")
	})
	t.Run("this machine from a Pod", func(t *testing.T) { fetch(t, c, serve(t, c), "page of the host") })
	t.Run("a kubelet that is restarted", func(t *testing.T) {
		before := containerOfWeb(t, c)
		if err := c.Restart(t.Context(), node.Kubelet); err != nil {
			t.Fatal(err)
		}
		fetch(t, c, "http://web.default.svc.cluster.local", "page of web")
		if after := containerOfWeb(t, c); after != before {
			t.Errorf("container %s became %s", before, after)
		}
	})
	t.Run("a container that is killed", func(t *testing.T) {
		before := containerOfWeb(t, c)
		if err := node.KillContainer(t.Context(), c, before); err != nil {
			t.Fatal(err)
		}
		awaitOther(t, c, before)
		fetch(t, c, "http://web.default.svc.cluster.local", "page of web")
	})
	t.Run("a machine whose plug is pulled", func(t *testing.T) {
		before := containerOfWeb(t, c)
		if err := node.Reboot(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		awaitOther(t, c, before)
		fetch(t, c, "http://web.default.svc.cluster.local", "page of web")
	})
	t.Run("nothing is left", func(t *testing.T) { endAndLook(t, c, dir) })
}

// start runs a node without Connectors, which has its addresses translated as that of make up has.
func start(t *testing.T, dir string) *cluster.Cluster {
	t.Helper()
	root, err := cluster.FindRoot()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	c, err := stack.Start(t.Context(), stack.Config{
		Root:             root,
		ControlPlaneOnly: true,
		Node:             &node.Config{Internet: true, SyncFrequency: 10 * time.Second},
		Cluster:          cluster.Config{Dir: dir, FsyncOff: true, Progress: func(line string) { t.Log(line) }},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("a node is ready after %.1f s", time.Since(began).Seconds())
	t.Cleanup(func() {
		if err := stack.Down(context.Background(), dir, nil); err != nil {
			t.Error(err)
		}
	})
	return c
}

// fetch lets a Pod read url. An address of a Service can take a moment.
func fetch(t *testing.T, c *cluster.Cluster, url, want string) {
	t.Helper()
	eventually(t, func(ctx context.Context) error {
		const ca = "--cacert /var/run/secrets/kubernetes.io/serviceaccount/ca.crt"
		script := fmt.Sprintf("curl --silent --show-error --fail --max-time 10 %s %s", ca, url)
		return contains(output(ctx, c, "", "exec", "deployment/client", "--", "sh", "-c", script))(want)
	})
}

// serve answers at the address of this machine that Pods reach.
func serve(t *testing.T, c *cluster.Cluster) (url string) {
	t.Helper()
	listener, err := net.Listen("tcp", net.JoinHostPort(c.Host(), "0"))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "page of the host")
	}))
	server.Listener = listener
	server.Start()
	t.Cleanup(server.Close)
	return server.URL
}
