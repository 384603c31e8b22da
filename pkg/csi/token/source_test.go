// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package token

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/csi/attributes"
	"connectors.alauda.io/pkg/target"
)

const hour = time.Hour

func TestDefaultLifeIsTheKubelets(t *testing.T) {
	for _, tt := range []struct {
		name string
		left time.Duration
		good bool
	}{
		{"new", 30 * time.Minute, true},
		{"about to be renewed", 6 * time.Minute, true},
		{"time to begin", 31 * time.Second, true},
		{"no time to begin", 30 * time.Second, false},
		{"over", 0, false},
		{"long over", -hour, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			source, c := newSource(t)
			handed := Tokens{Proxy: target.NewCredential(canary), ProxyExpiry: begin().Add(tt.left)}
			got, minted, err := source.For(t.Context(), pod(), attributes.DefaultExpiration, handed, live(0, hour))
			if minted || len(c.requests()) != 0 {
				t.Error("the driver requested a token")
			}
			if tt.good && (err != nil || got.Reveal() != canary) {
				t.Errorf("token %q, error %v; want the kubelet's", got.Reveal(), err)
			}
			if !tt.good && (!apierrors.IsServiceUnavailable(err) || got.Reveal() != "" || strings.Contains(err.Error(), canary)) {
				t.Errorf("token %q, error %v; want ServiceUnavailable", got.Reveal(), err)
			}
		})
	}
}

func TestLiveTokenIsUsedAgain(t *testing.T) {
	other := func(change func(*attributes.Pod)) func(claimSet) {
		return func(c claimSet) {
			p := pod()
			change(&p)
			clear(c)
			for name, value := range claimsFor(p, begin(), hour) {
				c[name] = value
			}
		}
	}
	for _, tt := range []struct {
		name string
		live target.Credential
		used bool
	}{
		{"new", live(0, hour), true},
		{"before 60 % of its life", live(36*time.Minute-time.Second, hour), true},
		{"after 60 % of its life", live(36*time.Minute, hour), false},
		{"over", live(2*hour, hour), false},
		{"of a clock that is ahead", live(-time.Minute, hour), true},
		{"shortened by the API server", live(5*time.Minute, 10*time.Minute), true},
		{"shortened, after 60 % of its life", live(6*time.Minute, 10*time.Minute), false},
		{"one audience that is no list", live(0, hour, claim("aud", Audience)), true},
		{"longer than asked", live(0, hour+time.Second), false},
		{"none", target.Credential{}, false},
		{"no token", target.NewCredential(canary), false},
		{"no base64", target.NewCredential("a.!" + canary + ".c"), false},
		{"no JSON", target.NewCredential("a.YWFh.c"), false},
		{"of another account", live(0, 0, other(func(p *attributes.Pod) { p.ServiceAccount = "admin" })), false},
		{"of another namespace", live(0, 0, other(func(p *attributes.Pod) { p.Namespace = "other" })), false},
		{"of another Pod", live(0, 0, other(func(p *attributes.Pod) { p.Name = "other" })), false},
		{"of a Pod before this", live(0, 0, other(func(p *attributes.Pod) { p.UID = "uid-0" })), false},
		{"of no Pod", live(0, hour, without("kubernetes.io")), false},
		{"for others", live(0, hour, claim("aud", []string{"vault"})), false},
		{"for others as well", live(0, hour, claim("aud", []string{Audience, "vault"})), false},
		{"for nobody", live(0, hour, without("aud")), false},
		{"without an end", live(0, hour, without("exp")), false},
		{"without a beginning", live(0, hour, without("iat")), false},
		{"ending before it begins", live(0, -hour), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			source, c := newSource(t)
			got, minted, err := source.For(t.Context(), pod(), hour, Tokens{}, tt.live)
			if err != nil || !minted {
				t.Fatalf("minted %t, error %v", minted, err)
			}
			if used := len(c.requests()) == 0; used != tt.used || used != got.Equal(tt.live) {
				t.Errorf("used again: %t, want %t", used, tt.used)
			}
			if _, ok := read(got, pod(), hour); !ok {
				t.Error("what is handed out is no token of the Pod for this life")
			}
		})
	}
}

func TestWhatIsRequested(t *testing.T) {
	source, c := newSource(t)
	if _, _, err := source.For(t.Context(), pod(), 24*hour, Tokens{}, target.Credential{}); err != nil {
		t.Fatal(err)
	}
	asked := c.requests()
	if len(asked) != 1 {
		t.Fatalf("%d requests", len(asked))
	}
	bound := authenticationv1.BoundObjectReference{APIVersion: "v1", Kind: "Pod", Name: "build", UID: "uid-1"}
	if got := asked[0]; !slices.Equal(got.Audiences, []string{"connectors-proxy"}) || *got.ExpirationSeconds != 86400 || *got.BoundObjectRef != bound {
		t.Errorf("requested %+v", got)
	}
}

// While no newer one can be had the live token is handed out, until there is no use in it.
func TestFailedRenewal(t *testing.T) {
	for _, tt := range []struct {
		name string
		left time.Duration
		good bool
	}{
		{"much time left", 20 * time.Minute, true},
		{"little time left", 31 * time.Second, true},
		{"no time left", 30 * time.Second, false},
		{"over", -time.Second, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			source, c := newSource(t)
			c.refuse = &metav1.Status{Status: metav1.StatusFailure, Code: http.StatusServiceUnavailable, Reason: metav1.StatusReasonServiceUnavailable}
			has := live(hour-tt.left, hour)
			got, minted, err := source.For(t.Context(), pod(), hour, Tokens{}, has)
			if tt.good && (err != nil || !minted || !got.Equal(has)) {
				t.Errorf("minted %t, error %v; want the live token", minted, err)
			}
			if !tt.good && (!apierrors.IsServiceUnavailable(err) || got.Reveal() != "") {
				t.Errorf("token %q, error %v; want ServiceUnavailable", got.Reveal(), err)
			}
		})
	}
}

func TestClocksThatDiffer(t *testing.T) {
	source, c := newSource(t)
	c.longest = -hour // as if the API server were an hour behind
	_, _, err := source.For(t.Context(), pod(), hour, Tokens{}, target.Credential{})
	if !apierrors.IsServiceUnavailable(err) || !strings.Contains(err.Error(), "set the clocks") {
		t.Errorf("error %v", err)
	}
}
