// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package image makes the container images of a local node, without Docker and without a registry: it packs programs
// that `make` has built and clients that are installed on this machine.
//
// The images of the project have the shape that docs/install.md builds: a static binary as /program, certificates, and
// a user who is not root. Beside them there are etcd, CoreDNS, pause, and tools: a shell with git, curl, kubectl, crane
// and skopeo, for Pods that use Connectors.
//
// An image depends on nothing but the bytes of what is in it: no time, owner or order of a directory enters a layer.
// So its ID says whether it has changed, which is how Build knows what is up to date: it reads all inputs, about as
// fast as the machine can hash, and writes only what differs. Layers are shared, the most common ones lowest, so that a
// container runtime keeps the large ones once. They are not compressed: an archive is read once, on the machine that
// wrote it.
//
// Build trusts the machine that it runs on: it asks the installed programs which files they need by running them and
// their loader.
package image
