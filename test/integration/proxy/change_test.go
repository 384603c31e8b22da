// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxy_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// inForce is how long a change may take to be in force.
const inForce = 2 * time.Second

// takesEffect makes a change and measures how long it takes until a request shows it. Requests that come later must
// show it too.
func (r room) takesEffect(t *testing.T, limit time.Duration, what string, change func(), shows func(context.Context) error) {
	t.Helper()
	change()
	started := time.Now()
	harness.Within(t, limit, what, func(ctx context.Context) error {
		err := shows(ctx)
		if err == nil {
			return nil
		}
		// Our server learns of the change from the kube-apiserver: a time in which that one does not answer hardly counts.
		_, away := r.kube.CoreV1().Namespaces().Get(ctx, r.namespace, metav1.GetOptions{})
		return errors.Join(err, away)
	})
	t.Logf("%s: in force after %d ms", what, time.Since(started).Milliseconds())
	for range 3 {
		if err := shows(t.Context()); err != nil {
			t.Errorf("%s: undone: %v", what, err)
		}
	}
}

// answers is a check for the code of an answer, and for the reason of a Status with one.
func (r room) answers(by way, c *v1alpha1.Connector, code int, reason string) func(context.Context) error {
	return func(ctx context.Context) error {
		got, err := r.try(ctx, by, c, call{})
		if err != nil {
			return err
		}
		if found := causeOf(got); got.StatusCode != code || found != reason {
			return fmt.Errorf("answer %d %q, want %d %q: %s", got.StatusCode, found, code, reason, clip(got.body))
		}
		return nil
	}
}

// sends is a check for the credential that a tool gets.
func (r room) sends(by way, c *v1alpha1.Connector, tl *tool, auth, credential string) func(context.Context) error {
	return func(ctx context.Context) error {
		got, err := r.try(ctx, by, c, call{})
		if err != nil {
			return err
		}
		if got.StatusCode != http.StatusOK {
			return fmt.Errorf("answer %d: %s", got.StatusCode, clip(got.body))
		}
		tl.mu.Lock()
		defer tl.mu.Unlock()
		if len(tl.requests) == 0 || tl.requests[len(tl.requests)-1].header.Get(fieldOf(auth)) != wanted(auth, credential) {
			return errors.New("the tool got another credential")
		}
		return nil
	}
}

func fieldOf(auth string) string {
	if auth == headerAuth {
		return "Private-Token"
	}
	return "Authorization"
}

func (r room) expectRotation(t *testing.T, by way, c *v1alpha1.Connector, tl *tool, secret string) {
	t.Helper()
	credential := newCredential()
	r.takesEffect(t, inForce, "a rotated Secret",
		func() { r.rotate(t, secret, bearerAuth, credential) }, r.sends(by, c, tl, bearerAuth, credential))
}

func TestChangesOfSecrets(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, ok)
	secrets := r.kube.CoreV1().Secrets(r.namespace)
	r.eachWay(t, func(t *testing.T, by way) {
		secret := r.newSecret(t, bearerAuth, newCredential())
		connector := r.newConnectorWith(t, tl.URL, bearerAuth, secret)
		for range 3 {
			r.expectRotation(t, by, connector, tl, secret)
		}
		remove := func() {
			if err := secrets.Delete(t.Context(), secret, metav1.DeleteOptions{}); err != nil {
				t.Fatal(err)
			}
		}
		create := func(secretType corev1.SecretType, data map[string]string) func() {
			return func() {
				_, err := secrets.Create(t.Context(), &corev1.Secret{
					ObjectMeta: metav1.ObjectMeta{Name: secret}, Type: secretType, StringData: data,
				}, metav1.CreateOptions{})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		r.takesEffect(t, inForce, "a deleted Secret", remove,
			r.answers(by, connector, http.StatusConflict, v1alpha1.ReasonSecretNotFound))
		r.takesEffect(t, inForce, "a Secret of another type", create(corev1.SecretTypeOpaque, map[string]string{"token": newCredential()}),
			r.answers(by, connector, http.StatusConflict, v1alpha1.ReasonSecretTypeMismatch))
		remove()
		r.takesEffect(t, inForce, "a Secret without its key", create(v1alpha1.SecretTypeBearerToken, map[string]string{"tokens": newCredential()}),
			r.answers(by, connector, http.StatusConflict, v1alpha1.ReasonSecretKeyMissing))
		remove()
		credential := newCredential()
		r.takesEffect(t, inForce, "a Secret that is there again", create(v1alpha1.SecretTypeBearerToken, map[string]string{"token": credential}),
			r.sends(by, connector, tl, bearerAuth, credential))
	})
}

func TestChangesOfConnectors(t *testing.T) {
	r := newRoom(t)
	named := func(name string) *tool {
		return newTool(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(name)) })
	}
	first, second := named("first"), named("second")
	says := func(by way, c *v1alpha1.Connector, want string) func(context.Context) error {
		return func(ctx context.Context) error {
			got, err := r.try(ctx, by, c, call{})
			if err == nil && string(got.body) != want {
				err = fmt.Errorf("answer %d: %s, want %s", got.StatusCode, clip(got.body), want)
			}
			return err
		}
	}
	r.eachWay(t, func(t *testing.T, by way) {
		connector := r.newConnector(t, first.URL)
		if err := says(by, connector, "first")(t.Context()); err != nil {
			t.Fatal(err)
		}
		client := r.connectors.Connectors(r.namespace)
		patch := func(patch string) func() {
			return func() { r.patch(t, connector.Name, patch) }
		}
		r.takesEffect(t, inForce, "another address", patch(`{"spec":{"address":"`+second.URL+`"}}`), says(by, connector, "second"))
		credential := newCredential()
		secret := r.newSecret(t, headerAuth, credential)
		r.takesEffect(t, inForce, "a Secret reference", patch(`{"spec":{"auth":{"name":"header","secretRef":{"name":"`+secret+`"}}}}`),
			r.sends(by, connector, second, headerAuth, credential))
		r.takesEffect(t, inForce, "no Secret reference", patch(`{"spec":{"auth":{"name":"open","secretRef":null}}}`),
			func(ctx context.Context) error {
				if err := says(by, connector, "second")(ctx); err != nil {
					return err
				}
				if second.last(t).header.Get("Private-Token") != "" {
					return errors.New("the credential is still sent")
				}
				return nil
			})
		r.takesEffect(t, inForce, "a deleted Connector", func() {
			if err := client.Delete(t.Context(), connector.Name, metav1.DeleteOptions{}); err != nil {
				t.Fatal(err)
			}
		}, r.answers(by, connector, http.StatusNotFound, ""))
		r.takesEffect(t, inForce, "a Connector that is there again", func() {
			r.createConnector(t, &v1alpha1.Connector{
				ObjectMeta: metav1.ObjectMeta{Name: connector.Name},
				Spec:       v1alpha1.ConnectorSpec{ConnectorClassName: toolClass, Address: first.URL},
			})
		}, says(by, connector, "first"))
	})
}

func (r room) patch(t *testing.T, name, patch string) {
	t.Helper()
	_, err := r.connectors.Connectors(r.namespace).Patch(t.Context(), name, types.MergePatchType, []byte(patch), metav1.PatchOptions{})
	if err != nil {
		t.Fatal(err)
	}
}

func TestChangesOfClasses(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, ok)
	classes := r.connectors.ConnectorClasses()
	r.eachWay(t, func(t *testing.T, by way) {
		class := &v1alpha1.ConnectorClass{
			ObjectMeta: metav1.ObjectMeta{GenerateName: "changing-"},
			Spec: v1alpha1.ConnectorClassSpec{
				Auth: &v1alpha1.ConnectorClassAuth{Types: []v1alpha1.AuthType{
					{Name: bearerAuth, SecretType: v1alpha1.SecretTypeBearerToken},
				}},
				Proxy: &v1alpha1.ConnectorClassProxy{URI: "http://127.0.0.1:1"},
			},
		}
		made, err := classes.Create(t.Context(), class, metav1.CreateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		credential := newCredential()
		connector := r.createConnector(t, &v1alpha1.Connector{Spec: v1alpha1.ConnectorSpec{
			ConnectorClassName: made.Name, Address: tl.URL,
			Auth: &v1alpha1.ConnectorAuth{Name: bearerAuth, SecretRef: &v1alpha1.SecretReference{Name: r.newSecret(t, bearerAuth, credential)}},
		}})
		if err := r.sends(by, connector, tl, bearerAuth, credential)(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.takesEffect(t, inForce, "another way to inject", func() {
			made.Spec.Auth.Types[0].Inject = &v1alpha1.Inject{
				Headers: []v1alpha1.InjectedValue{{Name: "Private-Token", Value: "{{ .Secret.StringData.token }}"}},
			}
			if made, err = classes.Update(t.Context(), made, metav1.UpdateOptions{}); err != nil {
				t.Fatal(err)
			}
		}, r.sends(by, connector, tl, headerAuth, credential))
		r.takesEffect(t, inForce, "a deleted class", func() {
			if err := classes.Delete(t.Context(), made.Name, metav1.DeleteOptions{}); err != nil {
				t.Fatal(err)
			}
		}, r.answers(by, connector, http.StatusConflict, v1alpha1.ReasonConnectorClassNotFound))
		r.takesEffect(t, inForce, "a class that is there again", func() {
			class.GenerateName, class.Name = "", made.Name
			if _, err := classes.Create(t.Context(), class, metav1.CreateOptions{}); err != nil {
				t.Fatal(err)
			}
		}, r.sends(by, connector, tl, bearerAuth, credential))
	})
}
