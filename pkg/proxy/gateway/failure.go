// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"errors"
	"net/http"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/proxy/refusal"
	"connectors.alauda.io/pkg/proxy/route"
)

func tooManyRequests() error {
	return apierrors.NewTooManyRequests("too many requests are under way: try again", 1)
}

// undecided is for a Service whose Connector cannot be told.
func undecided(err error) error {
	if !errors.Is(err, ErrAmbiguous) {
		return err
	}
	return refusal.New(http.StatusConflict, metav1.StatusReasonConflict, err.Error())
}

// misrouted is for errors of package route.
func misrouted(err error) error {
	if errors.Is(err, route.ErrNoConnector) {
		return refusal.New(http.StatusNotFound, metav1.StatusReasonNotFound, err.Error())
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
