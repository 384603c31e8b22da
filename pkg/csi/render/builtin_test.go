// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/csi/render"
	"connectors.alauda.io/pkg/target"
)

func TestBuiltInFiles(t *testing.T) {
	const login = "http://team%2Fgit:" + canary + "@"
	for _, tt := range []struct {
		name      string
		connector *v1alpha1.Connector
		systemCAs string
		want      map[string]string
	}{
		{"proxy by host", newConnector(), systemCAs, map[string]string{
			"context.token": canary, "context.proxy.caCert": proxyCA, "ca.crt": proxyCA + systemCAs,
			"http.proxy": login + "c-git.team.svc.cluster.local:80", "https.proxy": login + "c-git.team.svc.cluster.local:80",
			"connector.status.proxyAddress": "http://c-git.team.svc.cluster.local",
		}},
		{"proxy by path, with a port", newConnector(proxyURL("http://c-git.team.svc:8080/namespaces/team/connectors/git")), systemCAs, map[string]string{
			"context.token": canary, "context.proxy.caCert": proxyCA, "ca.crt": proxyCA + systemCAs,
			"http.proxy": login + "c-git.team.svc:8080", "https.proxy": login + "c-git.team.svc:8080",
			"connector.status.proxyAddress": "http://c-git.team.svc:8080/namespaces/team/connectors/git",
		}},
		{"proxy over TLS", newConnector(proxyURL("https://proxy.example.com")), systemCAs, map[string]string{
			"context.token": canary, "context.proxy.caCert": proxyCA, "ca.crt": proxyCA + systemCAs,
			"http.proxy":                    "https://team%2Fgit:" + canary + "@proxy.example.com:443",
			"https.proxy":                   "https://team%2Fgit:" + canary + "@proxy.example.com:443",
			"connector.status.proxyAddress": "https://proxy.example.com",
		}},
		{"no proxy", newConnector(noProxy), systemCAs, map[string]string{
			"context.token": canary, "context.proxy.caCert": "", "ca.crt": systemCAs,
			"http.proxy": "", "https.proxy": "", "connector.status.proxyAddress": "",
		}},
		{"no address yet", newConnector(proxyURL("")), systemCAs, map[string]string{
			"context.token": canary, "context.proxy.caCert": "", "ca.crt": systemCAs,
			"http.proxy": "", "https.proxy": "", "connector.status.proxyAddress": "",
		}},
		{"no authorities at all", newConnector(noProxy), "", map[string]string{
			"context.token": canary, "context.proxy.caCert": "", "ca.crt": "",
			"http.proxy": "", "https.proxy": "", "connector.status.proxyAddress": "",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := newInput()
			in.Connector, in.SystemCAs = tt.connector, tt.systemCAs
			for name, class := range map[string]*render.Class{"nil": nil, "empty": render.Compile(nil), "other": one("x")} {
				if diff := cmp.Diff(tt.want, mustRender(t, class, in)); diff != "" {
					t.Errorf("class %s (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

func TestCertificatesBeginOnALineOfTheirOwn(t *testing.T) {
	in := newInput()
	in.Connector.Status.Proxy.HTTPAddress.CACerts = "-----END CERTIFICATE-----"
	if got := mustRender(t, nil, in)["ca.crt"]; got != "-----END CERTIFICATE-----\n"+systemCAs {
		t.Errorf("ca.crt is %q", got)
	}
}

// TestLoginIsEscaped has a token such as none is, to see that the address stays one with a user, a password and a host.
func TestLoginIsEscaped(t *testing.T) {
	in := newInput()
	in.Token = target.NewCredential("a@b/c:d?e#f%")
	const want = "http://team%2Fgit:a%40b%2Fc%3Ad%3Fe%23f%25@c-git.team.svc.cluster.local:80"
	if got := mustRender(t, nil, in)["http.proxy"]; got != want {
		t.Errorf("http.proxy is %s, want %s", got, want)
	}
}

func TestUnusableInput(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*render.Input)
		want   string
	}{
		{"no Connector", func(in *render.Input) { in.Connector = nil }, "no Connector"},
		{"no token", func(in *render.Input) { in.Token = target.Credential{} }, "no token"},
		{"address with a password", func(in *render.Input) { proxyURL("http://u:" + canary + "@a")(in.Connector) }, "status.proxy.httpAddress.url"},
		{"address without a host", func(in *render.Input) { proxyURL("http:///a")(in.Connector) }, "the host is missing"},
		{"address of another scheme", func(in *render.Input) { proxyURL("socks5://a")(in.Connector) }, "http or https"},
		{"params that are no JSON", func(in *render.Input) {
			in.Connector.Spec.Params = []v1alpha1.Param{{Value: v1alpha1.ParamValue{Type: v1alpha1.ParamTypeUnsupported, StringVal: canary}}}
		}, "spec of the Connector"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := newInput()
			tt.change(&in)
			files, err := (*render.Class)(nil).Render(t.Context(), in)
			expectError(t, files, err, tt.want)
		})
	}
}
