// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package sanity holds no code: its test has the CSI driver checked by csi-sanity, the conformance test of the Container Storage
// Interface.
package sanity
