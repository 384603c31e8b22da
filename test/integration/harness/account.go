// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"context"
	"fmt"
	"testing"
	"time"

	authorizationv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
)

// tokenLife is longer than any package of tests runs.
const tokenLife = time.Hour

// An Account is a ServiceAccount and a token of it.
type Account struct {
	Namespace, Name string
	Token           string
}

// User returns the name as which the account is known.
func (a Account) User() string { return "system:serviceaccount:" + a.Namespace + ":" + a.Name }

// As returns the configuration with the account in place of its user.
func (a Account) As(config *rest.Config) *rest.Config {
	as := rest.AnonymousClientConfig(config)
	as.BearerToken, as.QPS = a.Token, config.QPS
	return as
}

// ServiceAccount returns a new ServiceAccount of the namespace, to which the ClusterRoles are bound within it. It goes with
// the namespace.
func (s *Stack) ServiceAccount(t testing.TB, namespace string, clusterRoles ...string) Account {
	t.Helper()
	accounts := Kube(t, s.Admin(t)).CoreV1().ServiceAccounts(namespace)
	made, err := accounts.Create(t.Context(),
		&corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{GenerateName: "account-"}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatalf("making a ServiceAccount: %v", err)
	}
	token, err := s.cluster.ServiceAccountToken(t.Context(), namespace, made.Name, tokenLife)
	if err != nil {
		t.Fatal(err)
	}
	account := Account{Namespace: namespace, Name: made.Name, Token: token}
	for _, role := range clusterRoles {
		s.Bind(t, account, role)
	}
	return account
}

// Bind binds a ClusterRole to the account within its namespace.
func (s *Stack) Bind(t testing.TB, account Account, clusterRole string) {
	t.Helper()
	kube := Kube(t, s.Admin(t)).RbacV1()
	role, err := kube.ClusterRoles().Get(t.Context(), clusterRole, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = kube.RoleBindings(account.Namespace).Create(t.Context(), &rbacv1.RoleBinding{
		ObjectMeta: metav1.ObjectMeta{GenerateName: account.Name + "-"},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: clusterRole},
		Subjects:   account.subjects(),
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatalf("binding ClusterRole %s: %v", clusterRole, err)
	}
	s.awaitRules(t, account, account.Namespace, role.Rules)
}

// Allow gives the account the rules within its namespace.
func (s *Stack) Allow(t testing.TB, account Account, rules ...rbacv1.PolicyRule) {
	t.Helper()
	s.AllowIn(t, account.Namespace, account, rules...)
}

// AllowIn gives the account the rules within a namespace.
func (s *Stack) AllowIn(t testing.TB, namespace string, account Account, rules ...rbacv1.PolicyRule) {
	t.Helper()
	kube := Kube(t, s.Admin(t)).RbacV1()
	meta := metav1.ObjectMeta{GenerateName: account.Name + "-"}
	role, err := kube.Roles(namespace).Create(t.Context(), &rbacv1.Role{ObjectMeta: meta, Rules: rules}, metav1.CreateOptions{})
	if err != nil {
		t.Fatalf("making a Role: %v", err)
	}
	_, err = kube.RoleBindings(namespace).Create(t.Context(), &rbacv1.RoleBinding{
		ObjectMeta: meta,
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: role.Name},
		Subjects:   account.subjects(),
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatalf("binding Role %s: %v", role.Name, err)
	}
	s.awaitRules(t, account, namespace, rules)
}

// AllowEverywhere gives the account the rules in the whole cluster.
func (s *Stack) AllowEverywhere(t testing.TB, account Account, rules ...rbacv1.PolicyRule) {
	t.Helper()
	kube := Kube(t, s.Admin(t)).RbacV1()
	meta := metav1.ObjectMeta{GenerateName: account.Name + "-"}
	role, err := kube.ClusterRoles().Create(t.Context(),
		&rbacv1.ClusterRole{ObjectMeta: meta, Rules: rules}, metav1.CreateOptions{})
	if err != nil {
		t.Fatalf("making a ClusterRole: %v", err)
	}
	binding, err := kube.ClusterRoleBindings().Create(t.Context(), &rbacv1.ClusterRoleBinding{
		ObjectMeta: meta,
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: role.Name},
		Subjects:   account.subjects(),
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatalf("binding ClusterRole %s: %v", role.Name, err)
	}
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		if err := kube.ClusterRoleBindings().Delete(ctx, binding.Name, metav1.DeleteOptions{}); err != nil {
			t.Error(err)
		}
		if err := kube.ClusterRoles().Delete(ctx, role.Name, metav1.DeleteOptions{}); err != nil {
			t.Error(err)
		}
	})
	s.awaitRules(t, account, "", rules)
}

func (a Account) subjects() []rbacv1.Subject {
	return []rbacv1.Subject{{Kind: rbacv1.ServiceAccountKind, Namespace: a.Namespace, Name: a.Name}}
}

// awaitRules returns once the kube-apiserver has seen the rules: our server remembers a refusal for some seconds, so a test
// must not ask too early.
func (s *Stack) awaitRules(t testing.TB, account Account, namespace string, rules []rbacv1.PolicyRule) {
	t.Helper()
	reviews := Kube(t, s.Admin(t)).AuthorizationV1().SubjectAccessReviews()
	for _, attributes := range firstOf(rules, namespace) {
		review := &authorizationv1.SubjectAccessReview{Spec: authorizationv1.SubjectAccessReviewSpec{
			User:               account.User(),
			Groups:             []string{"system:serviceaccounts", "system:serviceaccounts:" + account.Namespace},
			ResourceAttributes: attributes,
		}}
		Eventually(t, fmt.Sprintf("%s may %s %s", account.Name, attributes.Verb, attributes.Resource), func(ctx context.Context) error {
			answer, err := reviews.Create(ctx, review, metav1.CreateOptions{})
			if err == nil && !answer.Status.Allowed {
				err = fmt.Errorf("refused: %s", answer.Status.Reason)
			}
			return err
		})
	}
}

// firstOf returns one thing that each rule allows.
func firstOf(rules []rbacv1.PolicyRule, namespace string) []*authorizationv1.ResourceAttributes {
	var all []*authorizationv1.ResourceAttributes
	for _, rule := range rules {
		if len(rule.Resources) == 0 {
			continue
		}
		attributes := &authorizationv1.ResourceAttributes{
			Namespace: namespace, Verb: rule.Verbs[0], Group: rule.APIGroups[0],
		}
		attributes.Resource, attributes.Subresource = splitResource(rule.Resources[0])
		if len(rule.ResourceNames) > 0 {
			attributes.Name = rule.ResourceNames[0]
		}
		all = append(all, attributes)
	}
	return all
}
