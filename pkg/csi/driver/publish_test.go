// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"connectors.alauda.io/pkg/target"
)

func TestPublish(t *testing.T) {
	f := newFixture(t)
	request := f.request(t)
	for range 2 { // the kubelet calls again and again
		f.publish(t, request)
		if got, want := read(t, request, ".gitconfig"), "address=https://git.example.com token="+proxyToken; got != want {
			t.Errorf("the file holds %q, want %q", got, want)
		}
		if got := read(t, request, "connector.status.proxyAddress"); got != proxyURL {
			t.Errorf("the built-in file holds %q", got)
		}
	}
	if !f.cluster.read.Equal(target.NewCredential(apiServerToken)) {
		t.Error("the Connector was not read with the Pod's token for the API server")
	}
	f.cluster.connector.Spec.Address = "https://other.example.com"
	f.publish(t, request)
	if got := read(t, request, ".gitconfig"); !strings.Contains(got, "https://other.example.com") {
		t.Errorf("the file holds %q after the Connector has changed", got)
	}
	unpublish := &csi.NodeUnpublishVolumeRequest{VolumeId: request.GetVolumeId(), TargetPath: request.GetTargetPath()}
	for range 2 {
		if _, err := f.NodeUnpublishVolume(t.Context(), unpublish); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Lstat(request.GetTargetPath()); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the path is left: %v", err)
		}
	}
}

// The token that the driver requested is kept in the volume, also across a restart, and one of the kubelet is not.
func TestMintedTokenIsHandedInAgain(t *testing.T) {
	f := newFixture(t)
	request := f.request(t)
	f.publish(t, request)
	f.publish(t, request)
	if f.cluster.live.Reveal() != "" {
		t.Error("the kubelet's token was kept")
	}
	f.cluster.minted = "minted"
	f.publish(t, request)
	f.publish(t, request)
	if f.cluster.live.Reveal() != "minted" {
		t.Error("the token of the driver was not kept")
	}
}

func TestMountGroup(t *testing.T) {
	f := newFixture(t)
	request := f.request(t)
	request.VolumeCapability.GetMount().VolumeMountGroup = "0"
	f.publish(t, request)
	info, err := os.Stat(filepath.Join(request.GetTargetPath(), ".gitconfig"))
	if err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, error %v", info.Mode(), err)
	}
}

// Whatever is in the way of a volume and not ours stays.
func TestForeignTarget(t *testing.T) {
	f := newFixture(t)
	request := f.request(t)
	if err := os.WriteFile(request.GetTargetPath(), []byte("other"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := f.NodePublishVolume(t.Context(), request)
	if status.Code(err) != codes.FailedPrecondition {
		t.Errorf("error %v", err)
	}
	if content, err := os.ReadFile(request.GetTargetPath()); err != nil || string(content) != "other" {
		t.Errorf("%q, %v", content, err)
	}
}
