// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package manager

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/target"
)

// eventInvalidFeatureFlag is the reason of the Event about a feature flag that is neither true nor false.
const eventInvalidFeatureFlag = "InvalidFeatureFlag"

// observer hands on what the Store finds out to those whom it concerns.
type observer struct{ *Manager }

var _ target.Observer = observer{}

// Built implements target.Observer.
func (o observer) Built(name types.NamespacedName, snapshot *target.Snapshot) {
	o.connectors.Built(name, snapshot)
}

// TrustChanged implements target.Observer.
func (o observer) TrustChanged() { o.classes.Recheck() }

// InvalidFlag implements target.Observer.
func (o observer) InvalidFlag(configMap *corev1.ConfigMap, key string, inForce bool) {
	o.recorder.Eventf(configMap, corev1.EventTypeWarning, eventInvalidFeatureFlag,
		"The value of %s is neither \"true\" nor \"false\": %t stays in force", key, inForce)
}
