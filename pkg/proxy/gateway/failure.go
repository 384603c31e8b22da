// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"errors"
	"net/http"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/proxy/route"
)

// allowedMethods is what Allow says.
const allowedMethods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"

func failure(code int32, reason metav1.StatusReason, message string) *apierrors.StatusError {
	return &apierrors.StatusError{ErrStatus: metav1.Status{
		Status: metav1.StatusFailure, Code: code, Reason: reason, Message: message,
	}}
}

func methodNotAllowed() error {
	return failure(http.StatusMethodNotAllowed, metav1.StatusReasonMethodNotAllowed,
		"this method is not forwarded to tools: use one of "+allowedMethods)
}

func tooManyRequests() error {
	return apierrors.NewTooManyRequests("too many requests are under way: try again", 1)
}

// undecided is for a Service whose Connector cannot be told.
func undecided(err error) error {
	if !errors.Is(err, ErrAmbiguous) {
		return err
	}
	return failure(http.StatusConflict, metav1.StatusReasonConflict, err.Error())
}

// misrouted is for errors of package route.
func misrouted(err error) error {
	if errors.Is(err, route.ErrNoConnector) {
		return failure(http.StatusNotFound, metav1.StatusReasonNotFound, err.Error())
	}
	return apierrors.NewBadRequest(err.Error())
}

// missing says what else may be wrong when the Connector that a Host seems to name does not exist.
func missing(err error, where route.Route) error {
	if !apierrors.IsNotFound(err) || where.Service == "" {
		return err
	}
	notFound := apierrors.NewNotFound(v1alpha1.Resource("connectors"), where.Connector)
	notFound.ErrStatus.Message += ` in namespace "` + where.Namespace +
		`": one whose name has a dot or more than 61 characters is reached at the address in its status.proxy`
	return notFound
}

// statusOf is the Status of an API error. Other errors are ours to mend, and their texts may hold anything.
func statusOf(err error) metav1.Status {
	var known apierrors.APIStatus
	if errors.As(err, &known) && known.Status().Code >= http.StatusBadRequest {
		return known.Status()
	}
	return failure(http.StatusInternalServerError, metav1.StatusReasonInternalError, "the request cannot be handled").ErrStatus
}
