// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package publish

import "strconv"

const (
	fileSystem = "tmpfs"
	// mountSource is how our mounts are told from others: tmpfs has no device, and its name is free.
	mountSource = "connectors-csi"
	// maxBytes and maxFiles bound what the volume of a Pod can take of the node's memory. They leave room for
	// two generations of all that a class can hold; what is not used takes no memory.
	maxBytes = 16 << 20
	maxFiles = 4096
	// noSwap keeps files out of the swap space, which is a disk. Kernels before 6.4, and mounts of a user namespace, do not
	// know it.
	noSwap = ",noswap"
)

// mountOptions are those of every kernel. Nothing in a volume is run, is a device or gives privileges.
func mountOptions() string {
	return "nosuid,nodev,noexec,mode=0755,size=" + strconv.Itoa(maxBytes) + ",nr_inodes=" + strconv.Itoa(maxFiles)
}
