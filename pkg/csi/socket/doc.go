// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package socket keeps gRPC servers reachable at unix sockets of the node.
//
// # Why it is safe
//
// Only root of the node may connect: a socket has mode 0600. Whoever calls is the kubelet, or may do what the kubelet may.
//
// Nothing of others is removed. A socket that a killed process has left behind is in the way of the next one and is removed; a
// file of any other kind is not, and fails Listen. When a server ends it removes its socket only while that is still its own: one
// that took its place, as the driver of an upgrade does, stays.
//
// A socket that disappears comes back. The kubelet knows a plugin by a file in a directory of its own. If somebody empties that
// directory the plugin is forgotten, though it runs: so the file is looked at every second and made again. Polling sees what a
// watch would miss, a directory that was unmounted say, and costs one system call.
package socket
