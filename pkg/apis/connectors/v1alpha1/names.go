// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

// Names that are fixed by the API and used by several parts.
const (
	// SystemNamespace is where the parts of Connectors run and keep their configuration.
	SystemNamespace = "connectors-system"

	// CACertLabel marks, with the value "true", Secrets of SystemNamespace whose certificates every Connector trusts.
	CACertLabel = "connectors.cpaas.io/ca-cert"

	// ProxyResolverAnnotation on a ConnectorClass chooses the form of the proxy addresses of its Connectors.
	ProxyResolverAnnotation = "connectors.cpaas.io/proxy-resolver"
)

// Secret types that need no declaration of their keys.
const (
	// SecretTypeBasicAuth holds the keys username and password.
	SecretTypeBasicAuth = "kubernetes.io/basic-auth"

	// SecretTypeBearerToken holds the key token.
	SecretTypeBearerToken = "connectors.cpaas.io/bearer-token"

	// SecretTypeRegistryToken holds the keys username and password of an image registry that issues tokens for them.
	SecretTypeRegistryToken = "cpaas.io/distribution-registry-token"
)

// Condition types of a Connector.
const (
	// ConnectorReady is true when every other condition but ConnectorCACertReady is.
	ConnectorReady ConditionType = "Ready"
	// ConnectorClassReady says whether the class exists and is ready.
	ConnectorClassReady ConditionType = "ConnectorClassReady"
	// ConnectorSecretReady says whether the Secret exists, has the right type and the keys it needs.
	ConnectorSecretReady ConditionType = "SecretReady"
	// ConnectorLivenessReady says whether the tool can be reached.
	ConnectorLivenessReady ConditionType = "LivenessReady"
	// ConnectorAuthReady says whether the tool accepts the credential.
	ConnectorAuthReady ConditionType = "AuthReady"
	// ConnectorProxyServiceReady says whether the Connector's proxy address is allocated.
	ConnectorProxyServiceReady ConditionType = "ProxyServiceReady"
	// ConnectorCACertReady reports on the Connector's own certificate authorities; for information only.
	ConnectorCACertReady ConditionType = "CACertReady"
)

// Condition types of a ConnectorClass.
const (
	// ClassReady is true when every other condition of the class is.
	ClassReady ConditionType = "Ready"
	// ClassAPIReady says whether the class API service answers.
	ClassAPIReady ConditionType = "APIReady"
	// ClassProxyReady says whether the proxy that the class refers to can be reached.
	ClassProxyReady ConditionType = "ProxyReady"
)

// Reasons of conditions, and of refusals to use a Connector.
const (
	ReasonConnectorClassNotFound = "ConnectorClassNotFound"
	ReasonConnectorClassNotReady = "ConnectorClassNotReady"
	ReasonSecretNotFound         = "SecretNotFound"
	ReasonSecretTypeMismatch     = "SecretTypeMismatch"
	ReasonSecretKeyMissing       = "SecretKeyMissing"
	ReasonInvalidPEM             = "InvalidPEM"
)
