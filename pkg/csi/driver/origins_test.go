// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/csi/publish"
)

// versioned has objects with versions, as an API server gives them, and a volume that was published.
func versioned(t *testing.T) (*fixture, *csi.NodePublishVolumeRequest) {
	t.Helper()
	f := newFixture(t)
	f.cluster.version()
	request := f.request(t)
	f.publish(t, request)
	return f, request
}

// made says whether files are made by the next call. For that it changes a template as no API server does: without another generation.
func (f *fixture) made(t *testing.T, request *csi.NodePublishVolumeRequest) bool {
	t.Helper()
	data := f.cluster.class.Spec.Configurations[0].Data
	data["marker"] += "x"
	f.publish(t, request)
	content, err := os.ReadFile(filepath.Join(request.GetTargetPath(), "marker"))
	return err == nil && string(content) == data["marker"]
}

// Files are made again when something has changed of what they are made from, and only then.
func TestFilesAreMadeWhenSomethingHasChanged(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(f *fixture, request *csi.NodePublishVolumeRequest)
		made   bool
	}{
		{"nothing", func(*fixture, *csi.NodePublishVolumeRequest) {}, false},
		{"the token for the API server", func(_ *fixture, request *csi.NodePublishVolumeRequest) {
			replaceToken(request, apiServerToken)
		}, false},
		{"the token of the kubelet", func(_ *fixture, request *csi.NodePublishVolumeRequest) { replaceToken(request, proxyToken) }, true},
		{"the same token, requested by the driver", func(f *fixture, _ *csi.NodePublishVolumeRequest) { f.cluster.minted = proxyToken }, true},
		{"the Connector", func(f *fixture, _ *csi.NodePublishVolumeRequest) { f.cluster.connector.ResourceVersion = "2" }, true},
		{"another Connector of that name", func(f *fixture, _ *csi.NodePublishVolumeRequest) { f.cluster.connector.UID = "other" }, true},
		{"a Connector without a version", func(f *fixture, _ *csi.NodePublishVolumeRequest) { f.cluster.connector.ResourceVersion = "" }, true},
		{"the class", func(f *fixture, _ *csi.NodePublishVolumeRequest) { f.cluster.class.Generation = 2 }, true},
		{"another class of that name", func(f *fixture, _ *csi.NodePublishVolumeRequest) { f.cluster.class.UID = "other" }, true},
		{"a class without a version", func(f *fixture, _ *csi.NodePublishVolumeRequest) { f.cluster.class.UID = "" }, true},
		{"the authorities", func(f *fixture, _ *csi.NodePublishVolumeRequest) { f.cluster.authorities = "more" }, true},
		{"the group", func(_ *fixture, request *csi.NodePublishVolumeRequest) {
			request.VolumeCapability.GetMount().VolumeMountGroup = "0"
		}, true},
		{"the configurations", func(_ *fixture, request *csi.NodePublishVolumeRequest) {
			request.VolumeContext["configuration.names"] = "gitconfig, gitconfig2"
		}, true},
		{"the params", func(_ *fixture, request *csi.NodePublishVolumeRequest) {
			request.VolumeContext["configuration.params"] = `{"gitconfig": {}}`
		}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, request := versioned(t)
			second := f.cluster.class.Spec.Configurations[0]
			second.Name = "gitconfig2"
			f.cluster.class.Spec.Configurations = append(f.cluster.class.Spec.Configurations, second)
			tt.change(f, request)
			if made := f.made(t, request); made != tt.made {
				t.Errorf("made: %t, want %t", made, tt.made)
			}
		})
	}
}

func replaceToken(request *csi.NodePublishVolumeRequest, old string) {
	for key, text := range request.Secrets {
		request.Secrets[key] = strings.ReplaceAll(text, old, "another-"+canary)
	}
}

// What a volume is known to have been made from counts as long as the volume is there.
func TestFilesAreMadeWhenTheyAreGone(t *testing.T) {
	for name, lose := range map[string]func(f *fixture, request *csi.NodePublishVolumeRequest) error{
		"unpublished": func(f *fixture, request *csi.NodePublishVolumeRequest) error {
			_, err := f.NodeUnpublishVolume(t.Context(), &csi.NodeUnpublishVolumeRequest{
				VolumeId: request.GetVolumeId(), TargetPath: request.GetTargetPath(),
			})
			return err
		},
		"removed by somebody": func(_ *fixture, request *csi.NodePublishVolumeRequest) error {
			return publish.Remove(request.GetTargetPath())
		},
	} {
		t.Run(name, func(t *testing.T) {
			f, request := versioned(t)
			if err := lose(f, request); err != nil {
				t.Fatal(err)
			}
			if !f.made(t, request) {
				t.Error("there are no new files")
			}
		})
	}
}

// What somebody has done to a volume by hand is put right by the next call.
func TestFilesAreMadeWhenTheyWereTouched(t *testing.T) {
	for name, touch := range map[string]func(volume string) error{
		"a file changed": func(volume string) error {
			return os.WriteFile(filepath.Join(volume, ".gitconfig"), []byte("by hand"), 0)
		},
		"a file removed":    func(volume string) error { return os.Remove(filepath.Join(volume, "..data", ".gitconfig")) },
		"a name removed":    func(volume string) error { return os.Remove(filepath.Join(volume, ".gitconfig")) },
		"a mode changed":    func(volume string) error { return os.Chmod(filepath.Join(volume, ".gitconfig"), 0o600) },
		"a file added":      func(volume string) error { return os.WriteFile(filepath.Join(volume, "added"), nil, 0o600) },
		"a directory added": func(volume string) error { return os.Mkdir(filepath.Join(volume, "added"), 0o700) },
	} {
		t.Run(name, func(t *testing.T) {
			f, request := versioned(t)
			before := contentsOf(t, request.GetTargetPath())
			if err := touch(request.GetTargetPath()); err != nil {
				t.Fatal(err)
			}
			f.publish(t, request)
			if after := contentsOf(t, request.GetTargetPath()); !maps.Equal(after, before) {
				t.Errorf("the volume has %v, want %v", after, before)
			}
		})
	}
}

// contentsOf are the files of a volume as readers see them, with their modes.
func contentsOf(t *testing.T, volume string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(volume)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), "..") {
			continue
		}
		path := filepath.Join(volume, entry.Name())
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[entry.Name()] = fmt.Sprintf("%s %s", info.Mode(), content)
	}
	return files
}

// A call that fails in the middle leaves it open what the volume has: the next one looks.
func TestFilesAreMadeAfterAFailure(t *testing.T) {
	f, request := versioned(t)
	data := f.cluster.class.Spec.Configurations[0].Data
	right := data[".gitconfig"]
	data[".gitconfig"], f.cluster.class.Generation = `{{ fail "no" }}`, 2
	if _, err := f.NodePublishVolume(t.Context(), request); status.Code(err) != codes.Unavailable {
		t.Errorf("error %v", err)
	}
	data[".gitconfig"], f.cluster.class.Generation = right, 1
	if !f.made(t, request) {
		t.Error("the files were not compared with what they should be")
	}
}

// That nothing has changed is not known before the Pod's account was let in again.
func TestRightsAreAskedForThoughNothingHasChanged(t *testing.T) {
	f, request := versioned(t)
	connectors := schema.GroupResource{Group: "connectors.alauda.io", Resource: "connectors"}
	f.cluster.connectorErr = apierrors.NewForbidden(connectors, "git", nil)
	_, err := f.NodePublishVolume(t.Context(), request)
	if status.Code(err) != codes.Unavailable || !strings.Contains(err.Error(), "may not get Connector") {
		t.Errorf("error %v", err)
	}
}

// What is remembered of volumes shows no token, whoever prints it.
func TestOriginsHoldNoToken(t *testing.T) {
	w := material{offer: &offer{class: newCluster().class}}
	w.input.Connector, w.input.Token = newCluster().connector, proxyCredential()
	w.input.Connector.UID, w.input.Connector.ResourceVersion = types.UID("uid"), "1"
	from, _ := w.origin("")
	o := newOrigins()
	o.note("target", from)
	if text := fmt.Sprintf("%v %+v %#v", o.known, o.known, o.known); strings.Contains(text, canary) {
		t.Error("they hold it")
	}
}
