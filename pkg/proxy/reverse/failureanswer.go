// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/proxy/audit"
)

// write is the one place where errors become answers: a Status in JSON on the subresources and for clients that accept
// JSON by name, a line of text for all others.
func (f *failure) write(w http.ResponseWriter, r *http.Request, x *exchange) {
	audit.Of(r.Context()).Reason = f.cause()
	headers := w.Header()
	headers.Del("Content-Length")
	headers.Set("X-Content-Type-Options", "nosniff")
	x.client.sendsNoMore(headers)
	if f.code == http.StatusMethodNotAllowed {
		headers.Set("Allow", allowedMethods)
	}
	if f.retryAfter > 0 {
		headers.Set("Retry-After", strconv.Itoa(int(f.retryAfter)))
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

// cause is the most exact reason.
func (f *failure) cause() string {
	if len(f.causes) > 0 {
		return string(f.causes[0].Type)
	}
	return string(f.reason)
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
		Code:     int32(f.code), //nolint:gosec // HTTP codes are small
		Reason:   f.reason, Message: f.text(x),
		Details: &metav1.StatusDetails{Group: apiGroup, Kind: resource, Causes: f.causes, RetryAfterSeconds: f.retryAfter},
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
