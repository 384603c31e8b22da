// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package refusal is how errors of ours become answers: a Status in JSON for clients that accept JSON, and where every
// answer is JSON; a line of text for all others.
//
// Answers are made of texts of ours and names of Kubernetes objects. An error that is no API error may hold anything, the
// header of a request for instance, and its text goes nowhere.
package refusal

import (
	"errors"
	"net/http"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// challenge makes git and registry clients send the token that they have.
const challenge = `Basic realm="connectors"`

// New makes an API error of a code for which there is none.
func New(code int, reason metav1.StatusReason, message string) *apierrors.StatusError {
	return &apierrors.StatusError{ErrStatus: metav1.Status{
		Status: metav1.StatusFailure, Code: int32(code), Reason: reason, Message: message, //nolint:gosec // HTTP codes are small
	}}
}

// MethodNotAllowed is for requests whose method is not forwarded.
func MethodNotAllowed() error {
	return New(http.StatusMethodNotAllowed, metav1.StatusReasonMethodNotAllowed,
		"this method is not forwarded to tools: use one of "+AllowedMethods)
}

// Write refuses a request to us as the server of a tool, with the code and the text of an API error.
func Write(w http.ResponseWriter, r *http.Request, err error) {
	status := statusOf(err)
	if status.Code == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", challenge)
	}
	HurryBody(w, r)
	Answer(w, r, status, ByAccept)
}

// WriteAsProxy refuses a request to us as a forward proxy: Unauthorized is 407 there.
func WriteAsProxy(w http.ResponseWriter, r *http.Request, err error) {
	status := statusOf(err)
	if status.Code == http.StatusUnauthorized {
		status.Code = http.StatusProxyAuthRequired
		w.Header().Set("Proxy-Authenticate", challenge)
	}
	HurryBody(w, r)
	Answer(w, r, status, ByAccept)
}

// statusOf is the Status of an API error. Other errors are ours to mend, and their texts may hold anything.
func statusOf(err error) metav1.Status {
	var known apierrors.APIStatus
	if errors.As(err, &known) && known.Status().Code >= http.StatusBadRequest {
		return known.Status()
	}
	return New(http.StatusInternalServerError, metav1.StatusReasonInternalError, "the request cannot be handled").ErrStatus
}
