// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package csi_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	registerapi "k8s.io/kubelet/pkg/apis/pluginregistration/v1"

	"connectors.alauda.io/test/integration/harness"
)

// A kubelet is as much of one as a driver notices.
type kubelet struct {
	csi.NodeClient

	driver harness.CSI
	// registrations is a client of the socket by which the driver registers.
	registrations registerapi.RegistrationClient
}

// newKubelet starts a driver and takes it.
func newKubelet(t *testing.T, args ...string) *kubelet {
	t.Helper()
	driver := stack.CSI(t, args...)
	k := &kubelet{
		driver:        driver,
		NodeClient:    csi.NewNodeClient(dial(t, driver.Endpoint)),
		registrations: registerapi.NewRegistrationClient(dial(t, driver.Registration)),
	}
	harness.Eventually(t, "the driver is registered", func(ctx context.Context) error { return k.register(ctx, t) })
	return k
}

// dial gives a connection, which is made when it is used, and made anew when it breaks.
func dial(t *testing.T, path string) *grpc.ClientConn {
	t.Helper()
	connection, err := grpc.NewClient("unix://"+path, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	return connection
}

// register does what a kubelet does when it sees the socket of a plugin.
func (k *kubelet) register(ctx context.Context, t *testing.T) error {
	info, err := k.registrations.GetInfo(ctx, &registerapi.InfoRequest{})
	if err != nil {
		return err
	}
	if info.GetName() != harness.CSIDriver || info.GetType() != registerapi.CSIPlugin || info.GetEndpoint() != k.driver.Endpoint {
		t.Errorf("the driver registers as %v", info)
	}
	if _, err := k.NodeGetInfo(ctx, &csi.NodeGetInfoRequest{}); err != nil {
		return err
	}
	_, err = k.registrations.NotifyRegistrationStatus(ctx, &registerapi.RegistrationStatus{PluginRegistered: true})
	return err
}

// publish mounts the volume of a Pod, or mounts it again.
func (k *kubelet) publish(ctx context.Context, v volume) error {
	if err := os.MkdirAll(filepath.Dir(v.target), 0o750); err != nil {
		return err
	}
	_, err := k.NodePublishVolume(ctx, &csi.NodePublishVolumeRequest{
		VolumeId: v.id, TargetPath: v.target, Readonly: true, VolumeContext: v.context, Secrets: v.secrets,
		VolumeCapability: &csi.VolumeCapability{
			AccessMode: &csi.VolumeCapability_AccessMode{Mode: csi.VolumeCapability_AccessMode_SINGLE_NODE_WRITER},
			AccessType: &csi.VolumeCapability_Mount{Mount: &csi.VolumeCapability_MountVolume{}},
		},
	})
	return err
}

// awaitFile publishes a volume, as often as it takes until a file in it holds a text: the driver follows classes on its own.
func (k *kubelet) awaitFile(t *testing.T, v volume, file, want string) {
	t.Helper()
	harness.Eventually(t, "the volume has its file", func(ctx context.Context) error {
		if err := k.publish(ctx, v); err != nil {
			return err
		}
		got, err := v.read(file)
		if err == nil && got != want {
			err = fmt.Errorf("%s holds %q, want %q", file, got, want)
		}
		return err
	})
}

// unpublish unmounts the volume of a Pod, and leaves nothing.
func (k *kubelet) unpublish(ctx context.Context, v volume) error {
	_, err := k.NodeUnpublishVolume(ctx, &csi.NodeUnpublishVolumeRequest{VolumeId: v.id, TargetPath: v.target})
	if _, left := os.Lstat(v.target); err == nil && !os.IsNotExist(left) {
		err = errors.New("the target is left: " + v.target)
	}
	return err
}
