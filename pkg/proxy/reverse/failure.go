// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"errors"
	"math"
	"net/http"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/klog/v2"

	"connectors.alauda.io/pkg/proxy/refusal"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/target"
)

// failure is an answer of our own. It implements error, so that a round tripper can give one.
type failure struct {
	code    int
	reason  metav1.StatusReason
	message string
	// unusable decides on all of these where it is set.
	unusable *target.Unusable
	// retryAfter is in seconds, zero where nobody has said.
	retryAfter int32
}

// Error implements error.
func (f *failure) Error() string { return f.message }

func internal(message string) *failure {
	return &failure{code: http.StatusInternalServerError, reason: metav1.StatusReasonInternalError, message: message}
}

func badRequest(message string) *failure {
	return &failure{code: http.StatusBadRequest, reason: metav1.StatusReasonBadRequest, message: message}
}

func methodNotAllowed(method string) *failure {
	return &failure{
		code: http.StatusMethodNotAllowed, reason: metav1.StatusReasonMethodNotAllowed,
		message: safeMethod(method) + " is not forwarded to tools: use one of " + refusal.AllowedMethods,
	}
}

func redirectRefused(message string) *failure {
	return &failure{code: http.StatusBadGateway, reason: "RedirectRefused", message: message}
}

// safeMethod keeps whatever a client calls a method out of messages.
func safeMethod(method string) string {
	if len(method) > 20 {
		return "this method"
	}
	return method
}

// handleError is ReverseProxy's ErrorHandler.
func handleError(w http.ResponseWriter, r *http.Request, err error) {
	x := exchangeOf(r.Context())
	f := failureOf(err)
	klog.FromContext(r.Context()).V(2).Info("The tool could not be used",
		"connector", klog.KRef(x.Target.Namespace, x.Target.Name), "code", f.code, "reason", f.reason)
	f.write(w, r, x)
}

func failureOf(err error) *failure {
	var (
		f        *failure
		exchange *target.ExchangeError
	)
	switch {
	case errors.As(err, &f):
		return f
	case errors.As(err, &exchange):
		return exchangeFailed(exchange)
	case errors.Is(err, errNoMatch):
		return internal(errNoMatch.Error())
	}
	classified := upstream.Classify(err)
	return &failure{code: classified.Code, reason: metav1.StatusReason(classified.Reason), message: classified.Message}
}

// exchangeFailed is for requests whose credential could not be had. The error of a connection decides what it is called.
func exchangeFailed(e *target.ExchangeError) *failure {
	f := &failure{
		code: e.Code, reason: metav1.StatusReason(e.Reason), message: e.Message,
		retryAfter: int32(min(math.Ceil(e.RetryAfter.Seconds()), math.MaxInt32)),
	}
	if e.Err != nil {
		classified := upstream.Classify(e.Err)
		f.code, f.reason = classified.Code, metav1.StatusReason(classified.Reason)
		f.message += ": " + classified.Message
	}
	return f
}
