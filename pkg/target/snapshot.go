// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// Snapshot is a Target with what it was compiled from, for one who does more with a Connector than to send requests. It
// is immutable.
type Snapshot struct {
	*Target
	// Connector has the defaults of its class and no status.
	Connector *v1alpha1.Connector
	// Class is nil when there is none of that name.
	Class *v1alpha1.ConnectorClass
	// Secret is what the Secret of spec.auth.secretRef is to the Connector.
	Secret AuthSecret
	// CACert is what the Secret of spec.caCertSecretRef is to it.
	CACert CACertSecret
}

// CACertSecret is what the Secret of spec.caCertSecretRef is to a Connector.
type CACertSecret struct {
	// Enabled is true while the feature flag is on. All else is read then only.
	Enabled bool
	// Name is that of the Secret, empty when the Connector names none.
	Name string
	// Found says whether the Secret exists, Certificates how many certificates can be read from it.
	Found        bool
	Certificates int
	// ResourceVersion is that of the Secret.
	ResourceVersion string
}

// An Observer is told what a Store finds out. Its methods must return soon and must not call the Store but for Roots.
type Observer interface {
	// Built is told of every compilation of a Connector, and with nil that one is gone. Calls for one Connector come one
	// after the other.
	Built(name types.NamespacedName, snapshot *Snapshot)
	// TrustChanged is told when the feature flag or the certificate authorities for all Connectors changed. Connectors
	// are compiled again afterwards.
	TrustChanged()
	// InvalidFlag is told once of every version of the ConfigMap with feature flags that holds neither true nor false
	// under a key, and which value stays in force.
	InvalidFlag(configMap *corev1.ConfigMap, key string, inForce bool)
}

// nobody is the Observer where there is none.
type nobody struct{}

func (nobody) Built(types.NamespacedName, *Snapshot)             {}
func (nobody) TrustChanged()                                     {}
func (nobody) InvalidFlag(_ *corev1.ConfigMap, _ string, _ bool) {}
