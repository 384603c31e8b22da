// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	authenticationv1 "k8s.io/api/authentication/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/component-base/metrics"
	"k8s.io/utils/clock"

	"connectors.alauda.io/pkg/csi/publish"
	"connectors.alauda.io/pkg/target"
)

const (
	// canary is in every token and every param; it may show up in files only.
	canary = "canary7c1d"

	apiServerToken = "api-" + canary
	proxyToken     = "proxy-" + canary
	proxyURL       = "http://c-git.team.svc.cluster.local"
)

// fixture is a driver at a socket, and the kubelet that calls it.
type fixture struct {
	csi.NodeClient

	identity csi.IdentityClient
	cluster  *cluster
	registry metrics.KubeRegistry
	// dir is the directory of the kubelet.
	dir string
}

func newFixture(t testing.TB) *fixture {
	t.Helper()
	return newFixtureWith(t, 1<<30, "")
}

func newFixtureWith(t testing.TB, memory int64, authorities string) *fixture {
	t.Helper()
	f := &fixture{cluster: newCluster(), registry: metrics.NewKubeRegistry(), dir: t.TempDir()}
	f.cluster.authorities = authorities
	figures, err := NewMetrics(f.registry, clock.RealClock{})
	if err != nil {
		t.Fatal(err)
	}
	server, err := NewServer(Config{
		Node: "node-1", Version: "v1", KubeletDir: f.dir, Memory: memory, Metrics: figures, Clock: clock.RealClock{},
		Connectors: f.cluster, Classes: classes{f.cluster}, Tokens: f.cluster, SystemCAs: func() string { return f.cluster.authorities },
	})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "csi.sock")
	listener, err := new(net.ListenConfig).Listen(t.Context(), "unix", path)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	connection, err := grpc.NewClient("unix://"+path, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	f.NodeClient, f.identity = csi.NewNodeClient(connection), csi.NewIdentityClient(connection)
	return f
}

// request is what the kubelet sends for a Pod, at the path that it uses.
func (f *fixture) request(t testing.TB) *csi.NodePublishVolumeRequest {
	t.Helper()
	target := filepath.Join(f.dir, "mount")
	t.Cleanup(func() { _ = publish.Remove(target) })
	return &csi.NodePublishVolumeRequest{
		VolumeId: "csi-1", TargetPath: target, Readonly: true, VolumeCapability: mountable(),
		VolumeContext: map[string]string{
			"csi.storage.k8s.io/ephemeral": "true", "csi.storage.k8s.io/pod.name": "build", "csi.storage.k8s.io/pod.namespace": "team",
			"csi.storage.k8s.io/pod.uid": "uid-1", "csi.storage.k8s.io/serviceAccount.name": "ci",
			"connector.name": "git", "configuration.names": "gitconfig",
		},
		Secrets: map[string]string{"csi.storage.k8s.io/serviceAccount.tokens": tokens()},
	}
}

func mountable() *csi.VolumeCapability {
	return &csi.VolumeCapability{
		AccessMode: &csi.VolumeCapability_AccessMode{Mode: csi.VolumeCapability_AccessMode_SINGLE_NODE_WRITER},
		AccessType: &csi.VolumeCapability_Mount{Mount: &csi.VolumeCapability_MountVolume{}},
	}
}

func proxyCredential() target.Credential { return target.NewCredential(proxyToken) }

// tokens are as the kubelet hands them over.
func tokens() string {
	expiry := metav1.NewTime(time.Now().Add(time.Hour))
	text, err := json.Marshal(map[string]authenticationv1.TokenRequestStatus{
		"":                 {Token: apiServerToken, ExpirationTimestamp: expiry},
		"connectors-proxy": {Token: proxyToken, ExpirationTimestamp: expiry},
	})
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// publish is a NodePublishVolume that must succeed.
func (f *fixture) publish(t testing.TB, request *csi.NodePublishVolumeRequest) {
	t.Helper()
	if _, err := f.NodePublishVolume(t.Context(), request); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, request *csi.NodePublishVolumeRequest, file string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(request.GetTargetPath(), file))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
