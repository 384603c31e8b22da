// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	admissionv1 "k8s.io/api/admission/v1"
	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

func ourRule() admissionregistrationv1.RuleWithOperations {
	return admissionregistrationv1.RuleWithOperations{
		Operations: []admissionregistrationv1.OperationType{admissionregistrationv1.Create, admissionregistrationv1.Update},
		Rule: admissionregistrationv1.Rule{
			APIGroups: []string{"connectors.alauda.io"}, APIVersions: []string{"v1alpha1"}, Resources: []string{"connectors"},
		},
	}
}

func onlyNamespace(name string) *metav1.LabelSelector {
	return &metav1.LabelSelector{MatchLabels: map[string]string{"kubernetes.io/metadata.name": name}}
}

func TestValidatingAdmissionPolicy(t *testing.T) {
	t.Parallel()
	client, namespace := connectorsIn(t, stack.Admin(t))
	kube := harness.Kube(t, stack.Admin(t))
	createPolicy(t, kube, namespace)
	offending := func(c *v1alpha1.Connector) { c.Spec.Address = "https://evil.example.org" }
	dry := metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}}
	harness.Eventually(t, "the policy is in effect", func(ctx context.Context) error {
		_, err := client.Create(ctx, newConnector("probe", offending), dry)
		if !apierrors.IsInvalid(err) {
			return fmt.Errorf("a Connector that breaks it is not refused: error %w", err)
		}
		return nil
	})
	_, err := client.Create(t.Context(), newConnector("bad", offending), metav1.CreateOptions{})
	if !apierrors.IsInvalid(err) || !strings.Contains(err.Error(), "tools of example.com only") {
		t.Errorf("a Connector that breaks the policy: %v, want Invalid and the policy's message", err)
	}
	made := mustCreate(t, client, newConnector("good"))
	offending(made)
	if _, err := client.Update(t.Context(), made, metav1.UpdateOptions{}); !apierrors.IsInvalid(err) {
		t.Errorf("an update that breaks the policy: %v, want Invalid", err)
	}
	elsewhere, _ := connectorsIn(t, stack.Admin(t))
	mustCreate(t, elsewhere, newConnector("elsewhere", offending))
}

func createPolicy(t *testing.T, kube kubernetes.Interface, namespace string) {
	t.Helper()
	registration := kube.AdmissionregistrationV1()
	policy := &admissionregistrationv1.ValidatingAdmissionPolicy{
		ObjectMeta: metav1.ObjectMeta{Name: namespace},
		Spec: admissionregistrationv1.ValidatingAdmissionPolicySpec{
			MatchConstraints: &admissionregistrationv1.MatchResources{
				ResourceRules: []admissionregistrationv1.NamedRuleWithOperations{{RuleWithOperations: ourRule()}},
			},
			Validations: []admissionregistrationv1.Validation{{
				Expression: "url(object.spec.address).getHostname().endsWith('example.com')",
				Message:    "tools of example.com only",
			}},
		},
	}
	if _, err := registration.ValidatingAdmissionPolicies().Create(t.Context(), policy, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	binding := &admissionregistrationv1.ValidatingAdmissionPolicyBinding{
		ObjectMeta: metav1.ObjectMeta{Name: namespace},
		Spec: admissionregistrationv1.ValidatingAdmissionPolicyBindingSpec{
			PolicyName:        namespace,
			ValidationActions: []admissionregistrationv1.ValidationAction{admissionregistrationv1.Deny},
			MatchResources:    &admissionregistrationv1.MatchResources{NamespaceSelector: onlyNamespace(namespace)},
		},
	}
	if _, err := registration.ValidatingAdmissionPolicyBindings().Create(t.Context(), binding, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		err := errors.Join(registration.ValidatingAdmissionPolicyBindings().Delete(ctx, namespace, metav1.DeleteOptions{}),
			registration.ValidatingAdmissionPolicies().Delete(ctx, namespace, metav1.DeleteOptions{}))
		if err != nil {
			t.Error(err)
		}
	})
}

func TestMutatingWebhook(t *testing.T) {
	t.Parallel()
	client, namespace := connectorsIn(t, stack.Admin(t))
	hook := httptest.NewTLSServer(http.HandlerFunc(addLabel))
	t.Cleanup(hook.Close)
	createWebhook(t, harness.Kube(t, stack.Admin(t)), namespace, hook)
	harness.Eventually(t, "the webhook is in effect", func(ctx context.Context) error {
		got, err := client.Create(ctx, newConnector("probe"), metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
		if err == nil && got.Labels["added"] != "by-webhook" {
			err = fmt.Errorf("labels %v", got.Labels)
		}
		return err
	})
	if made := mustCreate(t, client, newConnector("one")); made.Labels["added"] != "by-webhook" {
		t.Errorf("labels %v", made.Labels)
	}
}

// addLabel is a webhook that labels what is written.
func addLabel(w http.ResponseWriter, r *http.Request) {
	var review admissionv1.AdmissionReview
	if err := json.NewDecoder(r.Body).Decode(&review); err != nil || review.Request == nil {
		http.Error(w, "no AdmissionReview", http.StatusBadRequest)
		return
	}
	kind := admissionv1.PatchTypeJSONPatch
	review.Response = &admissionv1.AdmissionResponse{
		UID: review.Request.UID, Allowed: true, PatchType: &kind,
		Patch: []byte(`[{"op":"add","path":"/metadata/labels","value":{"added":"by-webhook"}}]`),
	}
	review.Request = nil
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(review); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

func createWebhook(t *testing.T, kube kubernetes.Interface, namespace string, hook *httptest.Server) {
	t.Helper()
	none, fail := admissionregistrationv1.SideEffectClassNone, admissionregistrationv1.Fail
	hooks := kube.AdmissionregistrationV1().MutatingWebhookConfigurations()
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: hook.Certificate().Raw})
	_, err := hooks.Create(t.Context(), &admissionregistrationv1.MutatingWebhookConfiguration{
		ObjectMeta: metav1.ObjectMeta{Name: namespace},
		Webhooks: []admissionregistrationv1.MutatingWebhook{{
			Name:                    "label.test.example.com",
			ClientConfig:            admissionregistrationv1.WebhookClientConfig{URL: &hook.URL, CABundle: authority},
			Rules:                   []admissionregistrationv1.RuleWithOperations{ourRule()},
			NamespaceSelector:       onlyNamespace(namespace),
			SideEffects:             &none,
			FailurePolicy:           &fail,
			AdmissionReviewVersions: []string{"v1"},
		}},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := hooks.Delete(context.WithoutCancel(t.Context()), namespace, metav1.DeleteOptions{}); err != nil {
			t.Error(err)
		}
	})
}

func TestAccountWithoutRightsIsRefused(t *testing.T) {
	t.Parallel()
	client, namespace := connectorsIn(t, stack.Admin(t))
	mustCreate(t, client, newConnector("one"))
	account := stack.ServiceAccount(t, namespace)
	for _, way := range stack.Ways(t) {
		powerless := harness.Connectors(t, account.As(way.Admin)).Connectors(namespace)
		_, getErr := powerless.Get(t.Context(), "one", metav1.GetOptions{})
		_, patchErr := powerless.Patch(t.Context(), "one", types.MergePatchType, []byte("{}"), metav1.PatchOptions{})
		for _, err := range []error{getErr, patchErr} {
			if !apierrors.IsForbidden(err) || !strings.Contains(err.Error(), account.User()) {
				t.Errorf("%s: %v, want Forbidden that names %s", way.Name, err, account.User())
			}
		}
	}
}
