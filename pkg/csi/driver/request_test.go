// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"strings"
	"testing"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func TestRequestsThatNoKubeletSends(t *testing.T) {
	f := newFixture(t)
	for _, tt := range []struct {
		name, text string
		with       func(request *csi.NodePublishVolumeRequest)
	}{
		{"no volume", "volume_id is missing", func(r *csi.NodePublishVolumeRequest) { r.VolumeId = "" }},
		{"no target", "target_path is missing", func(r *csi.NodePublishVolumeRequest) { r.TargetPath = "" }},
		{"a relative target", "must be an absolute path", func(r *csi.NodePublishVolumeRequest) { r.TargetPath = "mount" }},
		{"a way out", "must be an absolute path", func(r *csi.NodePublishVolumeRequest) { r.TargetPath += "/../../etc" }},
		{"NUL", "must be an absolute path", func(r *csi.NodePublishVolumeRequest) { r.TargetPath += "\x00" }},
		{"elsewhere", "must be below", func(r *csi.NodePublishVolumeRequest) { r.TargetPath = "/etc" }},
		{"beside", "must be below", func(r *csi.NodePublishVolumeRequest) { r.TargetPath = f.dir + "2/mount" }},
		{"the directory itself", "must be below", func(r *csi.NodePublishVolumeRequest) { r.TargetPath = f.dir }},
		{"no capability", "volume_capability is missing", func(r *csi.NodePublishVolumeRequest) { r.VolumeCapability = nil }},
		{"a block device", "is no block device", func(r *csi.NodePublishVolumeRequest) {
			r.VolumeCapability.AccessType = &csi.VolumeCapability_Block{Block: &csi.VolumeCapability_BlockVolume{}}
		}},
		{"no access mode", "access mode UNKNOWN", func(r *csi.NodePublishVolumeRequest) { r.VolumeCapability.AccessMode = nil }},
		{"many nodes", "access mode MULTI_NODE_READER_ONLY", func(r *csi.NodePublishVolumeRequest) {
			r.VolumeCapability.AccessMode.Mode = csi.VolumeCapability_AccessMode_MULTI_NODE_READER_ONLY
		}},
		{"to write", "readOnly: true", func(r *csi.NodePublishVolumeRequest) { r.Readonly = false }},
		{"a file system", `csi.fsType "ext4"`, func(r *csi.NodePublishVolumeRequest) { r.VolumeCapability.GetMount().FsType = "ext4" }},
		{"mount options", "mount options", func(r *csi.NodePublishVolumeRequest) {
			r.VolumeCapability.GetMount().MountFlags = []string{"suid"}
		}},
		{"a group by name", `volume_mount_group "wheel"`, func(r *csi.NodePublishVolumeRequest) {
			r.VolumeCapability.GetMount().VolumeMountGroup = "wheel"
		}},
		{"the group that means none", "volume_mount_group", func(r *csi.NodePublishVolumeRequest) {
			r.VolumeCapability.GetMount().VolumeMountGroup = "4294967295"
		}},
		{"a negative group", "volume_mount_group", func(r *csi.NodePublishVolumeRequest) {
			r.VolumeCapability.GetMount().VolumeMountGroup = "-1"
		}},
		{"a persistent volume", "persistent volume", func(r *csi.NodePublishVolumeRequest) {
			r.VolumeContext["csi.storage.k8s.io/ephemeral"] = "false"
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			request := f.request(t)
			tt.with(request)
			_, err := f.NodePublishVolume(t.Context(), request)
			said := status.Convert(err)
			if said.Code() != codes.InvalidArgument || !strings.Contains(said.Message(), tt.text) {
				t.Errorf("%s: %s; want %q", said.Code(), said.Message(), tt.text)
			}
		})
	}
}

func TestUnpublishOfNothing(t *testing.T) {
	f := newFixture(t)
	for _, tt := range []struct {
		name, volume, target string
		code                 codes.Code
	}{
		{"nothing there", "csi-1", f.dir + "/pods/uid/mount", codes.OK},
		{"no volume", "", f.dir + "/mount", codes.InvalidArgument},
		{"no target", "csi-1", "", codes.InvalidArgument},
		{"elsewhere", "csi-1", "/etc", codes.InvalidArgument},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := f.NodeUnpublishVolume(t.Context(), &csi.NodeUnpublishVolumeRequest{VolumeId: tt.volume, TargetPath: tt.target})
			if status.Code(err) != tt.code {
				t.Errorf("error %v, want %s", err, tt.code)
			}
		})
	}
}

// What the driver does not have is not there, and what it has it tells.
func TestServices(t *testing.T) {
	f := newFixture(t)
	info, err := f.identity.GetPluginInfo(t.Context(), &csi.GetPluginInfoRequest{})
	if err != nil || info.GetName() != "connectors-csi" || info.GetVendorVersion() != "v1" {
		t.Errorf("%v, %v", info, err)
	}
	plugin, err := f.identity.GetPluginCapabilities(t.Context(), &csi.GetPluginCapabilitiesRequest{})
	if err != nil || len(plugin.GetCapabilities()) != 0 {
		t.Errorf("%v, %v", plugin, err)
	}
	probe, err := f.identity.Probe(t.Context(), &csi.ProbeRequest{})
	if err != nil || !probe.GetReady().GetValue() {
		t.Errorf("%v, %v", probe, err)
	}
	node, err := f.NodeGetInfo(t.Context(), &csi.NodeGetInfoRequest{})
	if err != nil || node.GetNodeId() != "node-1" {
		t.Errorf("%v, %v", node, err)
	}
	can, err := f.NodeGetCapabilities(t.Context(), &csi.NodeGetCapabilitiesRequest{})
	if err != nil || len(can.GetCapabilities()) != 1 ||
		can.GetCapabilities()[0].GetRpc().GetType() != csi.NodeServiceCapability_RPC_VOLUME_MOUNT_GROUP {
		t.Errorf("%v, %v", can, err)
	}
	for name, call := range map[string]func() error{
		"stage": func() error { _, err := f.NodeStageVolume(t.Context(), &csi.NodeStageVolumeRequest{}); return err },
		"stats": func() error {
			_, err := f.NodeGetVolumeStats(t.Context(), &csi.NodeGetVolumeStatsRequest{})
			return err
		},
		"expand": func() error {
			_, err := f.NodeExpandVolume(t.Context(), &csi.NodeExpandVolumeRequest{})
			return err
		},
	} {
		if err := call(); status.Code(err) != codes.Unimplemented {
			t.Errorf("%s: %v", name, err)
		}
	}
}
