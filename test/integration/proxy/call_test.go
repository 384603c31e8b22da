// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxy_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// callTimeout ends a call that nobody answers.
const callTimeout = 2 * time.Minute

// A call is a request to a tool.
type call struct {
	// method is GET when empty.
	method string
	// rest is what follows "proxy" in the URL.
	rest   string
	header http.Header
	body   io.Reader
	// token is that of the room's ServiceAccount when empty.
	token string
	// http1 keeps HTTP/2 away.
	http1 bool
}

// An answer is what came back, with the body read.
type answer struct {
	*http.Response
	body []byte
}

// proxyPath is the path of a Connector's subresource.
func proxyPath(c *v1alpha1.Connector) string {
	return "/apis/connectors.alauda.io/v1alpha1/namespaces/" + c.Namespace + "/connectors/" + c.Name + "/proxy"
}

func (r room) request(ctx context.Context, by way, c *v1alpha1.Connector, call call) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, call.method, by.host+proxyPath(c)+call.rest, call.body)
	if err != nil {
		return nil, err
	}
	for name, values := range call.header {
		req.Header[name] = values
	}
	token := r.token
	if call.token != "" {
		token = call.token
	}
	req.Header.Set("Authorization", "Bearer "+token)
	return req, nil
}

// try sends a call and reads the whole answer.
func (r room) try(ctx context.Context, by way, c *v1alpha1.Connector, call call) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	res, err := r.open(ctx, by, c, call)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	return answer{Response: res, body: body}, err
}

// open sends a call and leaves the body to the caller.
func (r room) open(ctx context.Context, by way, c *v1alpha1.Connector, call call) (*http.Response, error) {
	req, err := r.request(ctx, by, c, call)
	if err != nil {
		return nil, err
	}
	client := by.client
	if call.http1 {
		client = by.client1
	}
	return client.Do(req)
}

// send is try for a call that must be answered.
func (r room) send(t *testing.T, by way, c *v1alpha1.Connector, call call) answer {
	t.Helper()
	got, err := r.try(t.Context(), by, c, call)
	if err != nil {
		t.Fatalf("%s %s: %v", call.method, call.rest, err)
	}
	return got
}

// status reads an answer of the system itself.
func (a answer) status(t *testing.T) metav1.Status {
	t.Helper()
	var status metav1.Status
	if err := json.Unmarshal(a.body, &status); err != nil || status.Kind != "Status" {
		t.Fatalf("answer %d is no Status (error %v): %s", a.StatusCode, err, clip(a.body))
	}
	if int(status.Code) != a.StatusCode {
		t.Errorf("the Status says %d, the answer %d", status.Code, a.StatusCode)
	}
	return status
}

// causeOf is the reason why a Connector cannot be used, empty for any other answer.
func causeOf(a answer) string {
	var status metav1.Status
	if json.Unmarshal(a.body, &status) != nil || status.Kind != "Status" || status.Details == nil || len(status.Details.Causes) == 0 {
		return ""
	}
	return string(status.Details.Causes[0].Type)
}

// clip shortens a body for a message.
func clip(body []byte) string {
	const most = 600
	if len(body) > most {
		return string(body[:most]) + "..."
	}
	return string(body)
}
