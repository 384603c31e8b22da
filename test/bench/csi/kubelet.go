// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package csi

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	registerapi "k8s.io/kubelet/pkg/apis/pluginregistration/v1"

	"connectors.alauda.io/test/bench/stage"
)

// kubelet is as much of one as a driver notices.
type kubelet struct {
	connection *grpc.ClientConn
	node       csi.NodeClient
	// pid is the process id of the driver.
	pid int
}

// newKubelet takes a driver.
func newKubelet(ctx context.Context, driver stage.CSIDriver) (*kubelet, error) {
	if err := register(ctx, driver.Registration); err != nil {
		return nil, fmt.Errorf("registering the driver: %w", err)
	}
	return connect(driver.Endpoint, driver.PID)
}

// connect makes one that knows where a driver is.
func connect(socket string, pid int) (*kubelet, error) {
	connection, err := dial(socket)
	if err != nil {
		return nil, err
	}
	return &kubelet{connection: connection, node: csi.NewNodeClient(connection), pid: pid}, nil
}

func dial(socket string) (*grpc.ClientConn, error) {
	return grpc.NewClient("unix://"+socket, grpc.WithTransportCredentials(insecure.NewCredentials()))
}

// register does what a kubelet does when it sees the socket of a plugin.
func register(ctx context.Context, socket string) (err error) {
	connection, err := dial(socket)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, connection.Close()) }()
	client := registerapi.NewRegistrationClient(connection)
	if _, err := client.GetInfo(ctx, &registerapi.InfoRequest{}, grpc.WaitForReady(true)); err != nil {
		return err
	}
	_, err = client.NotifyRegistrationStatus(ctx, &registerapi.RegistrationStatus{PluginRegistered: true})
	return err
}

func (k *kubelet) close() error { return k.connection.Close() }

// prepare makes what a kubelet has made before it calls a driver.
func prepare(volumes []volume) error {
	for _, v := range volumes {
		if err := os.MkdirAll(filepath.Dir(v.target), 0o750); err != nil {
			return err
		}
	}
	return nil
}

// publish mounts the volume of a Pod, or mounts it again.
func (k *kubelet) publish(ctx context.Context, v volume) error {
	_, err := k.node.NodePublishVolume(ctx, &csi.NodePublishVolumeRequest{
		VolumeId: v.id, TargetPath: v.target, Readonly: true, VolumeContext: v.context, Secrets: v.secrets,
		VolumeCapability: &csi.VolumeCapability{
			AccessMode: &csi.VolumeCapability_AccessMode{Mode: csi.VolumeCapability_AccessMode_SINGLE_NODE_WRITER},
			AccessType: &csi.VolumeCapability_Mount{Mount: &csi.VolumeCapability_MountVolume{}},
		},
	})
	return err
}

// unpublish unmounts it.
func (k *kubelet) unpublish(ctx context.Context, v volume) error {
	_, err := k.node.NodeUnpublishVolume(ctx, &csi.NodeUnpublishVolumeRequest{VolumeId: v.id, TargetPath: v.target})
	return err
}

// seen is a path as the driver sees it, in whose namespace the mounts are.
func (k *kubelet) seen(path string) string { return fmt.Sprintf("/proc/%d/root%s", k.pid, path) }
