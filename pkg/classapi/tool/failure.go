// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package tool

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/classapi/failure"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/target"
)

const (
	reasonRedirect metav1.StatusReason = "RedirectRefused"
	// maxRetryAfter is the longest time in seconds that a tool can have callers wait.
	maxRetryAfter = 3600
)

// Failure says what an error of RoundTrip, of Client, or of reading an answer means to the caller: an *apierrors.StatusError.
// One that is such an error already is kept.
func (t *Tool) Failure(err error) error {
	var (
		known     *apierrors.StatusError
		exchange  *target.ExchangeError
		elsewhere *target.ElsewhereError
		redirect  *redirectError
		large     *TooLargeError
	)
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &exchange):
		return t.exchangeFailed(exchange)
	case errors.As(err, &elsewhere):
		return failure.BadGateway(reasonRedirect, "the tool led"+t.where(elsewhere.Place)+", which is not at the address of the Connector: "+
			"nothing was sent there")
	case errors.As(err, &redirect):
		return failure.BadGateway(reasonRedirect, redirect.message)
	case errors.As(err, &large):
		return failure.BadGateway("AnswerTooLarge", large.Error())
	}
	classified := upstream.Classify(err)
	return failure.New(classified.Code, metav1.StatusReason(classified.Reason), classified.Message)
}

// where names a place, unless that would show the credential.
func (t *Tool) where(place target.Address) string {
	if place.IsZero() || t.reveals(place.String()) {
		return " elsewhere"
	}
	return " to " + place.String()
}

// exchangeFailed is for requests to a registry for which there is no token.
func (t *Tool) exchangeFailed(e *target.ExchangeError) error {
	err := failure.New(e.Code, metav1.StatusReason(e.Reason), e.Message)
	switch {
	case t.reveals(e.Message):
		err.ErrStatus.Message = "there is no token of the registry's token service: why is not shown, because it would show the credential"
	case e.Err != nil:
		classified := upstream.Classify(e.Err)
		err = failure.New(classified.Code, metav1.StatusReason(classified.Reason), e.Message+": "+classified.Message)
	}
	return retryAfter(err, math.Ceil(e.RetryAfter.Seconds()))
}

// reveals says whether a text that holds what a tool named would show the credential.
func (t *Tool) reveals(text string) bool { return t.injector != nil && t.injector.Reveals(text) }

func retryAfter(err *apierrors.StatusError, seconds float64) error {
	if seconds > 0 {
		err.ErrStatus.Details = &metav1.StatusDetails{RetryAfterSeconds: int32(min(seconds, maxRetryAfter))}
	}
	return err
}

// Refused says what an answer means that is not a success: an *apierrors.StatusError, and nil for codes from 200 to 299. It
// does not read the body.
func (t *Tool) Refused(answer *http.Response) error {
	switch code := answer.StatusCode; {
	case code >= 200 && code <= 299:
		return nil
	case code == http.StatusUnauthorized && t.Anonymous():
		return failure.New(code, metav1.StatusReasonUnauthorized, "the tool wants a credential, and the Connector has none: it answered 401")
	case code == http.StatusUnauthorized:
		return failure.New(code, metav1.StatusReasonUnauthorized, "the tool did not accept the credential of the Connector: it answered 401")
	case code == http.StatusForbidden:
		return failure.New(code, metav1.StatusReasonForbidden, "the tool does not allow this with the credential of the Connector: it answered 403")
	case code == http.StatusNotFound:
		return failure.New(code, metav1.StatusReasonNotFound, "the tool does not have this, or hides it from the credential: it answered 404")
	case code == http.StatusTooManyRequests:
		seconds, _ := strconv.ParseUint(answer.Header.Get("Retry-After"), 10, 31)
		return retryAfter(failure.New(code, metav1.StatusReasonTooManyRequests, "the tool has had too many requests: try again later"),
			float64(seconds))
	case code >= 300 && code <= 399:
		return failure.BadGateway(reasonRedirect, "the tool redirected in a way that is not followed")
	default:
		return failure.BadGateway("UnexpectedAnswer", fmt.Sprintf("the tool answered %d", code))
	}
}
