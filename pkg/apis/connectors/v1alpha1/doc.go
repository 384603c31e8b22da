// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// +k8s:openapi-gen=true
// +k8s:openapi-model-package=io.alauda.connectors.v1alpha1
// +k8s:deepcopy-gen=package
// +k8s:conversion-gen=connectors.alauda.io/pkg/apis/connectors
// +k8s:defaulter-gen=TypeMeta
// +groupName=connectors.alauda.io

// Package v1alpha1 is the API that users read and write: Connector says where a tool is and which Secret opens it,
// ConnectorClass says how tools of that kind are reached, authenticated, probed, configured and browsed.
//
// Nothing is defaulted into stored objects: what was applied is what is read back. A default that a ConnectorClass
// declares for a param takes effect where the value is used.
package v1alpha1
