// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classcall

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"time"

	"go.opentelemetry.io/otel/propagation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/proxy/audit"
)

const (
	maxPathBytes  = 64 << 10
	maxQueryBytes = 64 << 10
	// maxBodyBytes bounds the body of a write, as the kube-apiserver does by default.
	maxBodyBytes = 3 << 20
	// maxHeaderBytes bounds each header of a client's that is passed on.
	maxHeaderBytes = 256
	userAgent      = "connectors-apiserver"
)

// errElsewhere says that a request was about to leave for a place that is not the class API. It cannot happen as long as the
// code before this point is right.
var errElsewhere = errors.New("the request does not match the address of the class API")

func isForwarded(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return true
	}
	return hasBody(method)
}

func hasBody(method string) bool {
	switch method {
	case http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
		return true
	}
	return false
}

// readBody takes the whole body of a write, so that from here on no part of the request waits for the client.
func (c *Caller) readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if !hasBody(r.Method) || r.Body == nil || r.Body == http.NoBody {
		return nil, nil
	}
	connection := http.NewResponseController(w)
	_ = connection.SetReadDeadline(time.Now().Add(c.config.Timeout)) // where it cannot be set, the server has one
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBodyBytes))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, &problem{http.StatusRequestEntityTooLarge, metav1.StatusReasonRequestEntityTooLarge,
			"the body of a request to a class API may have 3 MiB"}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, &problem{http.StatusRequestTimeout, metav1.StatusReasonTimeout, "the body of the request did not come in time"}
	case err != nil:
		return nil, &problem{http.StatusBadRequest, metav1.StatusReasonBadRequest, "the body of the request could not be read"}
	}
	// A deadline that passes later would be taken for the client's going.
	_ = connection.SetReadDeadline(time.Time{})
	return body, nil
}

// newRequest is the request to the class API, all but the credential.
func newRequest(ctx context.Context, r *http.Request, use Request, body []byte) (*http.Request, error) {
	service := use.Target.API.Service
	u, err := service.URL(use.EscapedPath, use.RawQuery)
	if err != nil {
		return nil, &problem{http.StatusBadRequest, metav1.StatusReasonBadRequest, err.Error()}
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, "", bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("a request to the class API cannot be made: %w", err)
	}
	req.URL, req.Header = &u, ownHeader(r)
	if !service.Matches(req.URL, "") {
		return nil, errElsewhere
	}
	return req, nil
}

// ownHeader is made here, header by header. Only what is named is taken over from the client.
func ownHeader(r *http.Request) http.Header {
	header := http.Header{
		"Accept": {jsonType}, "Accept-Encoding": {"identity"}, "User-Agent": {userAgent},
	}
	if language := r.Header.Get("Accept-Language"); language != "" && len(language) <= maxHeaderBytes {
		header.Set("Accept-Language", language)
	}
	if contentType := r.Header.Get("Content-Type"); hasBody(r.Method) && len(contentType) <= maxHeaderBytes {
		if _, _, err := mime.ParseMediaType(contentType); err == nil {
			header.Set("Content-Type", contentType)
		}
	}
	passTrace(r, header)
	return header
}

// passTrace names the trace of this process, or else the one that the client belongs to, if it is well-formed.
func passTrace(r *http.Request, header http.Header) {
	format := propagation.TraceContext{}
	of := format.Extract(context.Background(), propagation.HeaderCarrier(r.Header))
	format.Inject(of, propagation.HeaderCarrier(header))
	audit.PassTrace(r.Context(), header)
}
