// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"fmt"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/controller/condition"
	"connectors.alauda.io/pkg/controller/probe"
	"connectors.alauda.io/pkg/target"
)

// observation is everything that the status of a Connector is made from.
type observation struct {
	connector *v1alpha1.Connector
	// secret and caCert are what the Secrets of the Connector are to it.
	secret target.AuthSecret
	caCert target.CACertSecret
	// class is as the informers show it now, nil when there is none.
	class *v1alpha1.ConnectorClass
	// liveness and auth are what probes have found.
	liveness, auth finding
	// proxy is what came of the proxy Service.
	proxy proxyFinding
}

// finding is what is known from a probe.
type finding struct {
	// declared is false when the class has no such probe.
	declared bool
	// known is false until the probe has run. Before, condition may hold what was known before a restart.
	known  bool
	result probe.Result
	// at is when the probe ran last.
	at metav1.Time
	// inherited is the condition that an earlier process left, nil when there is none that still holds.
	inherited *v1alpha1.Condition
}

// evaluate says what the status of a Connector ought to be, without transition times. It does no I/O.
func evaluate(in observation) v1alpha1.ConnectorStatus {
	conditions := []v1alpha1.Condition{
		classReady(in),
		secretReady(in),
		livenessReady(in),
		authReady(in),
		in.proxy.condition,
	}
	ready := condition.Summary(v1alpha1.ConnectorReady, conditions)
	if in.caCert.Enabled {
		conditions = append(conditions, caCertReady(in.caCert, in.connector.Namespace))
	}
	return v1alpha1.ConnectorStatus{
		ObservedGeneration: in.connector.Generation,
		Conditions:         append(conditions, ready),
		Proxy:              in.proxy.status(),
		API:                &v1alpha1.ConnectorAPIStatus{Path: apiPath(in.connector.Namespace, in.connector.Name)},
	}
}

// apiPath is where the Connectors API of a Connector is, below the address of the cluster.
func apiPath(namespace, name string) string {
	return strings.Join([]string{"/apis", v1alpha1.GroupName, v1alpha1.SchemeGroupVersion.Version,
		"namespaces", namespace, "connectors", name, "api"}, "/")
}

func classReady(in observation) v1alpha1.Condition {
	if in.class == nil {
		return condition.False(v1alpha1.ConnectorClassReady, v1alpha1.ReasonConnectorClassNotFound, classNotFound(in))
	}
	ready := condition.Find(in.class.Status.Conditions, v1alpha1.ClassReady)
	switch {
	case ready == nil:
		return condition.Unknown(v1alpha1.ConnectorClassReady, reasonChecking,
			fmt.Sprintf("connector class %q has not been checked yet", in.class.Name))
	case ready.Status != metav1.ConditionTrue:
		return condition.False(v1alpha1.ConnectorClassReady, v1alpha1.ReasonConnectorClassNotReady,
			fmt.Sprintf("connector class %q is not ready: %s", in.class.Name, ready.Message))
	}
	return condition.True(v1alpha1.ConnectorClassReady, "")
}

func classNotFound(in observation) string {
	return fmt.Sprintf("connector class %q does not exist", in.connector.Spec.ConnectorClassName)
}

func secretReady(in observation) v1alpha1.Condition {
	secret := in.secret
	switch {
	case secret.Problem != nil:
		return condition.False(v1alpha1.ConnectorSecretReady, secret.Problem.Reason, secret.Problem.Message)
	case secret.Referred:
		return condition.True(v1alpha1.ConnectorSecretReady, "")
	case in.class == nil:
		return condition.Unknown(v1alpha1.ConnectorSecretReady, v1alpha1.ReasonConnectorClassNotFound, classNotFound(in))
	default:
		return condition.True(v1alpha1.ConnectorSecretReady, reasonSecretOptional)
	}
}

func livenessReady(in observation) v1alpha1.Condition {
	const kind = v1alpha1.ConnectorLivenessReady
	switch {
	case in.class == nil:
		return condition.Unknown(kind, v1alpha1.ReasonConnectorClassNotFound, classNotFound(in))
	case !in.liveness.declared:
		return condition.True(kind, reasonNonLivenessProbe)
	}
	return probed(kind, in, in.liveness, func(result probe.Result) string {
		if result.Outcome == probe.ConnectionFailed {
			return reasonConnectionFailed
		}
		return reasonProbeFailed
	})
}

func authReady(in observation) v1alpha1.Condition {
	const kind = v1alpha1.ConnectorAuthReady
	switch {
	case in.class == nil:
		return condition.Unknown(kind, v1alpha1.ReasonConnectorClassNotFound, classNotFound(in))
	case !in.auth.declared:
		return condition.True(kind, reasonNonAuthProbe)
	case in.secret.Problem != nil:
		return condition.Unknown(kind, in.secret.Problem.Reason, in.secret.Problem.Message)
	}
	return probed(kind, in, in.auth, func(result probe.Result) string {
		if result.Outcome == probe.Rejected || result.Outcome == probe.Denied {
			return reasonAuthenticationFailed
		}
		return reasonProbeFailed
	})
}

// probed is the condition that a finding leads to.
func probed(kind v1alpha1.ConditionType, in observation, f finding, reason func(probe.Result) string) v1alpha1.Condition {
	switch {
	case !f.known && f.inherited != nil:
		return *f.inherited
	case !f.known:
		return condition.Unknown(kind, reasonChecking, "the tool at "+in.connector.Spec.Address+" is being asked")
	}
	made := condition.True(kind, "")
	if f.result.Outcome != probe.Good {
		made = condition.False(kind, reason(f.result), f.result.Message)
	}
	made.LastProbeTime = f.at
	return made
}

func caCertReady(secret target.CACertSecret, namespace string) v1alpha1.Condition {
	const kind = v1alpha1.ConnectorCACertReady
	made := condition.True(kind, reasonValid)
	switch {
	case secret.Name == "":
		made = condition.True(kind, reasonNoCACert)
	case !secret.Found:
		made = condition.False(kind, v1alpha1.ReasonSecretNotFound,
			fmt.Sprintf("Secret %q with CA certificates does not exist in namespace %q", secret.Name, namespace))
	case secret.Certificates == 0:
		made = condition.False(kind, v1alpha1.ReasonInvalidPEM,
			fmt.Sprintf("Secret %q holds no PEM certificate: one is read from keys that end in .crt or .pem and from values with a PEM header",
				secret.Name))
	default:
		made.Message = fmt.Sprintf("CA certificate loaded from secret %q", secret.Name)
	}
	made.Severity = v1alpha1.ConditionSeverityInfo
	return made
}
