// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registry_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	localstack "connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
	"connectors.alauda.io/test/registry"
	"connectors.alauda.io/test/registry/registrytest"
)

// tags is the URL of the tags of a repository by the path of a Connector.
func (tl tool) tags(connector, repository string) string {
	return localstack.ProxyEndpoint(stack.Cluster()) + "/v2/namespaces/" + tl.namespace + "/connectors/" + connector + "/" + repository + "/tags/list"
}

func TestWrongPassword(t *testing.T) {
	tl := newTool(t, time.Minute, nil)
	const wrong = "wrong-password-of-the-registry"
	tl.connect(t, connectorName, robot, wrong) // the token service alone could tell
	tl.tokens.Asked()
	const remembered = 5 * time.Second // a refusal, by the proxy
	began := time.Now()
	for range 3 {
		answer, body := request(t, http.MethodGet, tl.tags(connectorName, "app"), tl.token, "")
		if answer.StatusCode != http.StatusBadGateway || !strings.Contains(body, "did not accept the credential") || strings.Contains(body, wrong) {
			t.Errorf("%s: %s", answer.Status, body)
		}
	}
	took := time.Since(began)
	if asked := tl.tokens.Asked(); len(asked) == 0 || len(asked) > 1+int(took/remembered) {
		t.Errorf("the token service was asked %d times in %s", len(asked), took)
	}
	tl.expectLogWithout(t, wrong)
}

// Two accounts of one registry, each with a Connector, each with rights of its own.
func TestTokensAreNotShared(t *testing.T) {
	tl := newTool(t, time.Minute, map[string]registry.User{
		"alice": {Password: "password-of-alice", Rights: map[string][]string{"a": everything()}},
		"bob":   {Password: "password-of-bob", Rights: map[string][]string{"b": everything(), "a": {"pull"}}},
	})
	for _, user := range []string{"alice", "bob"} {
		tl.connect(t, user, user, "password-of-"+user)
	}
	c := newClient(t, proxyHost(t), tl.token)
	c.crane("append", "-f", c.layer(1<<10), "-t", tl.image(t, "alice", "a")+":1")
	c.crane("append", "-f", c.layer(1<<10), "-t", tl.image(t, "bob", "b")+":1")
	for range 2 {
		for _, test := range []struct {
			connector, repository string
			pull, push            bool
		}{
			{"alice", "a", true, true}, {"alice", "b", false, false}, {"bob", "b", true, true}, {"bob", "a", true, false},
		} {
			image := tl.image(t, test.connector, test.repository)
			if out, err := c.try(registrytest.Program(t, "crane"), "--insecure", "ls", image); (err == nil) != test.pull {
				t.Errorf("%s lists %s: %v: %s", test.connector, test.repository, err, out)
			}
			if out, err := c.try(registrytest.Program(t, "crane"), "--insecure", "append", "-f", c.layer(1<<10), "-t", image+":2"); (err == nil) != test.push {
				t.Errorf("%s writes %s: %v: %s", test.connector, test.repository, err, out)
			}
		}
	}
	tl.expectLogWithout(t, "password-of-alice", "password-of-bob")
}

// Tokens that live for a second, and a client that works for longer.
func TestTokensExpire(t *testing.T) {
	tl := newTool(t, time.Second, nil)
	tl.connect(t, connectorName, robot, tl.password)
	c := newClient(t, proxyHost(t), tl.token)
	c.crane("append", "-f", c.layer(1<<10), "-t", tl.image(t, connectorName, "app")+":1")
	tl.tokens.Asked()
	issued := 0
	harness.Eventually(t, "several tokens have been used", func(context.Context) error {
		if answer, body := request(t, http.MethodGet, tl.tags(connectorName, "app"), tl.token, ""); answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s", answer.Status, body)
		}
		for _, asked := range tl.tokens.Asked() {
			if asked.Scope == "repository:app:pull" {
				issued++
			}
		}
		if issued < 3 {
			return fmt.Errorf("%d tokens", issued)
		}
		return nil
	})
	tl.expectLogWithout(t)
}

// What is at fault is said, and a token that is there serves on.
func TestTokenServiceAway(t *testing.T) {
	tl := newReadyTool(t)
	newWire(t, tl).pushImage("app", "1", "")
	// It keeps its port, which otherwise somebody else might answer at.
	tl.tokens.Replace(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	if answer, body := request(t, http.MethodGet, tl.tags(connectorName, "app"), tl.token, ""); answer.StatusCode != http.StatusOK {
		// No list was read yet: the token for writing is another one.
		if answer.StatusCode != http.StatusBadGateway || !strings.Contains(body, "token service could not be asked") {
			t.Errorf("%s: %s", answer.Status, body)
		}
	}
	upload := localstack.ProxyEndpoint(stack.Cluster()) + "/v2/namespaces/" + tl.namespace + "/connectors/" + connectorName + "/app/blobs/uploads/"
	if answer, body := request(t, http.MethodPost, upload, tl.token, ""); answer.StatusCode != http.StatusAccepted {
		t.Errorf("%s: %s", answer.Status, body)
	}
	answer, body := request(t, http.MethodGet, tl.tags(connectorName, "other"), tl.token, "")
	if answer.StatusCode != http.StatusBadGateway || !strings.Contains(body, "token service could not be asked") {
		t.Errorf("%s: %s", answer.Status, body)
	}
}

func TestHostileTokenService(t *testing.T) {
	tl := newReadyTool(t)
	stolen := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s was asked with %q", r.URL, r.Header["Authorization"])
	}))
	t.Cleanup(stolen.Close)
	for i, test := range []struct {
		name, message string
		answer        http.HandlerFunc
	}{
		{"1 GiB", "larger than 1 MiB", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.CopyN(w, zeros{}, 1<<30) }},
		{"HTML", "not JSON", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>"+tl.password) }},
		{"a redirect", "redirected", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, stolen.URL, http.StatusTemporaryRedirect)
		}},
		{"a header in the token", "cannot stand in a header", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"token":"a\r\nX-Evil: b"}`)
		}},
		{"too many requests", "too many requests", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "5")
			w.WriteHeader(http.StatusTooManyRequests)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			tl.tokens.Replace(test.answer)
			answer, body := request(t, http.MethodGet, tl.tags(connectorName, fmt.Sprintf("app%d", i)), tl.token, "")
			if answer.StatusCode < http.StatusBadRequest || !strings.Contains(body, test.message) || strings.Contains(body, tl.password) {
				t.Errorf("%s: %s", answer.Status, body)
			}
		})
	}
	tl.tokens.Replace(nil)
	newWire(t, tl).pushImage("app", "1", "")
	tl.expectLogWithout(t)
}

// zeros never ends.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// A registry that names a token service which its Connector does not.
func TestRealmElsewhere(t *testing.T) {
	tl := newTool(t, time.Minute, nil)
	evil := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s was asked with %q", r.URL, r.Header["Authorization"])
	}))
	t.Cleanup(evil.Close)
	hostile := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("WWW-Authenticate", fmt.Sprintf("Bearer realm=%q,service=\"registry\"", evil.URL+"/token"))
		w.WriteHeader(http.StatusUnauthorized)
	}))
	t.Cleanup(hostile.Close)
	tl.address = hostile.URL
	tl.connect(t, connectorName, robot, tl.password)
	answer, body := request(t, http.MethodGet, tl.tags(connectorName, "app"), tl.token, "")
	if answer.StatusCode != http.StatusBadGateway || !strings.Contains(body, evil.URL) || !strings.Contains(body, `"token-service"`) {
		t.Errorf("%s: %s", answer.Status, body)
	}
	tl.expectLogWithout(t)
}

// What the probe of the class can tell of a password.
func TestProbedPassword(t *testing.T) {
	tl := newTool(t, time.Minute, nil)
	connectors := harness.Connectors(t, stack.Admin(t)).Connectors(tl.namespace)
	auth, err := registry.Users(t.TempDir(), robot, tl.password)
	if err != nil {
		t.Fatal(err)
	}
	plain := registrytest.Start(t, registry.Config{Dir: t.TempDir(), Auth: auth})
	for _, test := range []struct {
		name, address, tokenPath, password string
		ready                              bool
	}{
		{"registry-good", plain, "", tl.password, true},
		{"registry-wrong", plain, "", "wrong", false},
		{"service-good", tl.tokens.URL(), "/token?service=registry.test", tl.password, true},
		{"service-wrong", tl.tokens.URL(), "/token?service=registry.test", "wrong", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			create(t, tl.namespace, &v1alpha1.Connector{
				ObjectMeta: metav1.ObjectMeta{Name: test.name},
				Spec: v1alpha1.ConnectorSpec{
					ConnectorClassName: "oci", Address: test.address,
					Auth: &v1alpha1.ConnectorAuth{
						Name: "tokenAuth", SecretRef: &v1alpha1.SecretReference{Name: test.name},
						Params: []v1alpha1.Param{{Name: "tokenPath", Value: v1alpha1.NewStringValue(test.tokenPath)}},
					},
				},
			}, v1alpha1.SecretTypeRegistryToken, robot, test.password)
			harness.Eventually(t, "the password is judged", func(ctx context.Context) error {
				c, err := connectors.Get(ctx, test.name, metav1.GetOptions{})
				if err != nil {
					return err
				}
				condition := conditionOf(c, v1alpha1.ConnectorAuthReady)
				good := condition.Status == metav1.ConditionTrue
				bad := condition.Status == metav1.ConditionFalse && condition.Reason == "AuthenticationFailed"
				if good != test.ready || bad == test.ready {
					return fmt.Errorf("%+v", condition)
				}
				return nil
			})
		})
	}
}
