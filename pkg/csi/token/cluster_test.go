// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package token

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	clocktesting "k8s.io/utils/clock/testing"

	"connectors.alauda.io/pkg/csi/attributes"
	"connectors.alauda.io/pkg/target"
)

// canary is in every token; it may show up nowhere else.
const canary = "canary4b7e"

// begin is when these tests take place.
func begin() time.Time { return time.Unix(1_700_000_000, 0).UTC() }

func pod() attributes.Pod {
	return attributes.Pod{Namespace: "team", Name: "build", UID: "uid-1", ServiceAccount: "ci"}
}

// cluster answers TokenRequests as a kube-apiserver does, over HTTP, and all of its time is that of the test.
type cluster struct {
	clock *clocktesting.FakeClock
	// longest is to which life tokens are shortened; zero for none.
	longest time.Duration
	// refuse is answered instead of a token; nil for none.
	refuse *metav1.Status

	mu    sync.Mutex
	asked []authenticationv1.TokenRequestSpec
}

// newSource gives a cluster that works, and a Source that asks it.
func newSource(t testing.TB) (*Source, *cluster) {
	t.Helper()
	c := &cluster{clock: clocktesting.NewFakeClock(begin())}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/v1/namespaces/{namespace}/serviceaccounts/{name}/token", c.create)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	client, err := kubernetes.NewForConfig(&rest.Config{
		Host: server.URL, QPS: -1,
		ContentConfig: rest.ContentConfig{ContentType: runtime.ContentTypeJSON, AcceptContentTypes: runtime.ContentTypeJSON},
	})
	if err != nil {
		t.Fatal(err)
	}
	source, err := New(Config{Accounts: client.CoreV1(), Clock: c.clock})
	if err != nil {
		t.Fatal(err)
	}
	return source, c
}

func (c *cluster) create(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	w.Header().Set("Content-Type", runtime.ContentTypeJSON)
	if c.refuse != nil {
		w.WriteHeader(int(c.refuse.Code))
		c.refuse.TypeMeta = metav1.TypeMeta{APIVersion: "v1", Kind: "Status"}
		_ = json.NewEncoder(w).Encode(c.refuse)
		return
	}
	var request authenticationv1.TokenRequest
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	c.asked = append(c.asked, request.Spec)
	life := time.Duration(*request.Spec.ExpirationSeconds) * time.Second
	if c.longest != 0 {
		life = min(life, c.longest)
	}
	whose := attributes.Pod{
		Namespace: r.PathValue("namespace"), ServiceAccount: r.PathValue("name"),
		Name: request.Spec.BoundObjectRef.Name, UID: request.Spec.BoundObjectRef.UID,
	}
	now := c.clock.Now()
	request.Status = authenticationv1.TokenRequestStatus{
		Token:               sign(claimsFor(whose, now, life)).Reveal(),
		ExpirationTimestamp: metav1.NewTime(now.Add(life)),
	}
	w.WriteHeader(http.StatusCreated)
	_ = json.NewEncoder(w).Encode(request)
}

// requests are those that came since the last call.
func (c *cluster) requests() []authenticationv1.TokenRequestSpec {
	c.mu.Lock()
	defer c.mu.Unlock()
	asked := c.asked
	c.asked = nil
	return asked
}

type claimSet map[string]any

// claimsFor are the claims of a token that a kube-apiserver gives to a Pod.
func claimsFor(pod attributes.Pod, issued time.Time, life time.Duration) claimSet {
	return claimSet{
		"iss": "https://cluster.example.com", "aud": []string{Audience}, "sub": "system:serviceaccount:" + pod.Namespace + ":" + pod.ServiceAccount,
		"iat": issued.Unix(), "nbf": issued.Unix(), "exp": issued.Add(life).Unix(),
		"kubernetes.io": claimSet{
			"namespace": pod.Namespace, "pod": claimSet{"name": pod.Name, "uid": pod.UID},
			"serviceaccount": claimSet{"name": pod.ServiceAccount, "uid": "uid-sa"},
		},
	}
}

// sign makes a token, with the canary for a signature.
func sign(claims claimSet) target.Credential {
	content, _ := json.Marshal(claims) // maps of strings and numbers
	encode := base64.RawURLEncoding.EncodeToString
	return target.NewCredential(encode([]byte(`{"alg":"RS256","kid":"k"}`)) + "." + encode(content) + "." + canary)
}

// live is a token of a Pod that was issued some time ago.
func live(ago, life time.Duration, changes ...func(claimSet)) target.Credential {
	claims := claimsFor(pod(), begin().Add(-ago), life)
	for _, change := range changes {
		change(claims)
	}
	return sign(claims)
}

func claim(name string, value any) func(claimSet) {
	return func(c claimSet) { c[name] = value }
}

func without(name string) func(claimSet) {
	return func(c claimSet) { delete(c, name) }
}
