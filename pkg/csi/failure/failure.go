// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package failure turns what a question to the cluster ended with into an error that may be shown on a Pod.
package failure

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/klog/v2"
)

// Of says what failed while doing something, such as "reading Connector team/git". The answer is one of
//
//   - ctx's own error, wrapped, when ctx has ended;
//   - the refusal that the API gave (NotFound, Forbidden, ...), wrapped, so that apierrors knows it;
//   - ServiceUnavailable where no API gave an answer: it may be asked again. The text of err is logged and not repeated,
//     since it may hold addresses of the cluster.
func Of(ctx context.Context, doing string, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%s: %w", doing, ctx.Err())
	}
	if refused(err) {
		return fmt.Errorf("%s: %w", doing, err)
	}
	klog.FromContext(ctx).Error(err, "The cluster could not be asked", "doing", doing)
	return apierrors.NewServiceUnavailable(doing + ": the API server cannot be asked now, it is tried again")
}

// refused says whether the API itself decided. A 404 of a server that knows no such API is no decision: the Connector may
// well exist, and its API be on its way up.
func refused(err error) bool {
	var status apierrors.APIStatus
	if !errors.As(err, &status) || apierrors.HasStatusCause(err, metav1.CauseTypeUnexpectedServerResponse) {
		return false
	}
	code := status.Status().Code
	return code >= http.StatusBadRequest && code < http.StatusInternalServerError && code != http.StatusTooManyRequests
}
