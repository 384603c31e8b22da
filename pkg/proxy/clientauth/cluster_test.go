// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/utils/clock"

	"connectors.alauda.io/pkg/proxy/clientauth/jwks"
	"connectors.alauda.io/pkg/proxy/clientauth/jwks/jwkstest"
)

// canary is in what is sent for tokens; it may show up nowhere but in reviews.
const canary = "canary7c31"

// cluster issues and reviews tokens as a kube-apiserver does, over HTTP.
type cluster struct {
	t       testing.TB
	client  kubernetes.Interface
	issuer  *jwkstest.Issuer
	key     *jwkstest.Key
	metrics *Metrics

	mu sync.Mutex
	// tokens are the answers about tokens; others are refused.
	tokens map[string]authenticationv1.TokenReviewStatus
	// rights are "<user> <verb> <resource>[/<subresource>] <namespace>/<name>".
	rights map[string]bool
	// failing is a code with which everything is answered, zero for none.
	failing int
	// block holds reviews until it is closed; nil for none.
	block chan struct{}
	// arrived is told of each review before it is held; nil for nobody.
	arrived chan struct{}
	asked   []string
}

func newCluster(t testing.TB) *cluster {
	t.Helper()
	c := &cluster{
		t: t, issuer: jwkstest.New(issuerName), key: jwkstest.NewKey(t, "key"), metrics: NewMetrics(),
		tokens: map[string]authenticationv1.TokenReviewStatus{}, rights: map[string]bool{},
	}
	c.issuer.Publish(c.key)
	mux := http.NewServeMux()
	c.issuer.Install(mux)
	mux.HandleFunc("POST /apis/authentication.k8s.io/v1/tokenreviews", c.reviewToken)
	mux.HandleFunc("POST /apis/authorization.k8s.io/v1/subjectaccessreviews", c.reviewAccess)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	var err error
	c.client, err = kubernetes.NewForConfig(&rest.Config{
		Host: server.URL, QPS: -1, Timeout: time.Minute,
		ContentConfig: rest.ContentConfig{ContentType: runtime.ContentTypeJSON, AcceptContentTypes: runtime.ContentTypeJSON},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// change alters how the cluster answers.
func (c *cluster) change(alter func(*cluster)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	alter(c)
}

// questions gives what has been asked since the last call.
func (c *cluster) questions() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	asked := c.asked
	c.asked = nil
	return asked
}

// ask records a question and says with which code to fail, if at all.
func (c *cluster) ask(question string) int {
	c.mu.Lock()
	c.asked = append(c.asked, question)
	block, arrived, failing := c.block, c.arrived, c.failing
	c.mu.Unlock()
	if arrived != nil {
		arrived <- struct{}{}
	}
	if block != nil {
		<-block
	}
	return failing
}

func (c *cluster) reviewToken(w http.ResponseWriter, r *http.Request) {
	var review authenticationv1.TokenReview
	if err := json.NewDecoder(r.Body).Decode(&review); err != nil {
		c.t.Error(err)
	}
	if failing := c.ask("token for " + strings.Join(review.Spec.Audiences, ",")); failing != 0 {
		// A server that says back what it was sent.
		reply(w, failing, metav1.Status{
			TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Status"}, Status: metav1.StatusFailure, Code: int32(failing),
			Message: "cannot review " + review.Spec.Token,
		})
		return
	}
	c.mu.Lock()
	status, known := c.tokens[review.Spec.Token]
	c.mu.Unlock()
	if !known {
		status.Error = "invalid bearer token " + review.Spec.Token
	}
	review.Status = status
	reply(w, http.StatusCreated, review)
}

func (c *cluster) reviewAccess(w http.ResponseWriter, r *http.Request) {
	var review authorizationv1.SubjectAccessReview
	if err := json.NewDecoder(r.Body).Decode(&review); err != nil {
		c.t.Error(err)
	}
	on := review.Spec.ResourceAttributes
	resource := on.Resource + "." + on.Group
	if on.Subresource != "" {
		resource += "/" + on.Subresource
	}
	question := fmt.Sprintf("%s %s %s %s/%s", review.Spec.User, on.Verb, resource, on.Namespace, on.Name)
	if failing := c.ask(question); failing != 0 {
		w.WriteHeader(failing)
		return
	}
	c.mu.Lock()
	review.Status.Allowed = c.rights[question]
	c.mu.Unlock()
	review.Status.Reason = "told by the test"
	reply(w, http.StatusCreated, review)
}

func reply(w http.ResponseWriter, code int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(body)
}

// newAuthenticator is one whose memory uses the given clock.
func (c *cluster) newAuthenticator(now clock.Clock, changes ...func(*Options)) *Authenticator {
	c.t.Helper()
	keys, err := jwks.New(c.client.Discovery().RESTClient(), jwks.Options{Clock: now, Observe: c.metrics.Refreshed, Timeout: time.Minute})
	if err != nil {
		c.t.Fatal(err)
	}
	options := Options{Reviewer: c.client.AuthenticationV1().TokenReviews(), Keys: keys, Metrics: c.metrics, Clock: now}
	for _, change := range changes {
		change(&options)
	}
	a, err := NewAuthenticator(options)
	if err != nil {
		c.t.Fatal(err)
	}
	return a
}
