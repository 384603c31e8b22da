// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// +k8s:deepcopy-gen=package
// +groupName=connectors.alauda.io

// Package connectors holds the internal form of the API, which storage, validation and strategies work on. The fields
// are described where users read them, in v1alpha1.
package connectors
