// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/test/integration/harness"
)

// claims are what is looked at in a token of a volume.
type claims struct {
	jwt.Claims
	Kubernetes struct {
		Namespace      string `json:"namespace"`
		Pod            object `json:"pod"`
		ServiceAccount object `json:"serviceaccount"`
	} `json:"kubernetes.io"`
}

type object struct {
	Name string `json:"name"`
	UID  string `json:"uid"`
}

func claimsOf(t *testing.T, token string) claims {
	t.Helper()
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.RS256, jose.ES256})
	if err != nil {
		t.Fatalf("the token cannot be read: %v", err)
	}
	var c claims
	if err := parsed.UnsafeClaimsWithoutVerification(&c); err != nil {
		t.Fatalf("the token cannot be read: %v", err)
	}
	return c
}

// A token is the Pod's, for the proxy, and lives as long as the Pod has asked for.
func TestTokenOfVolume(t *testing.T) {
	t.Parallel()
	tm, f := newTeam(t, userRole), newForge(t, "robot")
	connector := tm.connect(t, "git", tm.forgeSpec(t, "git", f))
	app := pod("app", inline(volume("git", "")))
	addVolume(app, "short", inline(volume("git", "", "token.expiration", "10m")))
	addVolume(app, "long", inline(volume("git", "", "token.expiration", "90m")))
	found := tm.run(t, app)
	for _, test := range []struct {
		name, dir string
		life      time.Duration
	}{
		{"of the kubelet", mountPath, 30 * time.Minute},
		{"of the driver", "/short", 10 * time.Minute},
		{"of the driver, longer than the default", "/long", 90 * time.Minute},
	} {
		t.Run(test.name, func(t *testing.T) {
			token := tm.exec(t, "app", "cat "+test.dir+"/context.token")
			expectClaims(t, claimsOf(t, token), found, test.life)
			expectRefused(t, token)
			const code = "curl --silent --output /dev/null --write-out '%{http_code}' --oauth2-bearer "
			got := tm.exec(t, "app", code+`"$(cat `+test.dir+`/context.token)" `+connector.Status.Proxy.HTTPAddress.URL+
				"/"+repository+"/info/refs?service=git-upload-pack")
			if got != "200" {
				t.Errorf("at the proxy the answer is %s", got)
			}
		})
	}
}

func expectClaims(t *testing.T, c claims, pod *corev1.Pod, life time.Duration) {
	t.Helper()
	if !slices.Equal(c.Audience, jwt.Audience{"connectors-proxy"}) {
		t.Errorf("it is for %v", c.Audience)
	}
	if got := c.Expiry.Time().Sub(c.IssuedAt.Time()); got != life {
		t.Errorf("it lives for %s, want %s", got, life)
	}
	k := c.Kubernetes
	if k.Namespace != pod.Namespace || k.ServiceAccount.Name != "default" || k.Pod.Name != pod.Name || k.Pod.UID != string(pod.UID) {
		t.Errorf("it belongs to %+v, want to Pod %s %s", k, pod.Name, pod.UID)
	}
}

// expectRefused tries a token at the kube-apiserver, directly.
func expectRefused(t *testing.T, token string) {
	t.Helper()
	as := harness.Account{Token: token}.As(stack.Admin(t))
	_, err := harness.Kube(t, as).AuthenticationV1().SelfSubjectReviews().
		Create(t.Context(), &authenticationv1.SelfSubjectReview{}, metav1.CreateOptions{})
	if !apierrors.IsUnauthorized(err) {
		t.Errorf("the kube-apiserver should say %d to it: %v", http.StatusUnauthorized, err)
	}
}
