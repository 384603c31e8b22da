// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package sanity

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/kubernetes-csi/csi-test/v5/pkg/sanity"
	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/gomega"
	"google.golang.org/grpc"
	"k8s.io/component-base/metrics"
	"k8s.io/utils/clock"

	"connectors.alauda.io/pkg/csi/driver"
	"connectors.alauda.io/pkg/csi/socket"
	"connectors.alauda.io/test/mountns"
)

func TestMain(m *testing.M) { os.Exit(mountns.Main(m.Run)) }

// TestSanity runs all that csi-sanity has for the services Identity and Node. It leaves out what it has for others by what the
// driver claims; only the Controller service, which asKubelet plays so that there are volumes, is left out here.
func TestSanity(t *testing.T) {
	dir := t.TempDir()
	config := sanity.NewTestConfig()
	config.TargetPath = filepath.Join(dir, "targets")
	config.StagingPath = filepath.Join(dir, "staging")
	config.Address = "unix:" + serveDriver(t, dir)
	config.DialOptions = append(config.DialOptions, grpc.WithChainUnaryInterceptor(asKubelet))
	sanity.GinkgoTest(&config)
	gomega.RegisterFailHandler(ginkgo.Fail)
	suite, reporter := ginkgo.GinkgoConfiguration()
	suite.SkipStrings = []string{"Controller Service"}
	if !ginkgo.RunSpecs(t, "connectors-csi", suite, reporter) {
		t.Error("csi-sanity is not content")
	}
}

// serveDriver gives the socket of a driver whose volumes are below dir.
func serveDriver(t *testing.T, dir string) string {
	t.Helper()
	figures, err := driver.NewMetrics(metrics.NewKubeRegistry(), clock.RealClock{})
	if err != nil {
		t.Fatal(err)
	}
	server, err := driver.NewServer(driver.Config{
		Node: "node-1", Version: "v1", KubeletDir: dir, Memory: 1 << 30, Metrics: figures, Clock: clock.RealClock{},
		Connectors: cluster{}, Classes: classes{}, Tokens: cluster{}, SystemCAs: func() string { return "" },
	})
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, server)
}

func serve(t *testing.T, server *grpc.Server) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "csi.sock")
	s, err := socket.Listen(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, server) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		server.Stop()
	})
	return path
}
