// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/csi/render"
)

// fullConnector has everything that a template may ask for.
func fullConnector() *v1alpha1.Connector {
	return newConnector(func(c *v1alpha1.Connector) {
		c.Labels = map[string]string{"a.b/c": "label"}
		c.Annotations = map[string]string{
			"note": "annotation", "kubectl.kubernetes.io/last-applied-configuration": `{"spec":{}}`,
		}
		c.Generation, c.ResourceVersion = 3, "7"
		c.CreationTimestamp = metav1.NewTime(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
		c.ManagedFields = []metav1.ManagedFieldsEntry{{Manager: "kubectl"}}
		c.Spec.AddressExtensions = []v1alpha1.Param{{Name: "api", Value: v1alpha1.NewStringValue("https://api.github.com")}}
		c.Spec.Auth = &v1alpha1.ConnectorAuth{Name: "basicAuth", SecretRef: &v1alpha1.SecretReference{Name: "s"}}
		c.Spec.Params = []v1alpha1.Param{
			{Name: "text", Value: v1alpha1.NewStringValue("v")},
			{Name: "list", Value: v1alpha1.ParamValue{Type: v1alpha1.ParamTypeArray, ArrayVal: []string{"a", "b"}}},
			{Name: "map", Value: v1alpha1.ParamValue{Type: v1alpha1.ParamTypeObject, ObjectVal: map[string]string{"k": "o"}}},
		}
		c.Status.Conditions = []v1alpha1.Condition{{Type: "Ready"}}
		c.Status.API = &v1alpha1.ConnectorAPIStatus{Path: "/apis"}
	})
}

func TestWhatTemplatesSee(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"address", `{{ .connector.spec.address }}`, "https://github.com"},
		{"proxy address", `{{ .connector.status.proxyAddress }}`, "http://c-git.team.svc.cluster.local"},
		{"nothing else of the status", `{{ keys .connector.status }}`, "[proxyAddress]"},
		{"parts of the Connector", `{{ keys .connector | sortAlpha }}`, "[metadata spec status]"},
		{"all there is", `{{ keys . | sortAlpha }} {{ keys .context | sortAlpha }}`, "[configurations connector context] [proxy token]"},
		{"token", `{{ .context.token }}`, canary},
		{"CA", `{{ .context.proxy.caCert }}`, proxyCA},
		{"CA by index", `{{ index .context "proxy" "caCert" }}`, proxyCA},
		{"name", `{{ .connector.metadata.namespace }}/{{ .connector.metadata.name }}`, "team/git"},
		{"labels", `{{ index .connector.metadata.labels "a.b/c" }}`, "label"},
		{"annotations but what kubectl applied", `{{ .connector.metadata.annotations }}`, "map[note:annotation]"},
		{"numbers", `{{ eq .connector.metadata.generation 3 }}`, "true"},
		{"times", `{{ .connector.metadata.creationTimestamp }}`, "2026-01-02T03:04:05Z"},
		{"no managed fields", `{{ hasKey .connector.metadata "managedFields" }}`, "false"},
		{"extensions", `{{ range .connector.spec.addressExtensions }}{{ .name }}={{ .value }}{{ end }}`, "api=https://api.github.com"},
		{"params", `{{ range .connector.spec.params }}{{ .name }}={{ .value }};{{ end }}`, "text=v;list=[a b];map=map[k:o];"},
		{"elements of params", `{{ (index .connector.spec.params 1).value | join "+" }}{{ (index .connector.spec.params 2).value.k }}`, "a+bo"},
		{"auth", `{{ .connector.spec.auth.name }} {{ .connector.spec.auth.secretRef.name }}`, "basicAuth s"},
		{"what is not there", `{{ if .connector.spec.caCertSecretRef }}x{{ end }}{{ range .connector.metadata.finalizers }}x{{ end }}`, ""},
		{"no params", `{{ len .configurations }}`, "0"},
		{"a changed copy", `{{ $_ := set .context "token" "x" }}{{ .context.token }}`, "x"},
		{"sprig", `{{ .connector.spec.address | b64enc }}`, "aHR0cHM6Ly9naXRodWIuY29t"},
		{"no template at all", "this is git config\n", "this is git config\n"},
		{"empty", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			class := render.Compile([]v1alpha1.Configuration{
				configuration("c", map[string]string{"f": tt.text, "g": "{{ .context.token }}"}),
			})
			in := newInput("c")
			in.Connector = fullConnector()
			files := mustRender(t, class, in)
			if files["f"] != tt.want {
				t.Errorf("got %q, want %q", files["f"], tt.want)
			}
			if files["g"] != canary || files["context.token"] != canary {
				t.Error("a template changed what others see")
			}
			if diff := cmp.Diff(fullConnector(), in.Connector); diff != "" {
				t.Errorf("the Connector was changed:\n%s", diff)
			}
		})
	}
}

// TestConnectorIsAsOnTheWire compares with the encoder that the API server uses.
func TestConnectorIsAsOnTheWire(t *testing.T) {
	in := newInput("c")
	in.Connector = fullConnector()
	got := mustRender(t, one(`{{ toJson .connector }}`), in)["f"]

	want := fullConnector()
	delete(want.Annotations, "kubectl.kubernetes.io/last-applied-configuration")
	want.ManagedFields = nil
	encoded, err := json.Marshal(map[string]any{
		"metadata": want.ObjectMeta, "spec": want.Spec,
		"status": map[string]string{"proxyAddress": want.Status.Proxy.HTTPAddress.URL},
	})
	if err != nil {
		t.Fatal(err)
	}
	var gotTree, wantTree any
	if err := json.Unmarshal([]byte(got), &gotTree); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(encoded, &wantTree); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wantTree, gotTree); diff != "" {
		t.Errorf("(-wire +template):\n%s", diff)
	}
}
