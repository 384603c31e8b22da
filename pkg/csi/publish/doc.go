// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package publish puts the files of a volume on the node, where a Pod reads them, and takes them away again.
//
// A volume is a tmpfs of its own, mounted at the target path that the kubelet names. In it:
//
//	.gitconfig            -> ..data/.gitconfig       what readers open
//	..data                -> ..connectors-csi-7      which generation is live
//	..connectors-csi-7/   .gitconfig ..token         the live generation
//	..connectors-csi-6/                              the one before, for readers that are in it still
//
// # Why readers see all old or all new
//
// A generation is written where no reader looks, in a directory that only root can enter, then gets its names, and becomes
// the live one by one rename of ..data. Nothing of a live generation is ever written to. So a reader that opens ..data once
// and goes on from there sees one generation whole, and a path to a file that is in both leads to one of the two at each
// moment. The generation before stays until the next change: a reader has the time of one change, which are minutes, to
// end. Files that a change leaves as they were are hard links to the same content, which is never changed either.
//
// # Why a crash does no harm
//
// Nothing is remembered from one call to the next: each looks at the node, once, and starts from what is there. The file system is
// mounted first, ..data made last; so a volume without ..data is not live, and one with it is whole. What a call that was
// cut short has left is told by its name and cleared away by the next. A reboot leaves directories without mounts, which are
// used or removed like any other. A call that fails takes back what it did itself: live files stay, and what was there
// before stays. A removal unmounts, then removes the directory, and finds it done where it was done already.
//
// Two calls on one path at the same time are not safe. The driver runs one at a time per volume, and there is one driver on
// a node: its DaemonSet must not surge, so that the old one has ended before the new one starts.
//
// # Why nothing else is touched
//
// The path comes from the kubelet, over a socket that only root can open. The directories above the target belong to root,
// so nobody can put a symlink in the way while a call runs; one that is there all the same, at the target, is refused and not
// followed. What is in the volume is reached through an os.Root, which no link leads out of. Pods see the volume read-only:
// the driver accepts nothing else, and the kubelet mounts it so.
//
// Only a mount of ours is written to or unmounted: a tmpfs with our name as its source, or with a ..data that leads to a
// directory of a name that nobody else gives. Anything else at the path, on top of ours or inside it is refused and left as
// it is. Nothing is removed recursively: a generation has no directories, a link is a link, and the target is removed only
// when it is empty.
//
// # Where credentials are
//
// In memory, in the volume, and nowhere else: tmpfs, without swap where the kernel can do that (6.4 and later; on older ones
// a node with swap may write it there). With a group files are readable for root and that group only. The token that the
// driver minted is beside them for root alone, so that a restarted driver need not mint another one. Size and number of files
// are bounded by the kernel. File systems, names and numbers make the text of errors; contents never do.
//
// # Mount namespaces
//
// The driver runs in a container, and what it mounts has to reach the node and the Pods. For that the kubelet's directory
// is mounted into the container with mountPropagation Bidirectional: container and node then share the mounts below it, and a
// new container of the driver finds those of the former one. The table of mounts is read from /proc/thread-self/mountinfo, that
// is from the namespace that mounts and unmounts are done in, with the paths as seen there. The table of the node
// (/proc/1/mountinfo with hostPID) would have the same mounts at paths that may differ.
//
// The memory of a tmpfs is accounted to the container that wrote it: the memory limit of the driver has to leave room for
// the files of all volumes on the node. The driver bounds them, with what Memory says.
package publish
