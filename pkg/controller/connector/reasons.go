// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

// Reasons of conditions beside those that package v1alpha1 names.
const (
	reasonChecking             = "Checking"
	reasonSecretOptional       = "SecretOptional"
	reasonNonLivenessProbe     = "NonLivenessProbe"
	reasonNonAuthProbe         = "NonAuthProbe"
	reasonNonProxy             = "NonProxy"
	reasonConnectionFailed     = "ConnectionFailed"
	reasonProbeFailed          = "ProbeFailed"
	reasonAuthenticationFailed = "AuthenticationFailed"
	reasonProxyServiceNotFound = "ProxyServiceNotFound"
	reasonProxyServiceConflict = "ProxyServiceConflict"
	reasonProxyServiceFailed   = "ProxyServiceFailed"
	reasonProxyAddressInvalid  = "ProxyAddressInvalid"
	reasonValid                = "Valid"
	reasonNoCACert             = "NoCACert"
)

// Reasons of Events that differ from those of the conditions.
const (
	eventCACertSecretNotFound = "CACertSecretNotFound"
	eventInvalidCACert        = "InvalidCACert"
)
