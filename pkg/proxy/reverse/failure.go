// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/klog/v2"

	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/target"
)

const (
	apiGroup = "connectors.alauda.io"
	resource = "connectors"
	// allowedMethods is what Allow says; methods that HTTP does not define pass as well.
	allowedMethods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
)

// failure is an answer of our own. It implements error, so that a round tripper can give one.
type failure struct {
	code    int
	reason  metav1.StatusReason
	message string
	causes  []metav1.StatusCause
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
		message: safeMethod(method) + " is not forwarded to tools: use one of " + allowedMethods,
	}
}

func redirectRefused(message string) *failure {
	return &failure{code: http.StatusBadGateway, reason: "RedirectRefused", message: message}
}

// unusable is for Connectors that cannot be used: 503 where waiting helps, 409 where somebody must change an object.
func unusable(u *target.Unusable) *failure {
	f := &failure{
		code: http.StatusConflict, reason: metav1.StatusReasonConflict, message: u.Error(),
		causes: []metav1.StatusCause{{Type: metav1.CauseType(u.Reason), Message: u.Message}},
	}
	if u.Transient {
		f.code, f.reason = http.StatusServiceUnavailable, metav1.StatusReasonServiceUnavailable
	}
	return f
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
	var f *failure
	switch {
	case errors.As(err, &f):
		return f
	case errors.Is(err, errNoMatch):
		return internal(errNoMatch.Error())
	}
	classified := upstream.Classify(err)
	return &failure{code: classified.Code, reason: metav1.StatusReason(classified.Reason), message: classified.Message}
}

// write is the one place where errors become answers: a Status in JSON on the subresources and for clients that accept
// JSON by name, a line of text for all others.
func (f *failure) write(w http.ResponseWriter, r *http.Request, x *exchange) {
	headers := w.Header()
	headers.Del("Content-Length")
	headers.Set("X-Content-Type-Options", "nosniff")
	if f.code == http.StatusMethodNotAllowed {
		headers.Set("Allow", allowedMethods)
	}
	contentType, body := "text/plain; charset=utf-8", []byte(f.text(x)+"\n")
	if x.Subresource || acceptsJSON(r.Header["Accept"]) {
		contentType, body = "application/json", f.status(x)
	}
	headers.Set("Content-Type", contentType)
	w.WriteHeader(f.code)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

func (f *failure) text(x *exchange) string {
	if x.Target == nil {
		return f.message
	}
	return "connector " + x.Target.Namespace + "/" + x.Target.Name + ": " + f.message
}

func (f *failure) status(x *exchange) []byte {
	status := metav1.Status{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Status"},
		Status:   metav1.StatusFailure,
		Code:     int32(f.code), Reason: f.reason, Message: f.text(x),
		Details: &metav1.StatusDetails{Group: apiGroup, Kind: resource, Causes: f.causes},
	}
	if x.Target != nil {
		status.Details.Name, status.Details.UID = x.Target.Name, x.Target.UID
	}
	body, err := json.Marshal(status)
	if err != nil { // cannot happen: a Status holds plain values only
		return []byte(`{"kind":"Status","apiVersion":"v1","status":"Failure"}`)
	}
	return append(body, '\n')
}

// acceptsJSON is true when a client asks for JSON by name. "*/*" does not: git and curl send it, and show people what
// they get.
func acceptsJSON(accept []string) bool {
	for _, line := range accept {
		for part := range strings.SplitSeq(line, ",") {
			mediaType, parameters, _ := strings.Cut(part, ";")
			mediaType = strings.ToLower(strings.TrimSpace(mediaType))
			wanted := strings.HasSuffix(mediaType, "/json") || strings.HasSuffix(mediaType, "+json") || mediaType == "application/*"
			if wanted && !isZeroQuality(parameters) {
				return true
			}
		}
	}
	return false
}

func isZeroQuality(parameters string) bool {
	for parameter := range strings.SplitSeq(parameters, ";") {
		if value, ok := strings.CutPrefix(strings.ToLower(strings.ReplaceAll(parameter, " ", "")), "q="); ok {
			return strings.Trim(value, "0.") == ""
		}
	}
	return false
}
