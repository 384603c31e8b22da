// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package access lets callers use Connectors: it asks who they are and what they may (package clientauth), gives the
// compiled Connector, and takes the permission back when its ground is gone.
//
// # Why it is safe
//
// Order. Nothing of a Connector is looked at before the caller is known and may get it, so that one that does not exist
// is told from one that does only to those who may see it.
//
// What was authorized is what is used: the name in the question is the name whose Target is handed out.
//
// A permission is no possession. A watch, an upgraded connection or a tunnel may last for days, so whoever has one is asked
// about again: the same token, the same rights, the same Connector. Refused, expired, deleted, replaced or moved to another
// address, and the request ends. Where the cluster cannot be asked, the request goes on for a minute since the last good answer
// and not longer: without an answer nobody is let in, and nobody stays.
//
// Bounds. One Connector has a number of places for requests, so that a tool that hangs, or one who asks it in a loop, leaves
// places for the others.
package access
