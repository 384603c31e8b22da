// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package csitoken_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	authorizationv1 "k8s.io/api/authorization/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/csi/lookup"
	"connectors.alauda.io/pkg/target"
	"connectors.alauda.io/test/integration/harness"
)

// The roles of the Pod's account decide, and the driver's own identity, for which there is a certificate in its kubeconfig, is
// in no request.
func TestConnectorIsReadAsThePod(t *testing.T) {
	namespace := stack.Namespace(t)
	may := stack.ServiceAccount(t, namespace, "connectors-connector-viewer-role")
	mayNot := stack.ServiceAccount(t, namespace)
	elsewhere := stack.ServiceAccount(t, stack.Namespace(t), "connectors-connector-viewer-role")
	_, err := harness.Connectors(t, stack.Admin(t)).Connectors(namespace).Create(t.Context(), &v1alpha1.Connector{
		ObjectMeta: metav1.ObjectMeta{Name: "git"},
		Spec:       v1alpha1.ConnectorSpec{ConnectorClassName: "git", Address: "https://git.example.com"},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	connectors, err := lookup.NewConnectors(asDriver(t))
	if err != nil {
		t.Fatal(err)
	}
	key := types.NamespacedName{Namespace: namespace, Name: "git"}
	for _, tt := range []struct {
		name  string
		token string
		key   types.NamespacedName
		is    func(error) bool
	}{
		{"an account that may", may.Token, key, nil},
		{"an account that may not", mayNot.Token, key, apierrors.IsForbidden},
		{"an account that may elsewhere", elsewhere.Token, key, apierrors.IsForbidden},
		{"a Connector that is not there", may.Token, types.NamespacedName{Namespace: namespace, Name: "other"}, apierrors.IsNotFound},
		{"a token for the proxy", mint(t, newPod(t, may), time.Hour).Reveal(), key, apierrors.IsUnauthorized},
		{"no token", "", key, apierrors.IsServiceUnavailable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := connectors.Get(t.Context(), target.NewCredential(tt.token), tt.key)
			if tt.is == nil && (err != nil || got.Spec.Address != "https://git.example.com") {
				t.Errorf("got %v, error %v", got, err)
			}
			if tt.is != nil && !tt.is(err) {
				t.Errorf("error %v", err)
			}
		})
	}
	checkReaders(t, namespace, may.User(), mayNot.User(), elsewhere.User())
}

func TestRightsOfTheDriver(t *testing.T) {
	config := asDriver(t)
	reviews := harness.Kube(t, config).AuthorizationV1().SelfSubjectAccessReviews()
	for _, tt := range []struct {
		verbs, group, resource string
		may                    bool
	}{
		{"get list watch", v1alpha1.GroupName, "connectorclasses", true},
		{"create", "", "serviceaccounts/token", true},
		{"create update patch delete deletecollection", v1alpha1.GroupName, "connectorclasses", false},
		{"update patch", v1alpha1.GroupName, "connectorclasses/status", false},
		{"get list watch create update patch delete", v1alpha1.GroupName, "connectors", false},
		{"get update patch", v1alpha1.GroupName, "connectors/status", false},
		{"get create update patch delete", v1alpha1.GroupName, "connectors/proxy", false},
		{"get create", v1alpha1.GroupName, "connectors/api", false},
		{"get list watch create", "", "secrets", false},
		{"create patch", "", "events", false},
		{"create patch", "events.k8s.io", "events", false},
		{"get list watch create delete", "", "pods", false},
		{"get list create impersonate", "", "serviceaccounts", false},
		{"get list watch", "", "nodes", false},
		{"get list watch", "", "configmaps", false},
		{"create", "authentication.k8s.io", "tokenreviews", false},
		{"create", "authorization.k8s.io", "subjectaccessreviews", false},
		{"get update delete", "admissionregistration.k8s.io", "validatingadmissionpolicies", false},
	} {
		for verb := range strings.FieldsSeq(tt.verbs) {
			t.Run(verb+" "+tt.resource, func(t *testing.T) {
				resource, subresource, _ := strings.Cut(tt.resource, "/")
				answer, err := reviews.Create(t.Context(), &authorizationv1.SelfSubjectAccessReview{
					Spec: authorizationv1.SelfSubjectAccessReviewSpec{ResourceAttributes: &authorizationv1.ResourceAttributes{
						Verb: verb, Group: tt.group, Resource: resource, Subresource: subresource, Namespace: v1alpha1.SystemNamespace,
					}},
				}, metav1.CreateOptions{})
				if err != nil {
					t.Fatal(err)
				}
				if answer.Status.Allowed != tt.may {
					t.Errorf("allowed: %t, want %t (%s)", answer.Status.Allowed, tt.may, answer.Status.Reason)
				}
			})
		}
	}
	if _, err := harness.Connectors(t, config).ConnectorClasses().List(t.Context(), metav1.ListOptions{}); err != nil {
		t.Errorf("classes: %v", err)
	}
	if _, err := harness.Connectors(t, config).Connectors(metav1.NamespaceAll).List(t.Context(), metav1.ListOptions{}); !apierrors.IsForbidden(err) {
		t.Errorf("connectors: error %v, want Forbidden", err)
	}
}

// The manifests are what this kube-apiserver takes, each field known to it.
func TestManifestsAreTaken(t *testing.T) {
	root := filepath.Join("..", "..", "..", "artifacts", "deploy")
	for _, file := range []string{"rbac/50-csi-rbac.yaml", "cluster/connectors-csi.yaml"} {
		content, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
		if err != nil {
			t.Fatal(err)
		}
		out := stack.KubectlInput(t, string(content), "apply", "--server-side", "--force-conflicts", "--dry-run=server", "--validate=strict", "-f", "-")
		t.Log(out)
	}
}
