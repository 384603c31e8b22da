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
)

// publishTimeout bounds a NodePublishVolume, which asks the cluster three times at most. The kubelet waits for two minutes.
const publishTimeout = 45 * time.Second

// node is the Node service of CSI.
type node struct {
	csi.UnimplementedNodeServer

	config   Config
	underWay operations
	memory   *budget
	origins  *origins
	bundle   render.Bundle
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
	watch := newStopwatch(n.config.Clock)
	volume, err := publish.Open(where.target, group)
	if err != nil {
		return nil, volumeFailure(err)
	}
	defer volume.Close()
	there := found{
		Volume: volume, target: where.target, live: volume.Live(), group: request.GetVolumeCapability().GetMount().GetVolumeMountGroup(),
	}
	if err := n.publish(ctx, there, request, watch); err != nil {
		return nil, err
	}
	return &csi.NodePublishVolumeResponse{}, nil
}

// publish brings a volume up to date. If that fails and there are files already, they stay.
func (n *node) publish(ctx context.Context, volume found, request *csi.NodePublishVolumeRequest, watch *stopwatch) error {
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
	n.origins.forget(where.target)
	n.config.Metrics.volumes.removed(where.target)
	klog.FromContext(ctx).V(2).Info("Removed")
	return &csi.NodeUnpublishVolumeResponse{}, nil
}
