// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package statusfaults

import (
	corev1 "k8s.io/api/core/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// nowhere is an address of this machine at which nothing listens.
const nowhere = "http://127.0.0.1:1"

const (
	authType = "basic"
	username = "robot"
	password = "correct horse"
)

// The paths at which tools are asked. The last element is the name of the Connector, so that a tool knows who asks.
const (
	livePath = "/live/{{ .Connector.Name }}"
	authPath = "/auth/{{ .Connector.Name }}"
)

// asking is a class that asks whether the tool is alive. Without an expression it looks at the code only.
func asking(cel string) v1alpha1.ConnectorClassSpec {
	probe := &v1alpha1.HTTPProbe{Path: livePath}
	if cel != "" {
		probe.Response = &v1alpha1.ProbeResponse{CEL: cel}
	}
	return v1alpha1.ConnectorClassSpec{LivenessProbe: &v1alpha1.Probe{HTTP: probe}}
}

// withCredential is a class that needs a credential and tries it, with a proxy at a URL.
func withCredential(proxy string) v1alpha1.ConnectorClassSpec {
	spec := asking("")
	spec.Auth = &v1alpha1.ConnectorClassAuth{Types: []v1alpha1.AuthType{{Name: authType, SecretType: v1alpha1.SecretTypeBasicAuth}}}
	spec.AuthProbes = []v1alpha1.AuthProbe{{AuthName: authType, Probe: v1alpha1.Probe{HTTP: &v1alpha1.HTTPProbe{
		Path: authPath, HTTPHeaders: []v1alpha1.HTTPHeader{{
			Name:  "Authorization",
			Value: "Basic {{ printf \"%s:%s\" .Secret.StringData.username .Secret.StringData.password | b64enc }}",
		}},
	}}}}
	spec.Proxy = &v1alpha1.ConnectorClassProxy{URI: proxy}
	return spec
}

// auth names the Secret of a Connector.
func auth(secret string) *v1alpha1.ConnectorAuth {
	return &v1alpha1.ConnectorAuth{Name: authType, SecretRef: &v1alpha1.SecretReference{Name: secret}}
}

// basicData is the content of a Secret of this type.
func basicData(word string) map[string]string {
	return map[string]string{corev1.BasicAuthUsernameKey: username, corev1.BasicAuthPasswordKey: word}
}
