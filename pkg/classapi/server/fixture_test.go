// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package server

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/component-base/metrics"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/classapi/endpoint"
	"connectors.alauda.io/pkg/classapi/failure"
	"connectors.alauda.io/pkg/classapi/tool"
	"connectors.alauda.io/pkg/plugin"
	"connectors.alauda.io/pkg/proxy/upstream"
)

const canary = "canary-31b8d4"

// patience is how long tests wait for what has to happen.
const patience = time.Minute

// fixture is a server with endpoints of every kind.
type fixture struct {
	t        *testing.T
	server   *httptest.Server
	registry metrics.KubeRegistry
	// entered is sent to by the endpoint that hangs.
	entered chan struct{}
}

func newFixture(t *testing.T, change func(*Config)) *fixture {
	t.Helper()
	transports, err := upstream.NewTransports(upstream.Options{Guard: upstream.NewGuard(upstream.Rules{})})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(transports.Close)
	tools, err := tool.New(tool.Config{Transports: transports})
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{t: t, registry: metrics.NewKubeRegistry(), entered: make(chan struct{}, 10)}
	config := Config{Tools: tools, Endpoints: f.endpoints()}
	if config.Metrics, err = NewMetrics(f.registry); err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(&config)
	}
	handler, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	f.server = httptest.NewServer(handler)
	t.Cleanup(f.server.Close)
	return f
}

func (f *fixture) endpoints() []endpoint.Endpoint {
	all := map[string]func(context.Context, *endpoint.Request) (any, error){
		"/echo": func(_ context.Context, r *endpoint.Request) (any, error) {
			return map[string]any{"address": r.Tool.Address.String(), "query": r.Query}, nil
		},
		"/refuses": func(context.Context, *endpoint.Request) (any, error) { return nil, failure.Unsupported("not <here>") },
		"/fails": func(context.Context, *endpoint.Request) (any, error) {
			return nil, errors.New("the tool said " + canary)
		},
		"/panics":    func(context.Context, *endpoint.Request) (any, error) { panic(canary) },
		"/unwritten": func(context.Context, *endpoint.Request) (any, error) { return make(chan int), nil },
		"/large":     func(context.Context, *endpoint.Request) (any, error) { return strings.Repeat("x", maxAnswerBytes), nil },
		// Each character takes three bytes, and six where it is made visible.
		"/unseen": func(context.Context, *endpoint.Request) (any, error) {
			return strings.Repeat("\u200b", maxAnswerBytes/4), nil
		},
		"/holds": func(ctx context.Context, r *endpoint.Request) (any, error) {
			return "held", r.Memory.Hold(ctx, 1<<20)
		},
		"/keeps": func(ctx context.Context, r *endpoint.Request) (any, error) {
			if err := r.Memory.Hold(ctx, 1<<20); err != nil {
				return nil, err
			}
			f.entered <- struct{}{}
			<-ctx.Done()
			return nil, ctx.Err()
		},
		"/hangs": func(ctx context.Context, _ *endpoint.Request) (any, error) {
			f.entered <- struct{}{}
			<-ctx.Done()
			return nil, ctx.Err()
		},
	}
	endpoints := make([]endpoint.Endpoint, 0, len(all))
	for path, answer := range all {
		endpoints = append(endpoints, endpoint.Endpoint{Path: path, Parameters: []string{"name", "page"}, Answer: answer})
	}
	return endpoints
}

// request is one for a tool with a credential.
func (f *fixture) request(ctx context.Context, method, path string) *http.Request {
	f.t.Helper()
	req, err := http.NewRequestWithContext(ctx, method, f.server.URL+path, nil)
	if err != nil {
		f.t.Fatal(err)
	}
	call := plugin.NewCall("https://tool.example/prefix", v1alpha1.SecretTypeBearerToken, map[string][]byte{"token": []byte(canary)}, nil)
	if err := call.SetHeader(req.Header); err != nil {
		f.t.Fatal(err)
	}
	return req
}

// answer sends a request, and gives the answer with its body.
func (f *fixture) answer(req *http.Request) (*http.Response, []byte) {
	f.t.Helper()
	answer, err := f.server.Client().Do(req)
	if err != nil {
		f.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		f.t.Fatal(err)
	}
	return answer, body
}

// status is the Status in a body.
func (f *fixture) status(body []byte) metav1.Status {
	f.t.Helper()
	var status metav1.Status
	if err := json.Unmarshal(body, &status); err != nil || status.Kind != "Status" || status.APIVersion != "v1" || status.Status != metav1.StatusFailure {
		f.t.Errorf("the body is no Status: %s", body)
	}
	return status
}

// await fails a test that waits for too long.
func (f *fixture) await(what string, channel <-chan struct{}) {
	f.t.Helper()
	select {
	case <-channel:
	case <-time.After(patience):
		f.t.Fatalf("%s does not happen", what)
	}
}
