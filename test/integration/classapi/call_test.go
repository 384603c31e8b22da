// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classapi_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/plugin"
)

const canary = "canary-0e55d3"

// tags is a path that every caller may ask for, about whatever registry the headers say.
const tags = "/oci/tags?repository=team/app"

// answered is an answer with its body.
type answered struct {
	code   int
	header http.Header
	body   []byte
}

// status is the Status in the body; the zero Status if there is none.
func (a answered) status() metav1.Status {
	var status metav1.Status
	if json.Unmarshal(a.body, &status) != nil || status.Kind != "Status" {
		return metav1.Status{}
	}
	return status
}

// String implements fmt.Stringer.
func (a answered) String() string { return fmt.Sprintf("%d: %s", a.code, a.body) }

// callAbout has a request say that it is about the tool at an address, with a user name and the canary as its password.
func callAbout(t *testing.T, address string) func(http.Header) {
	t.Helper()
	secret := map[string][]byte{"username": []byte("robot"), "password": []byte(canary)}
	call := plugin.NewCall(address, v1alpha1.SecretTypeBasicAuth, secret, nil)
	return func(h http.Header) {
		if err := call.SetHeader(h); err != nil {
			t.Error(err)
		}
	}
}

// anonymous has a request say that it is about the tool at an address, which needs no credential.
func anonymous(t *testing.T, address string) func(http.Header) {
	t.Helper()
	about := plugin.NewCall(address, "", nil, nil)
	return func(h http.Header) {
		if err := about.SetHeader(h); err != nil {
			t.Error(err)
		}
	}
}

// call asks the class APIs for a path.
func call(ctx context.Context, client *http.Client, path string, change func(http.Header)) (answered, error) {
	return callAt(ctx, client, stack.ClassAPIEndpoint()+path, change)
}

// callAt is call for the class APIs of any stack.
func callAt(ctx context.Context, client *http.Client, url string, change func(http.Header)) (answered, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return answered{}, err
	}
	if change != nil {
		change(req.Header)
	}
	answer, err := client.Do(req)
	if err != nil {
		return answered{}, err
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	return answered{answer.StatusCode, answer.Header, body}, err
}

// mustCall is call for those that are answered.
func mustCall(t *testing.T, client *http.Client, path string, change func(http.Header)) answered {
	t.Helper()
	answer, err := call(t.Context(), client, path, change)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}
