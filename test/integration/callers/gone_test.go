// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package callers_test

import (
	"net/http"
	"testing"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"

	"connectors.alauda.io/test/integration/harness"
)

const (
	// goneWithin is how long a token may be good after what it stands for is gone.
	goneWithin = 20 * time.Second
	// revokedWithin is how long a right may be used after it was taken away: ten seconds, and what the kube-apiserver takes
	// to see it.
	revokedWithin = 13 * time.Second
)

func TestDeletedPod(t *testing.T) {
	r := newRoom(t)
	core := harness.Kube(t, stack.Admin(t)).CoreV1()
	pod, err := core.Pods(r.namespace).Create(t.Context(), &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "app-"},
		Spec: corev1.PodSpec{
			ServiceAccountName: r.account.Name,
			Containers:         []corev1.Container{{Name: "app", Image: "app.example.com/app"}},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	answer, err := core.ServiceAccounts(r.namespace).CreateToken(t.Context(), r.account.Name, &authenticationv1.TokenRequest{
		Spec: authenticationv1.TokenRequestSpec{
			Audiences:      []string{audience},
			BoundObjectRef: &authenticationv1.BoundObjectReference{Kind: "Pod", APIVersion: "v1", Name: pod.Name, UID: pod.UID},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	r.expect(t, answer.Status.Token, http.StatusOK)
	err = core.Pods(r.namespace).Delete(t.Context(), pod.Name, metav1.DeleteOptions{GracePeriodSeconds: ptr.To[int64](0)})
	if err != nil {
		t.Fatal(err)
	}
	harness.Within(t, goneWithin, "the token of a deleted Pod is refused", r.becomes(t, answer.Status.Token, http.StatusUnauthorized))
}

func TestDeletedAccount(t *testing.T) {
	r := newRoom(t)
	token := tokenFor(t, r.account, audience)
	r.expect(t, token, http.StatusOK)
	accounts := harness.Kube(t, stack.Admin(t)).CoreV1().ServiceAccounts(r.namespace)
	if err := accounts.Delete(t.Context(), r.account.Name, metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	harness.Within(t, goneWithin, "the token of a deleted account is refused", r.becomes(t, token, http.StatusUnauthorized))
}

func TestRevokedRight(t *testing.T) {
	r := newRoom(t)
	token := tokenFor(t, r.account, audience)
	r.expect(t, token, http.StatusOK)
	bindings := harness.Kube(t, stack.Admin(t)).RbacV1().RoleBindings(r.namespace)
	if err := bindings.DeleteCollection(t.Context(), metav1.DeleteOptions{}, metav1.ListOptions{}); err != nil {
		t.Fatal(err)
	}
	harness.Within(t, revokedWithin, "a right that was taken away is gone", r.becomes(t, token, http.StatusForbidden))
}

// A token ends when it says so, whether it is remembered or not.
func TestExpiry(t *testing.T) {
	r := newRoom(t)
	const life = 20 * time.Second // for a machine that is busy when the token is shown first
	end := time.Now().Add(life)
	token := signer.Sign(t, claimsOf(t, r.account, claim("exp", end.Unix())))
	r.expect(t, token, http.StatusOK)
	harness.Within(t, life+time.Second, "the expired token is refused", r.becomes(t, token, http.StatusUnauthorized))
	if early := time.Until(end.Truncate(time.Second)); early > 0 {
		t.Errorf("it was refused %s too early", early)
	}
}
