// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package csitoken_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	"k8s.io/utils/ptr"

	"connectors.alauda.io/pkg/csi/attributes"
	"connectors.alauda.io/test/integration/harness"
)

type spec = authenticationv1.TokenRequestSpec

// usual is what the driver requests, changed.
func usual(pod attributes.Pod, changes ...func(*spec)) spec {
	s := spec{
		Audiences: []string{"connectors-proxy"}, ExpirationSeconds: ptr.To[int64](3600),
		BoundObjectRef: &authenticationv1.BoundObjectReference{APIVersion: "v1", Kind: "Pod", Name: pod.Name, UID: pod.UID},
	}
	for _, change := range changes {
		change(&s)
	}
	return s
}

func audiences(names ...string) func(*spec) { return func(s *spec) { s.Audiences = names } }

func seconds(n int64) func(*spec) { return func(s *spec) { s.ExpirationSeconds = &n } }

func unbound(s *spec) { s.BoundObjectRef = nil }

func request(t *testing.T, client kubernetes.Interface, pod attributes.Pod, s spec) error {
	t.Helper()
	answer, err := client.CoreV1().ServiceAccounts(pod.Namespace).
		CreateToken(t.Context(), pod.ServiceAccount, &authenticationv1.TokenRequest{Spec: s}, metav1.CreateOptions{})
	if err == nil && answer.Status.Token == "" {
		return errors.New("the answer holds no token")
	}
	return err
}

// refusal is what the policy says, empty for nothing.
type refusal string

const (
	allowed       refusal = ""
	audienceOnly  refusal = "for the audience connectors-proxy only"
	podOnly       refusal = "bound to a Pod by name and UID only"
	dayAtMost     refusal = "for 86400 seconds at most"
	policyWording         = "ValidatingAdmissionPolicy 'connectors-csi-tokens'"
)

func TestPolicy(t *testing.T) {
	account := stack.ServiceAccount(t, stack.Namespace(t))
	pod := newPod(t, account)
	secret, node := newSecret(t, account.Namespace), newNode(t)
	client := harness.Kube(t, asDriver(t))
	awaitPolicy(t, client, pod)
	refer := func(kind, name string, uid types.UID) func(*spec) {
		return func(s *spec) { s.BoundObjectRef.Kind, s.BoundObjectRef.Name, s.BoundObjectRef.UID = kind, name, uid }
	}
	for _, tt := range []struct {
		name string
		spec spec
		want refusal
	}{
		{"what the driver requests", usual(pod), allowed},
		{"ten minutes", usual(pod, seconds(600)), allowed},
		{"a day", usual(pod, seconds(86400)), allowed},
		{"no expiration, for which the API server puts an hour", usual(pod, func(s *spec) { s.ExpirationSeconds = nil }), allowed},
		{"more than a day", usual(pod, seconds(86401)), dayAtMost},
		{"a year", usual(pod, seconds(365*86400)), dayAtMost},
		{"another audience", usual(pod, audiences("vault")), audienceOnly},
		{"the API server's audience", usual(pod, audiences("https://kubernetes.default.svc.cluster.local")), audienceOnly},
		{"no audience, which is the API server's", usual(pod, audiences()), audienceOnly},
		{"two audiences", usual(pod, audiences("connectors-proxy", "vault")), audienceOnly},
		{"the audience twice", usual(pod, audiences("connectors-proxy", "connectors-proxy")), audienceOnly},
		{"another spelling", usual(pod, audiences("Connectors-Proxy")), audienceOnly},
		{"an empty audience", usual(pod, audiences("")), audienceOnly},
		{"bound to nothing", usual(pod, unbound), podOnly},
		{"bound to a Secret", usual(pod, refer("Secret", secret.Name, secret.UID)), podOnly},
		{"bound to a Node", usual(pod, refer("Node", node.Name, node.UID)), podOnly},
		{"bound to a Pod of any UID", usual(pod, refer("Pod", pod.Name, "")), podOnly},
		{"all that is wrong", usual(pod, audiences(), unbound, seconds(365*86400)), audienceOnly},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := request(t, client, pod, tt.spec)
			if tt.want == allowed {
				if err != nil {
					t.Errorf("refused: %v", err)
				}
				return
			}
			if !apierrors.IsForbidden(err) || !strings.Contains(err.Error(), policyWording) || !strings.Contains(err.Error(), string(tt.want)) {
				t.Errorf("error %v, want a refusal of the policy: %s", err, tt.want)
			}
		})
	}
}

// awaitPolicy waits until the kube-apiserver knows the policy, which takes it a moment after it was applied.
func awaitPolicy(t *testing.T, client kubernetes.Interface, pod attributes.Pod) {
	t.Helper()
	harness.Eventually(t, "the policy is in force", func(context.Context) error {
		err := request(t, client, pod, usual(pod, audiences("vault")))
		if err == nil {
			return errors.New("a token for another audience was issued")
		}
		if !strings.Contains(err.Error(), policyWording) {
			return err
		}
		return nil
	})
}

// The expressions are of the right types, as far as the cluster can tell.
func TestPolicyIsWellTyped(t *testing.T) {
	policies := harness.Kube(t, stack.Admin(t)).AdmissionregistrationV1().ValidatingAdmissionPolicies()
	harness.Eventually(t, "the policy is looked at", func(ctx context.Context) error {
		policy, err := policies.Get(ctx, "connectors-csi-tokens", metav1.GetOptions{})
		if err != nil {
			return err
		}
		if policy.Status.TypeChecking == nil || policy.Status.ObservedGeneration != policy.Generation {
			return errors.New("it has not been")
		}
		for _, warning := range policy.Status.TypeChecking.ExpressionWarnings {
			t.Errorf("%s: %s", warning.FieldRef, warning.Warning)
		}
		return nil
	})
}

// Of all others the policy asks nothing.
func TestOthersAreNotAffected(t *testing.T) {
	account := stack.ServiceAccount(t, stack.Namespace(t))
	pod := newPod(t, account)
	awaitPolicy(t, harness.Kube(t, asDriver(t)), pod)
	issuer := stack.ServiceAccount(t, account.Namespace)
	stack.Allow(t, issuer, rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{"serviceaccounts/token"}, Verbs: []string{"create"}})
	for name, client := range map[string]kubernetes.Interface{
		"another account": harness.Kube(t, issuer.As(stack.Admin(t))), "the administrator": harness.Kube(t, stack.Admin(t)),
	} {
		for what, s := range map[string]spec{
			"another audience": usual(pod, audiences("vault")), "no binding": usual(pod, unbound), "a year": usual(pod, seconds(365*86400)),
		} {
			t.Run(name+", "+what, func(t *testing.T) {
				if err := request(t, client, pod, s); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func newSecret(t *testing.T, namespace string) *corev1.Secret {
	t.Helper()
	made, err := harness.Kube(t, stack.Admin(t)).CoreV1().Secrets(namespace).Create(t.Context(),
		&corev1.Secret{ObjectMeta: metav1.ObjectMeta{GenerateName: "secret-"}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func newNode(t *testing.T) *corev1.Node {
	t.Helper()
	nodes := harness.Kube(t, stack.Admin(t)).CoreV1().Nodes()
	made, err := nodes.Create(t.Context(), &corev1.Node{ObjectMeta: metav1.ObjectMeta{GenerateName: "node-"}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := nodes.Delete(context.WithoutCancel(t.Context()), made.Name, metav1.DeleteOptions{}); err != nil {
			t.Error(err)
		}
	})
	return made
}
