// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package failure makes the errors of the built-in class APIs: Statuses, as the Connectors API answers with them.
//
// Their messages are made of texts of ours and of what the caller wrote into the query. Neither a credential nor words of a
// tool are put into them.
package failure

import (
	"net/http"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/proxy/refusal"
)

// New makes an error with an HTTP code, a reason in CamelCase and a message for people.
func New(code int, reason metav1.StatusReason, message string) *apierrors.StatusError {
	return refusal.New(code, reason, message)
}

// BadGateway is for tools that answer what cannot be used.
func BadGateway(reason metav1.StatusReason, message string) *apierrors.StatusError {
	return New(http.StatusBadGateway, reason, message)
}

// Unsupported is for what a tool, or this class API, does not offer.
func Unsupported(message string) *apierrors.StatusError {
	return New(http.StatusNotImplemented, "NotImplemented", message)
}

// BadParameter is for a parameter of the query that cannot be used. The problem completes "parameter x: ...", and says what
// would be right.
func BadParameter(name, problem string) *apierrors.StatusError {
	err := New(http.StatusBadRequest, metav1.StatusReasonBadRequest, "parameter "+name+": "+problem)
	err.ErrStatus.Details = &metav1.StatusDetails{Causes: []metav1.StatusCause{{
		Type: metav1.CauseTypeFieldValueInvalid, Field: name, Message: problem,
	}}}
	return err
}
