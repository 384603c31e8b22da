// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package access

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apiserver/pkg/authentication/user"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/proxy/audit"
	"connectors.alauda.io/pkg/proxy/clientauth"
	"connectors.alauda.io/pkg/target"
)

// cluster answers what a Gate asks.
type cluster struct {
	mu               sync.Mutex
	who, may, exists error
	found            *target.Target
	expiry           time.Time
	asked            int
}

func (c *cluster) Authenticate(context.Context, target.Credential) (*clientauth.Caller, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	return &clientauth.Caller{Info: &user.DefaultInfo{Name: "app"}, Expiry: c.expiry}, c.who
}

func (c *cluster) Authorize(context.Context, clientauth.Access) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.may
}

func (c *cluster) Get(context.Context, string, string) (*target.Target, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.found, c.exists
}

func (c *cluster) change(change func(*cluster)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(c)
}

func newGate(t *testing.T, c *cluster, each int) *Gate {
	t.Helper()
	gate, err := New(Config{Targets: c, Authenticator: c, Authorizer: c, MaxRequestsPerConnector: each})
	if err != nil {
		t.Fatal(err)
	}
	return gate
}

func address(t *testing.T, url string) target.Address {
	t.Helper()
	parsed, err := target.ParseAddress(url)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// How long a request goes on after the ground of its permission has changed.
func TestGrantEndsWithItsGround(t *testing.T) {
	here, elsewhere := address(t, "https://tool.example.com"), address(t, "https://elsewhere.example.com")
	unavailable := apierrors.NewServiceUnavailable("nobody answers")
	for _, tt := range []struct {
		name   string
		life   time.Duration
		change func(*cluster)
		// lives and ends are seconds after the change, which comes after 10 s.
		lives, ends time.Duration
	}{
		{"the token is refused", time.Hour, func(c *cluster) { c.who = apierrors.NewUnauthorized("no") }, 0, 20 * time.Second},
		{"a right is taken away", time.Hour, func(c *cluster) {
			c.may = apierrors.NewForbidden(v1alpha1.Resource("connectors"), "", nil)
		}, 0, 20 * time.Second},
		{"the token expires", 15 * time.Second, func(*cluster) {}, 4 * time.Second, 5 * time.Second},
		{"the connector is deleted", time.Hour, func(c *cluster) {
			c.exists = apierrors.NewNotFound(v1alpha1.Resource("connectors"), "tool")
		}, 0, 20 * time.Second},
		{"the connector is another one", time.Hour, func(c *cluster) { c.found = &target.Target{UID: "2", Address: here} }, 0, 20 * time.Second},
		{"the connector moves", time.Hour, func(c *cluster) { c.found = &target.Target{UID: "1", Address: elsewhere} }, 0, 20 * time.Second},
		{"the credential is gone", time.Hour, func(c *cluster) {
			c.found = &target.Target{UID: "1", Address: here, Unusable: &target.Unusable{Reason: "SecretNotFound"}}
		}, 0, 20 * time.Second},
		{"the cluster does not answer", time.Hour, func(c *cluster) { c.who = unavailable }, 45 * time.Second, 50 * time.Second},
		{"the credential changes", time.Hour, func(c *cluster) {
			c.found = &target.Target{UID: "1", Address: here, SecretResourceVersion: "9"}
		}, 10 * time.Minute, 0},
		{"nothing changes", time.Hour, func(*cluster) {}, 50 * time.Minute, time.Hour},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := &cluster{found: &target.Target{UID: "1", Address: here}, expiry: time.Now().Add(tt.life)}
				grant, err := newGate(t, c, 1).Admit(t.Context(), Want{Token: target.NewCredential("x"), Verbs: []string{"get"}})
				if err != nil {
					t.Fatal(err)
				}
				defer grant.Leave()
				pass(10 * time.Second)
				c.change(tt.change)
				pass(tt.lives)
				if err := context.Cause(grant.Context); err != nil {
					t.Fatalf("ended too early: %v", err)
				}
				if tt.ends == 0 {
					return
				}
				pass(tt.ends - tt.lives)
				if err := context.Cause(grant.Context); !errors.Is(err, ErrEnded) {
					t.Errorf("goes on, or ended for another reason: %v", err)
				}
			})
		})
	}
}

// A cluster that answers again in time ends nothing.
func TestGrantSurvivesAShortOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &cluster{found: &target.Target{UID: "1"}}
		grant, err := newGate(t, c, 1).Admit(t.Context(), Want{Token: target.NewCredential("x")})
		if err != nil {
			t.Fatal(err)
		}
		defer grant.Leave()
		pass(29 * time.Second)
		c.change(func(c *cluster) { c.who = apierrors.NewServiceUnavailable("nobody answers") })
		pass(25 * time.Second)
		c.change(func(c *cluster) { c.who = nil })
		pass(time.Hour)
		if err := context.Cause(grant.Context); err != nil {
			t.Errorf("ended: %v", err)
		}
	})
}

// Who has left is asked about no more.
func TestLeaveEndsTheLooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &cluster{found: &target.Target{UID: "1"}}
		record := &audit.Record{}
		grant, err := newGate(t, c, 1).Admit(audit.With(t.Context(), record), Want{Token: target.NewCredential("x"), Verbs: []string{"get"}})
		if err != nil {
			t.Fatal(err)
		}
		if record.User.GetName() != "app" || record.Target != c.found {
			t.Errorf("record %+v", record)
		}
		grant.Leave()
		grant.Leave()
		pass(time.Hour)
		if c.asked != 1 {
			t.Errorf("asked %d times", c.asked)
		}
		if !errors.Is(context.Cause(grant.Context), context.Canceled) {
			t.Errorf("the context ended with %v", context.Cause(grant.Context))
		}
	})
}

func TestPlacesOfAConnector(t *testing.T) {
	c := &cluster{found: &target.Target{UID: "1"}}
	gate := newGate(t, c, 2)
	admit := func(verbs ...string) (*Grant, error) {
		return gate.Admit(t.Context(), Want{Token: target.NewCredential("x"), Verbs: verbs})
	}
	var grants []*Grant
	for range 2 {
		grant, err := admit("get")
		if err != nil {
			t.Fatal(err)
		}
		grants = append(grants, grant)
	}
	if _, err := admit("get"); !apierrors.IsTooManyRequests(err) {
		t.Errorf("a third request: %v", err)
	}
	tunnel, err := admit()
	if err != nil {
		t.Fatalf("a tunnel takes a place: %v", err)
	}
	defer tunnel.Leave()
	c.change(func(c *cluster) { c.found = &target.Target{UID: "2"} })
	other, err := admit("get")
	if err != nil {
		t.Fatalf("another connector: %v", err)
	}
	other.Leave()
	c.change(func(c *cluster) { c.found = &target.Target{UID: "1"} })
	for _, grant := range grants {
		grant.Leave()
		grant.Leave()
	}
	again, err := admit("get")
	if err != nil {
		t.Fatalf("after the others have left: %v", err)
	}
	again.Leave()
	if len(gate.places.taken) != 0 {
		t.Errorf("places left over: %v", gate.places.taken)
	}
}

func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}
