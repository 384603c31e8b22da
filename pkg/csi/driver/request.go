// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"path/filepath"
	"strconv"
	"strings"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
)

// memory is the one kind of file system that there is.
const memory = "tmpfs"

// place is where a volume is.
type place struct{ volume, target string }

// placeOf checks what every call about a volume has. Targets are below dir, so that no call mounts or removes anything elsewhere.
func placeOf(dir, volume, target string) (place, error) {
	switch {
	case volume == "":
		return place{}, invalid("volume_id is missing: the kubelet sends one for every volume")
	case target == "":
		return place{}, invalid("target_path is missing: it says where the volume is mounted")
	case strings.ContainsRune(target, 0) || !filepath.IsAbs(target) || filepath.Clean(target) != target:
		return place{}, invalid("target_path %.200q must be an absolute path without . and ..", target)
	case !strings.HasPrefix(target, strings.TrimSuffix(dir, "/")+"/"):
		return place{}, invalid("target_path %.200q must be below %s, which is the directory of the kubelet: set --kubelet-dir if it has another one",
			target, dir)
	}
	return place{volume, target}, nil
}

// checkVolume says what a Pod wants that this driver has not. It gives the group that files are to belong to, nil for none.
func checkVolume(request *csi.NodePublishVolumeRequest) (group *int64, err error) {
	capability := request.GetVolumeCapability()
	mount := capability.GetMount()
	switch {
	case capability == nil:
		return nil, invalid("volume_capability is missing: it must say mount, and an access mode")
	case mount == nil:
		return nil, invalid("the volume can be mounted as a directory only: it has files, and is no block device")
	case !singleNode(capability.GetAccessMode().GetMode()):
		return nil, invalid("access mode %s is not possible: the volume is of one Pod on one node, SINGLE_NODE_WRITER say",
			capability.GetAccessMode().GetMode())
	case !request.GetReadonly():
		return nil, invalid("the volume must be read-only: set csi.readOnly: true in the Pod's spec.volumes[]")
	case mount.GetFsType() != "" && mount.GetFsType() != memory:
		return nil, invalid("csi.fsType %.60q is not possible: leave it out, the volume is in memory", mount.GetFsType())
	case len(mount.GetMountFlags()) > 0:
		return nil, invalid("mount options are not possible: leave them out, the driver chooses them")
	}
	return groupOf(mount.GetVolumeMountGroup())
}

func singleNode(mode csi.VolumeCapability_AccessMode_Mode) bool {
	switch mode {
	case csi.VolumeCapability_AccessMode_SINGLE_NODE_WRITER, csi.VolumeCapability_AccessMode_SINGLE_NODE_READER_ONLY,
		csi.VolumeCapability_AccessMode_SINGLE_NODE_SINGLE_WRITER, csi.VolumeCapability_AccessMode_SINGLE_NODE_MULTI_WRITER:
		return true
	default:
		return false
	}
}

// groupOf reads the Pod's fsGroup.
func groupOf(text string) (*int64, error) {
	if text == "" {
		return nil, nil
	}
	const bits = 32 // of a group of Linux, whose last number means none
	group, err := strconv.ParseInt(text, 10, bits+1)
	if err != nil || group < 0 || group >= 1<<bits-1 {
		return nil, invalid("volume_mount_group %.60q must be the number of a group, as the Pod's securityContext.fsGroup", text)
	}
	return &group, nil
}

// invalid is a mistake of whoever wrote the request.
func invalid(format string, args ...any) error {
	return refusal(codes.InvalidArgument, format, args...)
}
