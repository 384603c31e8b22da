// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/proxy/clientauth"
)

// refusedBody is how long the body of a refused request may take to arrive. The server reads some of it to keep the
// connection, and would wait for ever for a client that sends nothing.
const refusedBody = 2 * time.Second

// answer refuses a request: with a Status in JSON for clients that accept JSON, a line of text for all others.
func answer(w http.ResponseWriter, r *http.Request, err error) {
	status := statusOf(err)
	headers := w.Header()
	headers.Set("X-Content-Type-Options", "nosniff")
	switch status.Code {
	case http.StatusUnauthorized:
		headers.Set("WWW-Authenticate", clientauth.Challenge)
	case http.StatusMethodNotAllowed:
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
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(refusedBody))
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
