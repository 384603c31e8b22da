// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"k8s.io/utils/ptr"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// recorded is an Injector that remembers what it was made from.
type recorded struct{ input InjectorInput }

func (recorded) Inject(*http.Request) error { return nil }
func (recorded) Reveals(string) bool        { return false }

func record(input InjectorInput) (Injector, error) { return recorded{input: input}, nil }

func gitClass(change ...func(*v1alpha1.ConnectorClass)) *v1alpha1.ConnectorClass {
	class := &v1alpha1.ConnectorClass{
		ObjectMeta: metav1.ObjectMeta{Name: "git"},
		Spec: v1alpha1.ConnectorClassSpec{Auth: &v1alpha1.ConnectorClassAuth{Types: []v1alpha1.AuthType{
			{Name: "basicAuth", SecretType: v1alpha1.SecretTypeBasicAuth, Optional: ptr.To(true)},
			{Name: "token", SecretType: v1alpha1.SecretTypeBearerToken},
			{Name: "own", SecretType: "kubernetes.io/opaque", Params: []v1alpha1.ParamSpec{
				{Name: "key"}, {Name: "realm", Default: ptr.To(v1alpha1.NewStringValue("main"))},
			}},
		}}},
	}
	for _, f := range change {
		f(class)
	}
	return class
}

func gitConnector(change ...func(*v1alpha1.Connector)) *v1alpha1.Connector {
	connector := &v1alpha1.Connector{
		ObjectMeta: metav1.ObjectMeta{Namespace: "team", Name: "git", UID: "1"},
		Spec: v1alpha1.ConnectorSpec{
			ConnectorClassName: "git",
			Address:            "https://git.example.com/base",
			Auth:               &v1alpha1.ConnectorAuth{Name: "basicAuth", SecretRef: &v1alpha1.SecretReference{Name: "credential"}},
		},
	}
	for _, f := range change {
		f(connector)
	}
	return connector
}

func secretOf(secretType string, pairs ...string) *secretData {
	secret := &secretData{resourceVersion: "7", secretType: secretType, data: map[string]Credential{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		secret.data[pairs[i]] = NewCredential(pairs[i+1])
	}
	return secret
}

func auth(name, secret string) func(*v1alpha1.Connector) {
	return func(c *v1alpha1.Connector) {
		c.Spec.Auth = &v1alpha1.ConnectorAuth{Name: name}
		if secret != "" {
			c.Spec.Auth.SecretRef = &v1alpha1.SecretReference{Name: secret}
		}
	}
}

func TestCompileUnusable(t *testing.T) {
	basic := secretOf(v1alpha1.SecretTypeBasicAuth, "username", "u", "password", "p")
	tests := map[string]struct {
		in      inputs
		factory InjectorFactory
		reason  string
		message string
	}{
		"no class":              {in: inputs{connector: gitConnector(), secret: basic}, reason: "ConnectorClassNotFound", message: `"git"`},
		"no Secret":             {in: inputs{connector: gitConnector(), class: gitClass()}, reason: "SecretNotFound", message: `"credential"`},
		"another type":          {in: inputs{connector: gitConnector(), class: gitClass(), secret: secretOf("Opaque")}, reason: "SecretTypeMismatch", message: "kubernetes.io/basic-auth"},
		"a key is missing":      {in: inputs{connector: gitConnector(), class: gitClass(), secret: secretOf(v1alpha1.SecretTypeBasicAuth, "username", "u")}, reason: "SecretKeyMissing", message: `"password"`},
		"a key is empty":        {in: inputs{connector: gitConnector(), class: gitClass(), secret: secretOf(v1alpha1.SecretTypeBasicAuth, "username", "u", "password", "")}, reason: "SecretKeyMissing", message: `"password"`},
		"a declared key":        {in: inputs{connector: gitConnector(auth("own", "s")), class: gitClass(), secret: secretOf("Opaque", "realm", "r")}, reason: "SecretKeyMissing", message: `"key"`},
		"no such auth type":     {in: inputs{connector: gitConnector(auth("other", "s")), class: gitClass(), secret: basic}, reason: "SecretTypeMismatch", message: `"other"`},
		"the Secret is needed":  {in: inputs{connector: gitConnector(auth("token", "")), class: gitClass()}, reason: "SecretNotFound", message: "needs a Secret"},
		"the address is no URL": {in: inputs{connector: gitConnector(func(c *v1alpha1.Connector) { c.Spec.Address = "mysql://db" }), class: gitClass(), secret: basic}, reason: "NonProxy", message: "spec.address"},
		"an extension is no URL": {
			in: inputs{
				connector: gitConnector(),
				class: gitClass(func(c *v1alpha1.ConnectorClass) {
					c.Spec.AddressExtensions = []v1alpha1.ParamSpec{{Name: "api", Default: ptr.To(v1alpha1.NewStringValue("ftp://x"))}}
				}),
				secret: basic,
			},
			reason: "NonProxy", message: `"api"`,
		},
		"it cannot be injected": {
			in:      inputs{connector: gitConnector(), class: gitClass(), secret: basic},
			factory: func(InjectorInput) (Injector, error) { return nil, errors.New("line break") },
			reason:  "SecretKeyMissing", message: "line break",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			factory := test.factory
			if factory == nil {
				factory = record
			}
			test.in.connector = Effective(test.in.connector, test.in.class)
			target, secret := compile(test.in, factory)
			if target.Unusable == nil || target.Unusable.Reason != test.reason || !strings.Contains(target.Unusable.Message, test.message) {
				t.Fatalf("got %+v, want reason %s with %q", target.Unusable, test.reason, test.message)
			}
			if target.Injector != nil {
				t.Error("an unusable target has an injector")
			}
			if strings.HasPrefix(test.reason, "Secret") != (secret.Problem != nil) {
				t.Errorf("problem with the Secret: %v", secret.Problem)
			}
			if secret.Problem != nil && secret.Data != nil {
				t.Error("the data of a Secret is passed on although there is a problem with it")
			}
		})
	}
}

func TestCompileUsable(t *testing.T) {
	basic := secretOf(v1alpha1.SecretTypeBasicAuth, "username", "u", "password", "p", "other", "o")
	tests := map[string]struct {
		in     inputs
		secret map[string]string // nil: no injector
		host   string
	}{
		"by Secret type":     {in: inputs{connector: gitConnector(), class: gitClass(), secret: basic}, secret: map[string]string{"username": "u", "password": "p"}},
		"an empty user name": {in: inputs{connector: gitConnector(), class: gitClass(), secret: secretOf(v1alpha1.SecretTypeBasicAuth, "username", "", "password", "p")}, secret: map[string]string{"username": "", "password": "p"}},
		"declared keys":      {in: inputs{connector: gitConnector(auth("own", "s")), class: gitClass(), secret: secretOf("Opaque", "key", "k")}, secret: map[string]string{"key": "k", "realm": "main"}},
		"optional":           {in: inputs{connector: gitConnector(auth("basicAuth", "")), class: gitClass()}},
		"no auth":            {in: inputs{connector: gitConnector(func(c *v1alpha1.Connector) { c.Spec.Auth = nil }), class: gitClass()}},
		"default address": {
			in: inputs{
				connector: gitConnector(func(c *v1alpha1.Connector) { c.Spec.Address = ""; c.Spec.Auth = nil }),
				class: gitClass(func(c *v1alpha1.ConnectorClass) {
					c.Spec.Address = &v1alpha1.ParamSpec{Default: ptr.To(v1alpha1.NewStringValue("https://default.example.com"))}
				}),
			},
			host: "default.example.com",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			test.in.connector = Effective(test.in.connector, test.in.class)
			target, _ := compile(test.in, record)
			if target.Unusable != nil {
				t.Fatalf("unusable: %v", target.Unusable)
			}
			if test.host != "" && target.Address.Host() != test.host {
				t.Errorf("host %q, want %q", target.Address.Host(), test.host)
			}
			if test.secret == nil {
				if target.Injector != nil {
					t.Fatal("there is an injector without a Secret")
				}
				return
			}
			got := map[string]string{}
			for key, value := range target.Injector.(recorded).input.Secret {
				got[key] = value.Reveal()
			}
			if len(got) != len(test.secret) {
				t.Errorf("the injector was given keys %d, want %d", len(got), len(test.secret))
			}
			for key, value := range test.secret {
				if got[key] != value {
					t.Errorf("key %s: got %q, want %q", key, got[key], value)
				}
			}
		})
	}
}

// A class declares an address that not every tool has by an empty default.
func TestOptionalExtension(t *testing.T) {
	class := gitClass(func(c *v1alpha1.ConnectorClass) {
		c.Spec.AddressExtensions = []v1alpha1.ParamSpec{{Name: "token-service", Default: ptr.To(v1alpha1.NewStringValue(""))}}
	})
	for name, test := range map[string]struct {
		connector *v1alpha1.Connector
		want      string
	}{
		"left out": {gitConnector(auth("basicAuth", "")), ""},
		"given": {gitConnector(auth("basicAuth", ""), func(c *v1alpha1.Connector) {
			c.Spec.AddressExtensions = []v1alpha1.Param{{Name: "token-service", Value: v1alpha1.NewStringValue("https://auth.example.com/token")}}
		}), "https://auth.example.com/token"},
	} {
		t.Run(name, func(t *testing.T) {
			target, _ := compile(inputs{connector: Effective(test.connector, class), class: class}, record)
			if target.Unusable != nil {
				t.Fatal(target.Unusable)
			}
			if got := target.Extensions["token-service"]; got.String() != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// Registries give tokens for what is public, so that there is something to do without a Secret.
func TestRegistryWithoutSecret(t *testing.T) {
	class := gitClass(func(c *v1alpha1.ConnectorClass) {
		c.Spec.Auth.Types[0].SecretType = v1alpha1.SecretTypeRegistryToken
	})
	made, secret := compile(inputs{connector: gitConnector(auth("basicAuth", "")), class: class}, record)
	if made.Unusable != nil || secret.Data != nil || secret.Type != "" || secret.Referred || made.SecretResourceVersion != "" {
		t.Errorf("%+v, %+v", made, secret)
	}
	if got, ok := made.Injector.(recorded); !ok || got.input.Secret != nil || got.input.Address != made.Address {
		t.Errorf("injector %+v", made.Injector)
	}
}

func TestInjectorKnowsTheAddress(t *testing.T) {
	basic := secretOf(v1alpha1.SecretTypeBasicAuth, "username", "u", "password", "p")
	made, _ := compile(inputs{connector: Effective(gitConnector(), gitClass()), class: gitClass(), secret: basic}, record)
	if got := made.Injector.(recorded).input.Address; got != made.Address || got.IsZero() {
		t.Errorf("the injector was given the address %q, want %q", got, made.Address)
	}
}

func TestCheckPlace(t *testing.T) {
	parse := func(text string) Address {
		t.Helper()
		address, err := ParseAddress(text)
		if err != nil {
			t.Fatal(err)
		}
		return address
	}
	made := &Target{
		Address:    parse("https://registry.example.com/prefix"),
		Extensions: map[string]Address{"token-service": parse("https://auth.example.com/token")},
	}
	const none = "the URL is at none of the addresses of the Connector"
	for _, test := range []struct{ name, url, host, want string }{
		{"the address", "https://registry.example.com/prefix/v2/", "", ""},
		{"the extension", "https://auth.example.com/token?service=a", "", ""},
		{"beside the prefix", "https://registry.example.com/token", "", "https://registry.example.com is none"},
		{"beside the extension", "https://auth.example.com/users", "", "https://auth.example.com is none"},
		{"another scheme", "http://auth.example.com/token", "", "http://auth.example.com is none"},
		{"another port", "https://auth.example.com:8443/token", "", "https://auth.example.com:8443 is none"},
		{"another host", "https://evil.example.com/token", "", "https://evil.example.com is none"},
		{"the host in upper case", "https://AUTH.example.com./token", "", ""},
		{"another Host header", "https://auth.example.com/token", "evil.example.com", "is none"},
		{"user information", "https://a:b@auth.example.com/token", "", "https://auth.example.com is none"},
		{"no host", "https:///token", "", none},
		{"another protocol", "ftp://auth.example.com/token", "", none},
		{"an address of IPv4 in octal", "https://0177.0.0.1/token", "", none},
	} {
		t.Run(test.name, func(t *testing.T) {
			u, err := url.Parse(test.url)
			if err != nil {
				t.Fatal(err)
			}
			err = made.CheckPlace(u, test.host)
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var elsewhere *ElsewhereError
			if !errors.As(err, &elsewhere) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestSecretsOf(t *testing.T) {
	foreign := gitConnector(func(c *v1alpha1.Connector) { c.Spec.Auth.SecretRef.Namespace = "other" })
	if auth, _ := secretsOf(foreign, true); auth.Name != "" {
		t.Errorf("a Secret of another namespace would be opened: %s", auth)
	}
	own := gitConnector(func(c *v1alpha1.Connector) {
		c.Spec.Auth.SecretRef.Namespace = "team"
		c.Spec.CACertSecretRef = &v1alpha1.LocalSecretReference{Name: "ca"}
	})
	if auth, ca := secretsOf(own, true); auth.String() != "team/credential" || ca.String() != "team/ca" {
		t.Errorf("got %s and %s", auth, ca)
	}
	if _, ca := secretsOf(own, false); ca.Name != "" {
		t.Errorf("a CA Secret would be opened while the flag is off: %s", ca)
	}
}
