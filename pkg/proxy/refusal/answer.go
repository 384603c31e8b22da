// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package refusal

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/proxy/audit"
)

const (
	// AllowedMethods is what Allow says with a 405, unless the caller knows better. Methods that HTTP does not define are
	// forwarded as well.
	AllowedMethods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
	// lateBody is how long the body of a refused request may take to arrive.
	lateBody = 2 * time.Second
)

// Form is what an answer looks like.
type Form bool

const (
	// ByAccept is JSON for clients that name it, else a line of text.
	ByAccept Form = false
	// JSON is for places where every answer is JSON.
	JSON Form = true
)

// HurryBody gives what is left of a request's body two seconds to arrive. Call it before a request is answered whose body
// nobody reads: the server reads some of it to keep the connection, and would wait for ever for a client that sends nothing.
func HurryBody(w http.ResponseWriter, r *http.Request) {
	if r.ContentLength != 0 {
		// Where it cannot be set there is no connection to keep.
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(lateBody))
	}
}

// Answer is the one place where errors of ours become answers. It writes the most exact reason into the audit log.
func Answer(w http.ResponseWriter, r *http.Request, status metav1.Status, form Form) {
	audit.Of(r.Context()).Reason = cause(status)
	Pass(w, r, status, form)
}

// Pass answers with a Status that somebody else gave, who is not us for the audit log.
func Pass(w http.ResponseWriter, r *http.Request, status metav1.Status, form Form) {
	headers := w.Header()
	headers.Set("X-Content-Type-Options", "nosniff")
	if _, known := headers["Allow"]; !known && status.Code == http.StatusMethodNotAllowed {
		headers.Set("Allow", AllowedMethods)
	}
	if status.Details != nil && status.Details.RetryAfterSeconds > 0 {
		headers.Set("Retry-After", strconv.Itoa(int(status.Details.RetryAfterSeconds)))
	}
	contentType, body := "text/plain; charset=utf-8", []byte(status.Message+"\n")
	if form == JSON || acceptsJSON(r.Header["Accept"]) {
		contentType, body = "application/json", encode(status)
	}
	headers.Set("Content-Type", contentType)
	headers.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(int(status.Code))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

func cause(status metav1.Status) string {
	if status.Details != nil && len(status.Details.Causes) > 0 {
		return string(status.Details.Causes[0].Type)
	}
	return string(status.Reason)
}

func encode(status metav1.Status) []byte {
	status.TypeMeta = metav1.TypeMeta{APIVersion: "v1", Kind: "Status"}
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
