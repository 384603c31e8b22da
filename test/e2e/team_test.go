// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	authorizationv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	connectorsclient "connectors.alauda.io/pkg/generated/clientset/versioned/typed/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

const (
	viewerRole = "connectors-connector-viewer-role"
	userRole   = "connectors-connector-user-role"
)

// A team has a namespace, in which its Pods, Connectors and Secrets are. Its Pods have the namespace's default account.
type team struct{ namespace string }

// newTeam returns a team in a namespace of its own, to whose account the ClusterRoles are bound.
func newTeam(t *testing.T, clusterRoles ...string) team {
	t.Helper()
	tm := team{stack.Namespace(t)}
	accounts := harness.Kube(t, stack.Admin(t)).CoreV1().ServiceAccounts(tm.namespace)
	harness.Eventually(t, "the default account is made", func(ctx context.Context) error {
		_, err := accounts.Get(ctx, tm.account().Name, metav1.GetOptions{})
		return err
	})
	for _, role := range clusterRoles {
		stack.Bind(t, tm.account(), role)
	}
	return tm
}

// account is the one of the team's Pods.
func (tm team) account() harness.Account {
	return harness.Account{Namespace: tm.namespace, Name: "default"}
}

// unbind takes the ClusterRoles away from the team's account.
func (tm team) unbind(t *testing.T) {
	t.Helper()
	bindings := harness.Kube(t, stack.Admin(t)).RbacV1().RoleBindings(tm.namespace)
	if err := bindings.DeleteCollection(t.Context(), metav1.DeleteOptions{}, metav1.ListOptions{}); err != nil {
		t.Fatal(err)
	}
	reviews := harness.Kube(t, stack.Admin(t)).AuthorizationV1().SubjectAccessReviews()
	harness.Eventually(t, "the account may not read Connectors any more", func(ctx context.Context) error {
		answer, err := reviews.Create(ctx, &authorizationv1.SubjectAccessReview{Spec: authorizationv1.SubjectAccessReviewSpec{
			User: tm.account().User(),
			ResourceAttributes: &authorizationv1.ResourceAttributes{
				Namespace: tm.namespace, Verb: "get", Group: v1alpha1.GroupName, Resource: "connectors",
			},
		}}, metav1.CreateOptions{})
		if err == nil && answer.Status.Allowed {
			err = errors.New(answer.Status.Reason)
		}
		return err
	})
}

// robot returns a token of the cluster's for a new account that may do what the rules say, as a tool's credential.
func (tm team) robot(t *testing.T, rules ...rbacv1.PolicyRule) string {
	t.Helper()
	account := stack.ServiceAccount(t, tm.namespace)
	stack.Allow(t, account, rules...)
	return account.Token
}

// secret makes a Secret and returns its name.
func (tm team) secret(t *testing.T, kind corev1.SecretType, data map[string]string) string {
	t.Helper()
	made, err := harness.Kube(t, stack.Admin(t)).CoreV1().Secrets(tm.namespace).Create(t.Context(), &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "secret-"}, Type: kind, StringData: data,
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return made.Name
}

func (tm team) connectors(t *testing.T) connectorsclient.ConnectorInterface {
	t.Helper()
	return harness.Connectors(t, stack.Admin(t)).Connectors(tm.namespace)
}

// connect makes a Connector, and returns it once it is ready.
func (tm team) connect(t *testing.T, name string, spec v1alpha1.ConnectorSpec) *v1alpha1.Connector {
	t.Helper()
	made := &v1alpha1.Connector{ObjectMeta: metav1.ObjectMeta{Name: name}, Spec: spec}
	err := served(t.Context(), func(ctx context.Context) error {
		_, err := tm.connectors(t).Create(ctx, made, metav1.CreateOptions{})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	harness.Eventually(t, "Connector "+name+" is ready", func(ctx context.Context) (err error) {
		if made, err = tm.connectors(t).Get(ctx, name, metav1.GetOptions{}); err != nil {
			return err
		}
		return ready(made)
	})
	return made
}

// ready returns an error that says why a Connector cannot be used yet.
func ready(connector *v1alpha1.Connector) error {
	if proxy := connector.Status.Proxy; proxy != nil && proxy.HTTPAddress.CACerts == "" {
		return errors.New("the status has no authority of the proxy yet")
	}
	for _, condition := range connector.Status.Conditions {
		if condition.Type == v1alpha1.ConnectorReady && condition.Status == metav1.ConditionTrue {
			return nil
		}
	}
	return fmt.Errorf("%+v", connector.Status.Conditions)
}

// awaitSecretKey returns a value of a Secret of the system when there is one.
func awaitSecretKey(t *testing.T, name, key string) (value string) {
	t.Helper()
	secrets := harness.Kube(t, stack.Admin(t)).CoreV1().Secrets(v1alpha1.SystemNamespace)
	harness.Eventually(t, "key "+key+" of Secret "+name, func(ctx context.Context) error {
		found, err := secrets.Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		if value = string(found.Data[key]); value == "" {
			return errors.New("there is none")
		}
		return nil
	})
	return value
}
