// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package decision

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/selection"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	clocktesting "k8s.io/utils/clock/testing"
)

const group = "connectors.alauda.io"

// reviewer allows what its rules name: "<user> <verb> <resource> <name>".
type reviewer struct {
	mu    sync.Mutex
	rules map[string]bool
	err   error
	asked []string
}

func (r *reviewer) Authorize(_ context.Context, a authorizer.Attributes) (authorizer.Decision, string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	question := fmt.Sprintf("%s %s %s %s", a.GetUser().GetName(), a.GetVerb(), a.GetResource(), a.GetName())
	r.asked = append(r.asked, question)
	if r.err != nil {
		return authorizer.DecisionNoOpinion, "", r.err
	}
	if r.rules[question] {
		return authorizer.DecisionAllow, "by rule", nil
	}
	return authorizer.DecisionNoOpinion, "no rule", nil
}

func (r *reviewer) allow(questions ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rules, r.asked = map[string]bool{}, nil
	for _, question := range questions {
		r.rules[question] = true
	}
}

func newCache(t *testing.T, r *reviewer) (*Cache, *clocktesting.FakePassiveClock) {
	t.Helper()
	now := clocktesting.NewFakePassiveClock(time.Unix(1000, 0))
	c, err := New(r, Options{Group: group, AllowTTL: 10 * time.Second, DenyTTL: 5 * time.Second, Clock: now})
	if err != nil {
		t.Fatal(err)
	}
	return c, now
}

func request(who, verb, resource, name string) authorizer.AttributesRecord {
	a := authorizer.AttributesRecord{
		User: &user.DefaultInfo{Name: who}, Verb: verb, Namespace: "team", APIVersion: "v1alpha1", APIGroup: group,
		Resource: resource, Name: name, ResourceRequest: true, Path: "/apis/of/" + resource + "/" + name,
	}
	if resource == "secrets" {
		a.APIGroup, a.APIVersion = "", "v1"
	}
	return a
}

func TestQuestions(t *testing.T) {
	for _, tt := range []struct {
		name     string
		rules    []string
		requests []authorizer.AttributesRecord
		allowed  []bool
		asked    []string
	}{
		{
			name:     "who may do it with all objects is asked about once",
			rules:    []string{"ann get connectors "},
			requests: []authorizer.AttributesRecord{request("ann", "get", "connectors", "a"), request("ann", "get", "connectors", "b")},
			allowed:  []bool{true, true},
			asked:    []string{"ann get connectors "},
		},
		{
			name:     "who may do it with one object is asked about by name",
			rules:    []string{"bob get connectors a"},
			requests: []authorizer.AttributesRecord{request("bob", "get", "connectors", "a"), request("bob", "get", "connectors", "b")},
			allowed:  []bool{true, false},
			asked:    []string{"bob get connectors ", "bob get connectors a", "bob get connectors b"},
		},
		{
			name:     "a right to one object is none to all",
			rules:    []string{"bob list connectors a"},
			requests: []authorizer.AttributesRecord{request("bob", "list", "connectors", "")},
			allowed:  []bool{false},
			asked:    []string{"bob list connectors "},
		},
		{
			name:     "other users and verbs are other questions",
			rules:    []string{"ann get connectors "},
			requests: []authorizer.AttributesRecord{request("ann", "get", "connectors", ""), request("bob", "get", "connectors", ""), request("ann", "update", "connectors", "")},
			allowed:  []bool{true, false, false},
			asked:    []string{"ann get connectors ", "bob get connectors ", "ann update connectors "},
		},
		{
			name:     "Secrets are asked for by name",
			rules:    []string{"ann get secrets ", "ann get secrets a"},
			requests: []authorizer.AttributesRecord{request("ann", "get", "secrets", "a"), request("ann", "get", "secrets", "b")},
			allowed:  []bool{true, false},
			asked:    []string{"ann get secrets a", "ann get secrets b"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := &reviewer{}
			r.allow(tt.rules...)
			c, _ := newCache(t, r)
			for range 2 {
				for i, a := range tt.requests {
					decision, _, err := c.Authorize(t.Context(), a)
					if got := decision == authorizer.DecisionAllow; err != nil || got != tt.allowed[i] {
						t.Errorf("request %d: allowed %t, error %v", i, got, err)
					}
				}
			}
			if got, want := fmt.Sprintf("%q", r.asked), fmt.Sprintf("%q", tt.asked); got != want {
				t.Errorf("asked %s, want %s", got, want)
			}
		})
	}
}

func TestDecisionsEnd(t *testing.T) {
	r := &reviewer{}
	r.allow("ann get connectors ")
	c, now := newCache(t, r)
	check := func(after time.Duration, who string, want bool) {
		t.Helper()
		now.SetTime(time.Unix(1000, 0).Add(after))
		decision, _, err := c.Authorize(t.Context(), request(who, "get", "connectors", "a"))
		if got := decision == authorizer.DecisionAllow; err != nil || got != want {
			t.Errorf("after %s %s is allowed: %t, want %t; error %v", after, who, got, want, err)
		}
	}
	check(0, "ann", true)
	check(0, "bob", false)
	r.allow("bob get connectors ")
	check(4*time.Second, "ann", true)
	check(4*time.Second, "bob", false)
	check(6*time.Second, "bob", true)
	check(9*time.Second, "ann", true)
	check(11*time.Second, "ann", false)
}

func TestFailuresAreNotRemembered(t *testing.T) {
	r := &reviewer{err: errors.New("no connection")}
	c, _ := newCache(t, r)
	if _, _, err := c.Authorize(t.Context(), request("ann", "get", "connectors", "a")); !errors.Is(err, r.err) {
		t.Errorf("error %v", err)
	}
	r.err = nil
	r.allow("ann get connectors a")
	if decision, _, err := c.Authorize(t.Context(), request("ann", "get", "connectors", "a")); decision != authorizer.DecisionAllow || err != nil {
		t.Errorf("decision %v, error %v", decision, err)
	}
}

// blocked answers when it is let go.
type blocked struct {
	asked   chan struct{}
	release chan struct{}
}

func (b *blocked) Authorize(ctx context.Context, _ authorizer.Attributes) (authorizer.Decision, string, error) {
	b.asked <- struct{}{}
	<-b.release
	return authorizer.DecisionAllow, "", ctx.Err()
}

// Callers share a question, and none of them takes it away from the others by leaving.
func TestCallersShareAQuestion(t *testing.T) {
	b := &blocked{asked: make(chan struct{}), release: make(chan struct{})}
	c, err := New(b, Options{AllowTTL: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	ctx, leave := context.WithCancel(t.Context())
	first := make(chan error, 1)
	go func() {
		_, _, err := c.Authorize(ctx, request("ann", "list", "connectors", ""))
		first <- err
	}()
	<-b.asked
	leave()
	if err := <-first; !errors.Is(err, context.Canceled) {
		t.Errorf("the caller that left: %v", err)
	}
	second := make(chan authorizer.Decision, 1)
	go func() {
		decision, _, _ := c.Authorize(t.Context(), request("ann", "list", "connectors", ""))
		second <- decision
	}()
	close(b.release)
	select {
	case decision := <-second:
		if decision != authorizer.DecisionAllow {
			t.Errorf("decision %v", decision)
		}
	case <-b.asked:
		t.Error("the question was asked again")
	}
}

func TestKeysDiffer(t *testing.T) {
	base := request("ann", "get", "connectors", "a")
	variants := map[string]authorizer.AttributesRecord{"base": base}
	vary := func(name string, change func(*authorizer.AttributesRecord)) {
		other := base
		change(&other)
		variants[name] = other
	}
	as := func(info user.DefaultInfo) func(*authorizer.AttributesRecord) {
		return func(a *authorizer.AttributesRecord) { a.User = &info }
	}
	requirement, err := labels.NewRequirement("app", selection.In, []string{"a", "b"})
	if err != nil {
		t.Fatal(err)
	}
	vary("uid", as(user.DefaultInfo{Name: "ann", UID: "1"}))
	vary("uid in the name", as(user.DefaultInfo{Name: "ann1:1"}))
	vary("group", as(user.DefaultInfo{Name: "ann", Groups: []string{"a", "b"}}))
	vary("one group for two", as(user.DefaultInfo{Name: "ann", Groups: []string{"a1:b"}}))
	vary("extra", as(user.DefaultInfo{Name: "ann", Extra: map[string][]string{"scope": {"x"}}}))
	vary("other extra", as(user.DefaultInfo{Name: "ann", Extra: map[string][]string{"scope": {"y"}}}))
	vary("no user", func(a *authorizer.AttributesRecord) { a.User = nil })
	vary("verb", func(a *authorizer.AttributesRecord) { a.Verb = "list" })
	vary("namespace", func(a *authorizer.AttributesRecord) { a.Namespace = "other" })
	vary("group of the API", func(a *authorizer.AttributesRecord) { a.APIGroup = "" })
	vary("version", func(a *authorizer.AttributesRecord) { a.APIVersion = "v1" })
	vary("resource", func(a *authorizer.AttributesRecord) { a.Resource = "connectorclasses" })
	vary("subresource", func(a *authorizer.AttributesRecord) { a.Subresource = "proxy" })
	vary("name", func(a *authorizer.AttributesRecord) { a.Name = "b" })
	vary("no resource", func(a *authorizer.AttributesRecord) { a.ResourceRequest = false })
	vary("no resource, other path", func(a *authorizer.AttributesRecord) { a.ResourceRequest, a.Path = false, "/version" })
	vary("field selector", func(a *authorizer.AttributesRecord) {
		a.FieldSelectorRequirements = fields.Requirements{{Operator: selection.Equals, Field: "spec.x", Value: "y"}}
	})
	vary("label selector", func(a *authorizer.AttributesRecord) { a.LabelSelectorRequirements = labels.Requirements{*requirement} })
	seen := map[string]string{}
	for name, a := range variants {
		key, ok := keyOf(a)
		if !ok {
			t.Errorf("%s: not remembered", name)
		}
		if other, taken := seen[key]; taken {
			t.Errorf("%s and %s have the same key", name, other)
		}
		seen[key] = name
	}
}

func TestWhatIsNotRemembered(t *testing.T) {
	long := request("ann", "get", "connectors", string(make([]byte, longest)))
	if _, ok := keyOf(long); ok {
		t.Error("a key that is too long")
	}
	unclear := request("ann", "list", "connectors", "")
	unclear.FieldSelectorParsingErr = errors.New("not understood")
	if _, ok := keyOf(unclear); ok {
		t.Error("a selector that was not understood")
	}
}

func TestNewNeedsSomebodyToAsk(t *testing.T) {
	if _, err := New(nil, Options{}); err == nil {
		t.Error("no error")
	}
}
