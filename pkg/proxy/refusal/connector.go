// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package refusal

import (
	"net/http"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/target"
)

// About is a failure to use a Connector, which message and details name. The caller must be allowed to get it.
func About(t *target.Target, code int, reason metav1.StatusReason, message string) metav1.Status {
	status := New(code, reason, "connector "+t.Namespace+"/"+t.Name+": "+message).ErrStatus
	status.Details = Details(t)
	return status
}

// Details name a Connector. Each call gives a new object.
func Details(t *target.Target) *metav1.StatusDetails {
	return &metav1.StatusDetails{Group: v1alpha1.GroupName, Kind: "connectors", Name: t.Name, UID: t.UID}
}

// Unusable is for a Connector that cannot be used: 503 where waiting helps, 409 where somebody must change an object.
func Unusable(t *target.Target, because *target.Unusable) metav1.Status {
	code, reason := http.StatusConflict, metav1.StatusReasonConflict
	if because.Transient {
		code, reason = http.StatusServiceUnavailable, metav1.StatusReasonServiceUnavailable
	}
	status := About(t, code, reason, because.Error())
	status.Details.Causes = []metav1.StatusCause{{Type: metav1.CauseType(because.Reason), Message: because.Message}}
	return status
}
