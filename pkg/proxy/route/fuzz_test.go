// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"strings"
	"testing"

	"connectors.alauda.io/pkg/target/proxyname"
)

// Whatever a client writes, a request has one Connector, both names say so, and no byte of the path is lost.
func FuzzParse(f *testing.F) {
	f.Add("c-git.team.svc", "/a")
	f.Add("c-git.team.svc.cluster.local.:80", "/namespaces/team/connectors/git/a%2Fb")
	f.Add("c-git.team.svc", "/namespaces/team/connectors/%67it.example.com/a")
	f.Add("127.0.0.1:8080", "/namespaces/team/connectors/git/")
	f.Add("127.0.0.1:8080", "/v2/namespaces/team/connectors/git/a/manifests/1")
	f.Add("c-git.team.svc", "/%762/namespaces/team/connectors/git")
	f.Add("", "/v2/")
	f.Add("c-git.team.svc", "/v2/")
	f.Add("C-\u212A.team.svc", "/namespaces//connectors/git")
	f.Add(proxyname.Service(dotted)+".team.svc", "/namespaces/team/connectors/"+dotted)
	f.Fuzz(func(t *testing.T, host, path string) {
		got, err := Parse(host, path)
		if err != nil {
			if got != (Route{}) {
				t.Errorf("an error and a Route: %+v, %v", got, err)
			}
			return
		}
		if got.Ping {
			if got != (Route{Ping: true}) {
				t.Errorf("a ping that names something: %+v", got)
			}
			return
		}
		if !isLabel(got.Namespace) || !isSubdomain(got.Connector) || got.Service != "" && !isLabel(got.Service) {
			t.Errorf("names that no object can have: %+v", got)
		}
		rest := got.Path
		if got.Registry {
			rest = strings.TrimPrefix(rest, registryRoot)
		}
		if got.Public+rest != path || got.Registry == (rest == got.Path) || got.Path != "" && got.Path[0] != '/' {
			t.Errorf("%q became %q and %q", path, got.Public, got.Path)
		}
		if (got.Service == "") == (got.Public == "") {
			t.Errorf("named by both or neither of host and path: %+v", got)
		}
		if alone, err := Parse(host, "/"); err == nil && got.Public != "" {
			if alone.Namespace != got.Namespace || alone.Service != proxyname.Service(got.Connector) {
				t.Errorf("the host alone leads to %+v, with the path to %+v", alone, got)
			}
		}
		if alone, err := Parse("", path); err == nil && !alone.Ping && alone != got {
			t.Errorf("the path alone leads to %+v, with the host to %+v", alone, got)
		}
	})
}
