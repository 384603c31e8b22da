// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/klog/v2"

	"connectors.alauda.io/pkg/classapi/failure"
)

const (
	// allowedMethods is what Allow says with a 405.
	allowedMethods = "GET, HEAD"
	// retrySeconds is when one who found no room may try again.
	retrySeconds = 1
	// maxAnswerBytes bounds an answer: the API server of Connectors takes no larger ones.
	maxAnswerBytes = 8 << 20
	// toTake is how long a caller has to take its answer, which is held meanwhile.
	toTake = 10 * time.Second
)

// statusOf is the Status of an API error.
func statusOf(err error) (metav1.Status, bool) {
	var known apierrors.APIStatus
	if errors.As(err, &known) && known.Status().Code >= http.StatusBadRequest {
		return known.Status(), true
	}
	return metav1.Status{}, false
}

// writeError answers with a Status, and gives its code.
func writeError(w http.ResponseWriter, r *http.Request, err error) int {
	status := publicStatus(r, err)
	status.TypeMeta = metav1.TypeMeta{APIVersion: "v1", Kind: "Status"}
	if status.Code == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", allowedMethods)
	}
	if status.Details != nil && status.Details.RetryAfterSeconds > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(status.Details.RetryAfterSeconds)))
	}
	body, err := json.Marshal(status)
	if err != nil { // cannot happen: a Status holds plain values only
		body = []byte(`{"kind":"Status","apiVersion":"v1","status":"Failure"}`)
	}
	return write(w, r, int(status.Code), visible(append(body, '\n')))
}

// publicStatus is an error as the caller may see it. One that is no Status may quote anything.
func publicStatus(r *http.Request, err error) metav1.Status {
	if status, ok := statusOf(err); ok {
		return status
	}
	klog.FromContext(r.Context()).Error(nil, "An endpoint failed with an error that is no Status", "path", r.URL.Path)
	return internal()
}

// unavailable is for a class API that has not begun yet.
func unavailable(cause error) error {
	err := failure.New(http.StatusServiceUnavailable, metav1.StatusReasonServiceUnavailable, "this class API is not ready: "+cause.Error())
	err.ErrStatus.Details = &metav1.StatusDetails{RetryAfterSeconds: retrySeconds}
	return err
}

func internal() metav1.Status {
	return failure.New(http.StatusInternalServerError, metav1.StatusReasonInternalError, "the request could not be answered").ErrStatus
}

// writeJSON answers with 200, and gives the code.
func writeJSON(w http.ResponseWriter, r *http.Request, answer any) int {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(answer); err != nil {
		return writeError(w, r, err)
	}
	if body.Len() > maxAnswerBytes {
		return writeError(w, r, tooLarge())
	}
	shown := visible(body.Bytes())
	if len(shown) > maxAnswerBytes {
		return writeError(w, r, tooLarge())
	}
	return write(w, r, http.StatusOK, shown)
}

// tooLarge is for answers that nobody would take.
func tooLarge() error {
	return failure.BadGateway("AnswerTooLarge", "what the tool has takes more than 8 MiB as an answer: ask for less, for fewer itemsPerPage for instance")
}

func write(w http.ResponseWriter, r *http.Request, code int, body []byte) int {
	headers := w.Header()
	headers.Set("Content-Type", "application/json")
	headers.Set("X-Content-Type-Options", "nosniff")
	headers.Set("Content-Length", strconv.Itoa(len(body)))
	// Where it cannot be set there is no caller who could make us wait.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(toTake))
	w.WriteHeader(code)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a caller that is gone is told nothing
	}
	return code
}

// answerPanic is deferred. The value of a panic may hold a credential, and is shown to nobody; where it was, is logged.
func answerPanic(w http.ResponseWriter, r *http.Request, path string) {
	if recover() == nil {
		return
	}
	klog.FromContext(r.Context()).Error(nil, "An endpoint panicked", "path", path, "stack", string(debug.Stack()))
	writeError(w, r, &apierrors.StatusError{ErrStatus: internal()})
}
