// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorsapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// A call is a request below connectors/api.
type call struct {
	// method is GET when empty.
	method string
	// rest is what follows "api" in the URL.
	rest   string
	header http.Header
	body   string
	// token is that of the room's ServiceAccount when empty.
	token string
}

// An answer is what came back, with the body read.
type answer struct {
	*http.Response
	body []byte
}

// apiPath is the path of a Connector's subresource.
func apiPath(c *v1alpha1.Connector) string {
	return "/apis/connectors.alauda.io/v1alpha1/namespaces/" + c.Namespace + "/connectors/" + c.Name + "/api"
}

// try sends a call and reads the whole answer.
func (r room) try(ctx context.Context, by way, c *v1alpha1.Connector, call call) (answer, error) {
	return r.tryPath(ctx, by, apiPath(c)+call.rest, call)
}

// tryPath is try for a path that was not made for a Connector.
func (r room) tryPath(ctx context.Context, by way, path string, call call) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, call.method, by.host+path, strings.NewReader(call.body))
	if err != nil {
		return answer{}, err
	}
	for name, values := range call.header {
		req.Header[name] = values
	}
	if call.token == "" {
		call.token = r.account.Token
	}
	req.Header.Set("Authorization", "Bearer "+call.token)
	res, err := by.client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	return answer{Response: res, body: body}, err
}

// errNoClassYet says that the API server has not learned of the class or of its API. It may say so even after it has answered: then
// it had looked for the class itself, and what it follows the cluster with shows the Connector before the class.
var errNoClassYet = errors.New("the class is not known yet")

// ask is try for a class that is, or will soon be, known.
func (r room) ask(ctx context.Context, by way, c *v1alpha1.Connector, call call) (answer, error) {
	got, err := r.try(ctx, by, c, call)
	for _, reason := range []string{v1alpha1.ReasonConnectorClassNotReady, v1alpha1.ReasonConnectorClassNotFound} {
		if err == nil && strings.Contains(string(got.body), reason) {
			err = fmt.Errorf("%w: %s", errNoClassYet, clip(got.body))
		}
	}
	return got, err
}

// send is ask for a call that must be answered. It waits for the API server to learn of the class and of its API.
func (r room) send(t *testing.T, by way, c *v1alpha1.Connector, call call) answer {
	t.Helper()
	var got answer
	harness.Eventually(t, call.method+" "+call.rest, func(ctx context.Context) (err error) {
		got, err = r.ask(ctx, by, c, call)
		return err
	})
	return got
}

// expectSaid sends a call and expects the answer of a server.
func (r room) expectSaid(t *testing.T, by way, c *v1alpha1.Connector, call call, from *server) said {
	t.Helper()
	got := r.send(t, by, c, call)
	var words said
	if err := json.Unmarshal(got.body, &words); err != nil || got.StatusCode != http.StatusOK || words.By != from.name {
		t.Fatalf("%s %s: answer %d (error %v), want that of %s: %s", call.method, call.rest, got.StatusCode, err, from.name, clip(got.body))
	}
	return words
}

// expectStatus sends a call and expects a Status about the Connector that says something.
func (r room) expectStatus(t *testing.T, by way, c *v1alpha1.Connector, call call, code int, says ...string) answer {
	t.Helper()
	got := r.send(t, by, c, call)
	if err := got.isStatus(c, code, says...); err != nil {
		t.Errorf("%s %s: %v", call.method, call.rest, err)
	}
	return got
}

func (a answer) isStatus(c *v1alpha1.Connector, code int, says ...string) error {
	var status metav1.Status
	if err := json.Unmarshal(a.body, &status); err != nil || status.Kind != "Status" || status.Status != metav1.StatusFailure {
		return fmt.Errorf("answer %d is no Status (error %w): %s", a.StatusCode, err, clip(a.body))
	}
	if a.StatusCode != code || int(status.Code) != code {
		return fmt.Errorf("answer %d, Status %d, want %d: %s", a.StatusCode, status.Code, code, status.Message)
	}
	if status.Reason == "" || c != nil && (status.Details == nil || status.Details.Name != c.Name || status.Details.Kind != "connectors") {
		return fmt.Errorf("reason %q, details %+v: want those of connector %s", status.Reason, status.Details, c.Name)
	}
	for _, text := range says {
		if !strings.Contains(string(a.body), text) {
			return fmt.Errorf("the Status does not say %q: %s", text, clip(a.body))
		}
	}
	return nil
}

// clip shortens a body for a message.
func clip(body []byte) string {
	const most = 600
	if len(body) > most {
		return string(body[:most]) + "..."
	}
	return string(body)
}
