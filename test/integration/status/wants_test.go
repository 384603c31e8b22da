// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"maps"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// want is what a condition ought to say.
type want struct {
	status metav1.ConditionStatus
	reason string
	// says are parts of the message, which is not empty unless the condition is true.
	says []string
}

func yes(reason string) want { return want{status: metav1.ConditionTrue, reason: reason} }

func no(reason string, says ...string) want {
	return want{status: metav1.ConditionFalse, reason: reason, says: says}
}

func unknown(reason string, says ...string) want {
	return want{status: metav1.ConditionUnknown, reason: reason, says: says}
}

// wants are the conditions of a Connector but Ready, which follows from them.
type wants map[v1alpha1.ConditionType]want

// The short names of the conditions.
const (
	classReady    = v1alpha1.ConnectorClassReady
	secretReady   = v1alpha1.ConnectorSecretReady
	livenessReady = v1alpha1.ConnectorLivenessReady
	authReady     = v1alpha1.ConnectorAuthReady
	proxyReady    = v1alpha1.ConnectorProxyServiceReady
	caCertReady   = v1alpha1.ConnectorCACertReady
)

// allOf are the wants of a Connector of a class with nothing, with those that differ.
func allOf(differ wants) wants {
	all := wants{
		classReady: yes(""), secretReady: yes("SecretOptional"), livenessReady: yes("NonLivenessProbe"),
		authReady: yes("NonAuthProbe"), proxyReady: yes("NonProxy"),
	}
	maps.Copy(all, differ)
	return all
}

// order is that of the seed. CACertReady is there only while the feature flag is on.
func (all wants) order() []v1alpha1.ConditionType {
	order := []v1alpha1.ConditionType{classReady, secretReady, livenessReady, authReady, proxyReady, caCertReady}
	order = slices.DeleteFunc(order, func(kind v1alpha1.ConditionType) bool { _, ok := all[kind]; return !ok })
	return append(order, v1alpha1.ConnectorReady)
}

// isProbed says which conditions have a probe time: the results of probes, and a proxy Service that is there.
func (w want) isProbed(kind v1alpha1.ConditionType) bool {
	switch kind {
	case livenessReady, authReady:
		return w.status != metav1.ConditionUnknown && !strings.HasPrefix(w.reason, "Non")
	case proxyReady:
		return w.status == metav1.ConditionTrue && w.reason == ""
	default:
		return false
	}
}
