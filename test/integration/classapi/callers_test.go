// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classapi_test

import (
	"context"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"net/http"
	"testing"
	"time"

	authorizationv1 "k8s.io/api/authorization/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	localstack "connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/test/integration/harness"
)

// Whoever gets past the door is told what the door does not look at: that the request says nothing of a tool.
const passed = http.StatusBadRequest

func TestWhoMayCall(t *testing.T) {
	everybodyMay(t)
	stranger := harness.NewAuthority(t).Issue(t, func(c *x509.Certificate) {
		c.Subject = pkix.Name{CommonName: harness.APIServer}
		c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	})
	none := stack.ClassAPIClient(t, "")
	for _, tt := range []struct {
		name   string
		client *http.Client
		change func(http.Header)
		path   string
		code   int
	}{
		{"the API server", stack.ClassAPIClient(t, harness.APIServer), nil, "/oci/tags", passed},
		{"the API server, about Git", stack.ClassAPIClient(t, harness.APIServer), nil, "/git/refs", passed},
		{"the controller", stack.ClassAPIClient(t, harness.Controller), nil, "/oci/tags", passed},
		{"the ServiceAccount of the API server", none, bearer(token(t, localstack.SystemNamespace, harness.APIServer)), "/oci/tags", passed},
		{"another user of the cluster", stack.ClassAPIClient(t, "somebody"), nil, "/oci/tags", http.StatusForbidden},
		{"another server of Connectors", stack.ClassAPIClient(t, harness.Proxy), nil, "/oci/tags", http.StatusForbidden},
		{"a ServiceAccount", none, bearer(token(t, "default", "default")), "/oci/tags", http.StatusForbidden},
		{"a user at another path", stack.ClassAPIClient(t, "somebody"), nil, "/other", http.StatusForbidden},
		{"a path that there is not", stack.ClassAPIClient(t, harness.APIServer), nil, "/oci/other", http.StatusNotFound},
		{"a path outside of the rights", stack.ClassAPIClient(t, harness.APIServer), nil, "/metrics", http.StatusForbidden},
		{"nobody", none, nil, "/oci/tags", http.StatusUnauthorized},
		{"nobody who asks for metrics", none, nil, "/metrics", http.StatusUnauthorized},
		{"a token of nobody", none, bearer("x"), "/oci/tags", http.StatusUnauthorized},
		{"a certificate of somebody's own", stack.TLSClient(t, stranger), nil, "/oci/tags", http.StatusUnauthorized},
		{"one who says he is a front proxy", none, remoteUser, "/oci/tags", http.StatusUnauthorized},
		{"a user who says he is a front proxy", stack.ClassAPIClient(t, "somebody"), remoteUser, "/oci/tags", http.StatusForbidden},
		{"a kubelet", none, nil, "/readyz", http.StatusOK},
		{"a kubelet that asks whether it is alive", none, nil, "/livez", http.StatusOK},
	} {
		t.Run(tt.name, func(t *testing.T) {
			answer := mustCall(t, tt.client, tt.path, tt.change)
			if answer.code != tt.code {
				t.Errorf("got %s, want %d", answer, tt.code)
			}
			if status := answer.status(); tt.code >= 400 && int(status.Code) != tt.code {
				t.Errorf("it is no Status: %s", answer)
			}
		})
	}
}

// Clients that want to know whether there is something ask with HEAD, which has a right of its own.
func TestHead(t *testing.T) {
	req, err := http.NewRequestWithContext(t.Context(), http.MethodHead, stack.ClassAPIEndpoint()+"/oci/tags", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := stack.ClassAPIClient(t, harness.APIServer).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil || answer.StatusCode != passed {
		t.Errorf("got %d, %v, want %d", answer.StatusCode, err, passed)
	}
}

// everybodyMay gives the right to all who are unknown: that alone lets nobody in.
func everybodyMay(t *testing.T) {
	t.Helper()
	bindings := harness.Kube(t, stack.Admin(t)).RbacV1().ClusterRoleBindings()
	created, err := bindings.Create(t.Context(), &rbacv1.ClusterRoleBinding{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "everybody-"},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: "connectors-classapi-caller"},
		Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: rbacv1.GroupKind, Name: "system:unauthenticated"}},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := bindings.Delete(context.WithoutCancel(t.Context()), created.Name, metav1.DeleteOptions{}); err != nil {
			t.Error(err)
		}
	})
	reviews := harness.Kube(t, stack.Admin(t)).AuthorizationV1().SubjectAccessReviews()
	harness.Eventually(t, "everybody has the right", func(ctx context.Context) error {
		answer, err := reviews.Create(ctx, &authorizationv1.SubjectAccessReview{Spec: authorizationv1.SubjectAccessReviewSpec{
			User: "system:anonymous", Groups: []string{"system:unauthenticated"},
			NonResourceAttributes: &authorizationv1.NonResourceAttributes{Path: "/oci/tags", Verb: "get"},
		}}, metav1.CreateOptions{})
		if err == nil && !answer.Status.Allowed {
			err = fmt.Errorf("refused: %s", answer.Status.Reason)
		}
		return err
	})
}

func token(t *testing.T, namespace, name string) string {
	t.Helper()
	var token string
	harness.Eventually(t, fmt.Sprintf("a token of ServiceAccount %s/%s", namespace, name), func(ctx context.Context) (err error) {
		token, err = stack.Cluster().ServiceAccountToken(ctx, namespace, name, 10*time.Minute)
		return err
	})
	return token
}

func bearer(token string) func(http.Header) {
	return func(h http.Header) { h.Set("Authorization", "Bearer "+token) }
}

func remoteUser(h http.Header) {
	h.Set("X-Remote-User", harness.APIServer)
	h.Set("X-Remote-Group", "system:masters")
}
