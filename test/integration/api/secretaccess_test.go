// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	connectorsclient "connectors.alauda.io/pkg/generated/clientset/versioned/typed/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

func mayGetSecret(names ...string) rbacv1.PolicyRule {
	return rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{"secrets"}, Verbs: []string{"get"}, ResourceNames: names}
}

func withSecret(name string) func(*v1alpha1.Connector) {
	return func(c *v1alpha1.Connector) {
		c.Spec.Auth = &v1alpha1.ConnectorAuth{Name: "basic", SecretRef: &v1alpha1.SecretReference{Name: name}}
	}
}

func withAuthorities(name string) func(*v1alpha1.Connector) {
	return func(c *v1alpha1.Connector) { c.Spec.CACertSecretRef = &v1alpha1.LocalSecretReference{Name: name} }
}

// refusedFor tells whether err refuses the user for a Secret, and says which.
func refusedFor(err error, user, secret string) error {
	if !apierrors.IsForbidden(err) {
		return fmt.Errorf("%w, want Forbidden", errors.Join(err, errors.New("not refused so")))
	}
	for _, part := range []string{user, secret, "get"} {
		if !strings.Contains(err.Error(), part) {
			return fmt.Errorf("%q does not name %s", err, part)
		}
	}
	return nil
}

// Whoever may edit Connectors but not read a Secret cannot have it sent anywhere.
func TestSecretOfAConnectorNeedsGet(t *testing.T) {
	t.Parallel()
	admin, namespace := connectorsIn(t, stack.Admin(t))
	editor := stack.ServiceAccount(t, namespace, "connectors-connector-editor-role")
	mustCreate(t, admin, newConnector("one", withSecret("hidden")))
	mustCreate(t, admin, newConnector("authorities", withAuthorities("hidden-ca")))
	mustCreate(t, admin, newConnector("none"))
	for _, way := range stack.Ways(t) {
		t.Run(way.Name, func(t *testing.T) {
			t.Parallel()
			client := harness.Connectors(t, editor.As(way.Admin)).Connectors(namespace)
			for name, write := range refusedWrites(client) {
				secret := "hidden"
				if strings.Contains(name, "authorities") {
					secret = "hidden-ca"
				}
				if err := refusedFor(write(t.Context()), editor.User(), secret); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
			for name, write := range allowedWrites(client) {
				if err := write(t.Context()); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
	}
}

type write func(context.Context) error

func patchOf(client connectorsclient.ConnectorInterface, name string, kind types.PatchType, patch string) write {
	return func(ctx context.Context) error {
		options := metav1.PatchOptions{DryRun: []string{metav1.DryRunAll}}
		if kind == types.ApplyPatchType {
			force := true
			options.FieldManager, options.Force = "test", &force
		}
		_, err := client.Patch(ctx, name, kind, []byte(patch), options)
		return err
	}
}

func createOf(client connectorsclient.ConnectorInterface, change func(*v1alpha1.Connector)) write {
	return func(ctx context.Context) error {
		_, err := client.Create(ctx, newConnector("new", change), metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
		return err
	}
}

func updateOf(client connectorsclient.ConnectorInterface, name string, change func(*v1alpha1.Connector)) write {
	return func(ctx context.Context) error {
		current, err := client.Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		change(current)
		_, err = client.Update(ctx, current, metav1.UpdateOptions{DryRun: []string{metav1.DryRunAll}})
		return err
	}
}

func appliedOf(client connectorsclient.ConnectorInterface, name, spec string) write {
	return patchOf(client, name, types.ApplyPatchType, fmt.Sprintf(`{"apiVersion":%q,"kind":"Connector","metadata":{"name":%q},"spec":{%s}}`,
		groupVersion, name, spec))
}

func refusedWrites(client connectorsclient.ConnectorInterface) map[string]write {
	return map[string]write{
		"create":                          createOf(client, withSecret("hidden")),
		"create with authorities":         createOf(client, withAuthorities("hidden-ca")),
		"add the Secret":                  updateOf(client, "none", withSecret("hidden")),
		"change the address":              updateOf(client, "one", func(c *v1alpha1.Connector) { c.Spec.Address = "https://evil.example.com" }),
		"change a param":                  updateOf(client, "one", func(c *v1alpha1.Connector) { c.Spec.Params = []v1alpha1.Param{{Name: "a"}} }),
		"change the class":                updateOf(client, "one", func(c *v1alpha1.Connector) { c.Spec.ConnectorClassName = "other" }),
		"change the auth type":            updateOf(client, "one", func(c *v1alpha1.Connector) { c.Spec.Auth.Name = "other" }),
		"change an address (authorities)": updateOf(client, "authorities", func(c *v1alpha1.Connector) { c.Spec.Address = "https://evil.example.com" }),
		"merge patch":                     patchOf(client, "one", types.MergePatchType, `{"spec":{"address":"https://evil.example.com"}}`),
		"JSON patch":                      patchOf(client, "one", types.JSONPatchType, `[{"op":"replace","path":"/spec/address","value":"https://evil.example.com"}]`),
		"apply":                           appliedOf(client, "one", `"address":"https://evil.example.com"`),
		"apply a new one": appliedOf(client, "applied",
			`"connectorClassName":"absent","address":"https://a.example.com","auth":{"name":"basic","secretRef":{"name":"hidden"}}`),
	}
}

func allowedWrites(client connectorsclient.ConnectorInterface) map[string]write {
	return map[string]write{
		"create without Secret":  createOf(client, func(*v1alpha1.Connector) {}),
		"label":                  updateOf(client, "one", func(c *v1alpha1.Connector) { c.Labels = map[string]string{"a": "b"} }),
		"label by a patch":       patchOf(client, "one", types.MergePatchType, `{"metadata":{"labels":{"a":"b"}}}`),
		"remove the Secret":      updateOf(client, "one", func(c *v1alpha1.Connector) { c.Spec.Auth = nil }),
		"remove it by a patch":   patchOf(client, "one", types.MergePatchType, `{"spec":{"auth":{"secretRef":null}}}`),
		"remove the authorities": updateOf(client, "authorities", func(c *v1alpha1.Connector) { c.Spec.CACertSecretRef = nil }),
		"change one without":     updateOf(client, "none", func(c *v1alpha1.Connector) { c.Spec.Address = "https://other.example.com" }),
		"delete": func(ctx context.Context) error {
			return client.Delete(ctx, "one", metav1.DeleteOptions{DryRun: []string{metav1.DryRunAll}})
		},
	}
}

// The right to get that very Secret is enough.
func TestSecretOfAConnectorWithGet(t *testing.T) {
	t.Parallel()
	_, namespace := connectorsIn(t, stack.Admin(t))
	editor := stack.ServiceAccount(t, namespace, "connectors-connector-editor-role")
	stack.Allow(t, editor, mayGetSecret("shown", "shown-ca"))
	for _, way := range stack.Ways(t) {
		client := harness.Connectors(t, editor.As(way.Admin)).Connectors(namespace)
		both := func(c *v1alpha1.Connector) {
			withSecret("shown")(c)
			withAuthorities("shown-ca")(c)
		}
		if err := createOf(client, both)(t.Context()); err != nil {
			t.Errorf("%s: %v", way.Name, err)
		}
		other := func(c *v1alpha1.Connector) {
			both(c)
			withSecret("hidden")(c)
		}
		if err := refusedFor(createOf(client, other)(t.Context()), editor.User(), "hidden"); err != nil {
			t.Errorf("%s, another Secret: %v", way.Name, err)
		}
	}
}

// What a class sends where concerns all Secrets.
func TestClassThatSendsCredentialsNeedsGetOfAllSecrets(t *testing.T) {
	t.Parallel()
	namespace := stack.Namespace(t)
	editor := stack.ServiceAccount(t, namespace)
	rules := rbacv1.PolicyRule{APIGroups: []string{"connectors.alauda.io"}, Resources: []string{"connectorclasses"}, Verbs: []string{"*"}}
	stack.AllowEverywhere(t, editor, rules)
	trusted := stack.ServiceAccount(t, namespace)
	stack.AllowEverywhere(t, trusted, rules, mayGetSecret())
	applyClass(t, namespace, `"auth":{"types":[{"name":"a","secretType":"Opaque"}]},"livenessProbe":{"http":{"path":"/"}}`)
	for name, test := range map[string]struct {
		patch  string
		sender bool
	}{
		"api":               {`{"spec":{"api":{"uri":"https://evil.example.com"}}}`, true},
		"liveness probe":    {`{"spec":{"livenessProbe":{"http":{"host":"evil.example.com"}}}}`, true},
		"auth probe":        {`{"spec":{"authProbes":[{"authName":"a","probe":{"http":{"path":"/"}}}]}}`, true},
		"inject":            {`{"spec":{"auth":{"types":[{"name":"a","secretType":"Opaque","inject":{"headers":[{"name":"X","value":"y"}]}}]}}}`, true},
		"default address":   {`{"spec":{"address":{"default":"https://evil.example.com"}}}`, true},
		"default extension": {`{"spec":{"addressExtensions":[{"name":"a","default":"https://evil.example.com"}]}}`, true},
		"description":       {`{"spec":{"auth":{"types":[{"name":"a","secretType":"Opaque","description":"x"}]}}}`, false},
		"configuration":     {`{"spec":{"configurations":[{"name":"a","data":{"b":"c"}}]}}`, false},
		"label":             {`{"metadata":{"labels":{"a":"b"}}}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dry := metav1.PatchOptions{DryRun: []string{metav1.DryRunAll}}
			for _, way := range stack.Ways(t) {
				_, err := harness.Connectors(t, editor.As(way.Admin)).ConnectorClasses().
					Patch(t.Context(), namespace, types.MergePatchType, []byte(test.patch), dry)
				switch {
				case test.sender:
					if err := refusedFor(err, editor.User(), "Secrets of all namespaces"); err != nil {
						t.Errorf("%s: %v", way.Name, err)
					}
				case err != nil:
					t.Errorf("%s: %v", way.Name, err)
				}
				if _, err := harness.Connectors(t, trusted.As(way.Admin)).ConnectorClasses().
					Patch(t.Context(), namespace, types.MergePatchType, []byte(test.patch), dry); err != nil {
					t.Errorf("%s, with the right: %v", way.Name, err)
				}
			}
		})
	}
	_, err := harness.Connectors(t, editor.As(stack.Admin(t))).ConnectorClasses().Create(t.Context(), &v1alpha1.ConnectorClass{
		ObjectMeta: metav1.ObjectMeta{Name: namespace + "-new"},
		Spec:       v1alpha1.ConnectorClassSpec{LivenessProbe: &v1alpha1.Probe{HTTP: &v1alpha1.HTTPProbe{Path: "/"}}},
	}, metav1.CreateOptions{})
	if err := refusedFor(err, editor.User(), "Secrets of all namespaces"); err != nil {
		t.Errorf("create: %v", err)
	}
}
