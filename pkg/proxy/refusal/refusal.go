// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package refusal answers requests that connectors-proxy does not forward: with a Status in JSON for clients that accept
// JSON, with a line of text for all others.
//
// Answers are made of texts of ours and names of Kubernetes objects. An error that is no API error may hold anything, the
// header of a request for instance, and its text goes nowhere.
package refusal

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/proxy/audit"
)

const (
	// challenge makes git and registry clients send the token that they have.
	challenge = `Basic realm="connectors"`
	// allowedMethods is what Allow says with a 405.
	allowedMethods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
	// lateBody is how long the body of a refused request may take to arrive. The server reads some of it to keep the
	// connection, and would wait for ever for a client that sends nothing.
	lateBody = 2 * time.Second
)

// New makes an API error of a code for which there is none.
func New(code int, reason metav1.StatusReason, message string) *apierrors.StatusError {
	return &apierrors.StatusError{ErrStatus: metav1.Status{
		Status: metav1.StatusFailure, Code: int32(code), Reason: reason, Message: message, //nolint:gosec // HTTP codes are small
	}}
}

// MethodNotAllowed is for requests whose method is not forwarded.
func MethodNotAllowed() error {
	return New(http.StatusMethodNotAllowed, metav1.StatusReasonMethodNotAllowed,
		"this method is not forwarded to tools: use one of "+allowedMethods)
}

// Write refuses a request to us as the server of a tool, with the code and the text of an API error.
func Write(w http.ResponseWriter, r *http.Request, err error) {
	status := statusOf(err)
	if status.Code == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", challenge)
	}
	write(w, r, status)
}

// WriteAsProxy refuses a request to us as a forward proxy: Unauthorized is 407 there.
func WriteAsProxy(w http.ResponseWriter, r *http.Request, err error) {
	status := statusOf(err)
	if status.Code == http.StatusUnauthorized {
		status.Code = http.StatusProxyAuthRequired
		w.Header().Set("Proxy-Authenticate", challenge)
	}
	write(w, r, status)
}

func write(w http.ResponseWriter, r *http.Request, status metav1.Status) {
	audit.Of(r.Context()).Reason = string(status.Reason)
	headers := w.Header()
	headers.Set("X-Content-Type-Options", "nosniff")
	if status.Code == http.StatusMethodNotAllowed {
		headers.Set("Allow", allowedMethods)
	}
	if status.Details != nil && status.Details.RetryAfterSeconds > 0 {
		headers.Set("Retry-After", strconv.Itoa(int(status.Details.RetryAfterSeconds)))
	}
	contentType, body := render(r, status)
	headers.Set("Content-Type", contentType)
	headers.Set("Content-Length", strconv.Itoa(len(body)))
	if r.ContentLength != 0 {
		// Where it cannot be set there is no connection to keep.
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(lateBody))
	}
	w.WriteHeader(int(status.Code))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

func render(r *http.Request, status metav1.Status) (contentType string, body []byte) {
	if acceptsJSON(r.Header["Accept"]) {
		status.TypeMeta = metav1.TypeMeta{APIVersion: "v1", Kind: "Status"}
		if body, err := json.Marshal(status); err == nil {
			return "application/json", append(body, '\n')
		}
	}
	return "text/plain; charset=utf-8", []byte(status.Message + "\n")
}

// acceptsJSON is true when a client names JSON. "*/*" does not: git and curl send it, and show people what they get.
func acceptsJSON(accept []string) bool {
	return slices.ContainsFunc(accept, func(line string) bool { return strings.Contains(strings.ToLower(line), "json") })
}

// statusOf is the Status of an API error. Other errors are ours to mend, and their texts may hold anything.
func statusOf(err error) metav1.Status {
	var known apierrors.APIStatus
	if errors.As(err, &known) && known.Status().Code >= http.StatusBadRequest {
		return known.Status()
	}
	return New(http.StatusInternalServerError, metav1.StatusReasonInternalError, "the request cannot be handled").ErrStatus
}
