// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"context"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/status"
	"k8s.io/klog/v2"

	"connectors.alauda.io/pkg/csi/publish"
	"connectors.alauda.io/pkg/csi/render"
	"connectors.alauda.io/pkg/target"
)

// publishTimeout bounds a NodePublishVolume, which asks the cluster three times at most. The kubelet waits for two minutes.
const publishTimeout = 45 * time.Second

// node is the Node service of CSI.
type node struct {
	csi.UnimplementedNodeServer

	config   Config
	underWay operations
	memory   *budget
	bundle   render.Bundle
}

// found is a volume as a call finds it: where, and whether it has files.
type found struct {
	*publish.Volume

	target string
	live   bool
}

// NodeGetInfo implements csi.NodeServer.
func (n *node) NodeGetInfo(context.Context, *csi.NodeGetInfoRequest) (*csi.NodeGetInfoResponse, error) {
	return &csi.NodeGetInfoResponse{NodeId: n.config.Node}, nil
}

// NodeGetCapabilities implements csi.NodeServer. With the capability the kubelet leaves it to the driver to give files to a Pod's fsGroup.
func (n *node) NodeGetCapabilities(context.Context, *csi.NodeGetCapabilitiesRequest) (*csi.NodeGetCapabilitiesResponse, error) {
	return &csi.NodeGetCapabilitiesResponse{Capabilities: []*csi.NodeServiceCapability{{
		Type: &csi.NodeServiceCapability_Rpc{
			Rpc: &csi.NodeServiceCapability_RPC{Type: csi.NodeServiceCapability_RPC_VOLUME_MOUNT_GROUP},
		},
	}}}, nil
}

// NodePublishVolume implements csi.NodeServer. The kubelet calls it before a Pod starts, and every minute or so while it runs.
func (n *node) NodePublishVolume(ctx context.Context, request *csi.NodePublishVolumeRequest) (*csi.NodePublishVolumeResponse, error) {
	where, err := placeOf(n.config.KubeletDir, request.GetVolumeId(), request.GetTargetPath())
	if err != nil {
		return nil, err
	}
	group, err := checkVolume(request)
	if err != nil {
		return nil, err
	}
	end, err := n.begin(where)
	if err != nil {
		return nil, err
	}
	defer end()
	ctx, cancel := context.WithTimeout(ctx, publishTimeout)
	defer cancel()
	volume, err := publish.Open(where.target, group)
	if err != nil {
		return nil, volumeFailure(err)
	}
	if err := n.publish(ctx, found{Volume: volume, target: where.target}, request); err != nil {
		return nil, err
	}
	return &csi.NodePublishVolumeResponse{}, nil
}

// publish brings a volume up to date. If that fails and there are files already, they stay.
func (n *node) publish(ctx context.Context, volume found, request *csi.NodePublishVolumeRequest) (err error) {
	watch := newStopwatch(n.config.Clock)
	if volume.live, err = volume.Live(); err != nil {
		return volumeFailure(err)
	}
	w, err := wishOf(request)
	logger := w.noted(klog.FromContext(ctx))
	changed := false
	if err == nil {
		changed, err = n.write(klog.NewContext(ctx, logger), w, volume, watch)
	}
	switch {
	case err == nil:
		n.config.Metrics.published(volume.target, changed, watch.own())
		if changed {
			logger.V(2).Info("Published", "first", !volume.live)
		}
		return nil
	case volume.live || changed:
		n.config.Metrics.kept(volume.target, status.Code(err))
		logger.Info("Not published again", "changed", changed, "code", status.Code(err), "reason", status.Convert(err).Message())
		return keep(changed, err)
	default:
		n.memory.give(volume.target)
		logger.Info("Not published", "code", status.Code(err), "reason", status.Convert(err).Message())
		return err
	}
}

// write puts what a Pod wants into its volume.
func (n *node) write(ctx context.Context, w wish, volume found, watch *stopwatch) (changed bool, err error) {
	live, err := volume.Token()
	if err != nil {
		return false, volumeFailure(err)
	}
	made, err := n.content(ctx, w, live, watch)
	if err != nil {
		return false, err
	}
	if !n.memory.take(volume.target, publish.Memory(made.files), volume.live) {
		return false, memoryFailure(n.config.Memory)
	}
	changed, err = volume.Write(map[string]target.Credential(made.files), made.minted)
	if err != nil {
		return changed, volumeFailure(err)
	}
	return changed, nil
}

// NodeUnpublishVolume implements csi.NodeServer. Where there is nothing, there is nothing to do.
func (n *node) NodeUnpublishVolume(ctx context.Context, request *csi.NodeUnpublishVolumeRequest) (*csi.NodeUnpublishVolumeResponse, error) {
	where, err := placeOf(n.config.KubeletDir, request.GetVolumeId(), request.GetTargetPath())
	if err != nil {
		return nil, err
	}
	end, err := n.begin(where)
	if err != nil {
		return nil, err
	}
	defer end()
	if err := publish.Remove(where.target); err != nil {
		klog.FromContext(ctx).Error(err, "Not removed")
		return nil, volumeFailure(err)
	}
	n.memory.give(where.target)
	n.config.Metrics.volumes.removed(where.target)
	klog.FromContext(ctx).V(2).Info("Removed")
	return &csi.NodeUnpublishVolumeResponse{}, nil
}
