// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package lookup

import (
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/rest"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/target"
)

const (
	// canary is in every token.
	canary = "canary-90c2"
	own    = "own-identity-of-the-driver"
)

// server is an API server over TLS that knows one Connector, which one token may get.
type server struct {
	*httptest.Server
	handshakes atomic.Int32

	mu   sync.Mutex
	seen []string
	// answer replaces the usual one; nil for none.
	answer http.HandlerFunc
}

func newServer(t testing.TB) *server {
	t.Helper()
	s := &server{}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(s.serve))
	s.EnableHTTP2 = true
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.handshakes.Add(1)
		}
	}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// config is how the driver reaches the server, with an identity of its own in every form that a kubeconfig knows but files.
func (s *server) config() *rest.Config {
	return &rest.Config{
		Host: s.URL, Username: own, Password: own, BearerToken: own, UserAgent: "connectors-csi/test",
		Impersonate: rest.ImpersonationConfig{UserName: own},
		TLSClientConfig: rest.TLSClientConfig{
			CAData: pemOf(s.Certificate().Raw), CertData: []byte(own), KeyData: []byte(own),
		},
	}
}

func (s *server) connectors(t testing.TB) *Connectors {
	t.Helper()
	c, err := NewConnectors(s.config())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (s *server) serve(w http.ResponseWriter, r *http.Request) {
	all, _ := json.Marshal(r.Header)
	s.mu.Lock()
	s.seen = append(s.seen, r.Header.Get("Authorization"))
	if strings.Contains(string(all), own) {
		s.seen = append(s.seen, own)
	}
	answer := s.answer
	s.mu.Unlock()
	switch {
	case answer != nil:
		answer(w, r)
	case !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer good-"):
		status(w, http.StatusForbidden, metav1.StatusReasonForbidden, "not you")
	case r.URL.Path == "/apis/connectors.alauda.io/v1alpha1/namespaces/team/connectors/git":
		write(w, http.StatusOK, v1alpha1.Connector{
			TypeMeta:   metav1.TypeMeta{APIVersion: v1alpha1.SchemeGroupVersion.String(), Kind: "Connector"},
			ObjectMeta: metav1.ObjectMeta{Namespace: "team", Name: "git"},
		})
	default:
		status(w, http.StatusNotFound, metav1.StatusReasonNotFound, "no such connector")
	}
}

// identities are the values of Authorization that came since the last call.
func (s *server) identities() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := s.seen
	s.seen = nil
	return seen
}

func status(w http.ResponseWriter, code int, reason metav1.StatusReason, message string) {
	write(w, code, metav1.Status{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Status"},
		Status:   metav1.StatusFailure, Code: int32(code), Reason: reason, Message: message,
	})
}

func write(w http.ResponseWriter, code int, object any) {
	w.Header().Set("Content-Type", runtime.ContentTypeJSON)
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(object)
}

func git() types.NamespacedName { return types.NamespacedName{Namespace: "team", Name: "git"} }

func good() target.Credential { return target.NewCredential("good-" + canary) }
