// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/utils/ptr"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// The auth types of the classes of these tests.
const (
	basicAuth = "basic"
	// openAuth needs no Secret.
	openAuth = "open"
)

const (
	username = "robot"
	password = "correct horse"
)

// The paths that the probes of these tests ask for.
const (
	livePath = "/live"
	authPath = "/auth"
)

// plainSpec is a class without probes, API and proxy.
func plainSpec() v1alpha1.ConnectorClassSpec {
	return v1alpha1.ConnectorClassSpec{Auth: &v1alpha1.ConnectorClassAuth{Types: []v1alpha1.AuthType{
		{Name: basicAuth, SecretType: v1alpha1.SecretTypeBasicAuth},
		{Name: openAuth, SecretType: v1alpha1.SecretTypeBasicAuth, Optional: ptr.To(true)},
	}}}
}

// probedSpec is a class with both probes.
func probedSpec() v1alpha1.ConnectorClassSpec {
	spec := plainSpec()
	spec.LivenessProbe = &v1alpha1.Probe{HTTP: &v1alpha1.HTTPProbe{Path: livePath}}
	for _, name := range []string{basicAuth, openAuth} {
		spec.AuthProbes = append(spec.AuthProbes, v1alpha1.AuthProbe{
			AuthName: name, Probe: v1alpha1.Probe{HTTP: authProbe()},
		})
	}
	return spec
}

// authProbe sends the credential, if there is one, as Basic authentication.
func authProbe() *v1alpha1.HTTPProbe {
	return &v1alpha1.HTTPProbe{Path: authPath, HTTPHeaders: []v1alpha1.HTTPHeader{{
		Name:  "Authorization",
		Value: `{{ with .Secret }}Basic {{ printf "%s:%s" .StringData.username .StringData.password | b64enc }}{{ end }}`,
	}}}
}

// withProxy adds a proxy at a URL.
func withProxy(spec v1alpha1.ConnectorClassSpec, url string) v1alpha1.ConnectorClassSpec {
	spec.Proxy = &v1alpha1.ConnectorClassProxy{URI: url}
	return spec
}

func serviceRef(namespace, name string) *v1alpha1.ObjectReference {
	return &v1alpha1.ObjectReference{APIVersion: "v1", Kind: "Service", Namespace: namespace, Name: name}
}

// with is the auth of a Connector, without a Secret where that is empty.
func with(name, secret string) *v1alpha1.ConnectorAuth {
	auth := &v1alpha1.ConnectorAuth{Name: name}
	if secret != "" {
		auth.SecretRef = &v1alpha1.SecretReference{Name: secret}
	}
	return auth
}

// basicData is the content of a Secret of this type.
func basicData(word string) map[string]string {
	return map[string]string{corev1.BasicAuthUsernameKey: username, corev1.BasicAuthPasswordKey: word}
}
