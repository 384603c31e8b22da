// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	admissionv1 "k8s.io/api/admission/v1"
	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/test/integration/harness"
)

// A slowHook is an admission webhook that holds the Connector "slow" until it is released.
type slowHook struct {
	server  *httptest.Server
	calls   atomic.Int32
	entered chan struct{}
	release chan struct{}
}

func newSlowHook(t *testing.T) *slowHook {
	t.Helper()
	h := &slowHook{entered: make(chan struct{}, 1), release: make(chan struct{})}
	h.server = httptest.NewTLSServer(h)
	t.Cleanup(h.server.Close)
	return h
}

// ServeHTTP implements http.Handler.
func (h *slowHook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var review admissionv1.AdmissionReview
	if err := json.NewDecoder(r.Body).Decode(&review); err != nil || review.Request == nil {
		http.Error(w, "no AdmissionReview", http.StatusBadRequest)
		return
	}
	h.calls.Add(1)
	if review.Request.Name == "slow" {
		h.entered <- struct{}{}
		<-h.release
	}
	review.Response = &admissionv1.AdmissionResponse{UID: review.Request.UID, Allowed: true}
	review.Request = nil
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(review); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

func registerHook(t *testing.T, s *harness.Stack, hook *slowHook) {
	t.Helper()
	none, fail, seconds := admissionregistrationv1.SideEffectClassNone, admissionregistrationv1.Fail, int32(30)
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: hook.server.Certificate().Raw})
	_, err := harness.Kube(t, s.Admin(t)).AdmissionregistrationV1().ValidatingWebhookConfigurations().Create(t.Context(),
		&admissionregistrationv1.ValidatingWebhookConfiguration{
			ObjectMeta: metav1.ObjectMeta{Name: "slow"},
			Webhooks: []admissionregistrationv1.ValidatingWebhook{{
				Name:         "slow.test.example.com",
				ClientConfig: admissionregistrationv1.WebhookClientConfig{URL: &hook.server.URL, CABundle: authority},
				Rules: []admissionregistrationv1.RuleWithOperations{{
					Operations: []admissionregistrationv1.OperationType{admissionregistrationv1.Create},
					Rule: admissionregistrationv1.Rule{APIGroups: []string{"connectors.alauda.io"},
						APIVersions: []string{"v1alpha1"}, Resources: []string{"connectors"}},
				}},
				SideEffects: &none, FailurePolicy: &fail, TimeoutSeconds: &seconds, AdmissionReviewVersions: []string{"v1"},
			}},
		}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
}
