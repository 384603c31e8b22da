// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"testing"

	"connectors.alauda.io/pkg/target/proxyname"
)

// Whatever a client writes, a request has one Connector, both names say so, and no byte of the path is lost.
func FuzzParse(f *testing.F) {
	f.Add("c-git.team.svc", "/a")
	f.Add("c-git.team.svc.cluster.local.:80", "/namespaces/team/connectors/git/a%2Fb")
	f.Add("c-git.team.svc", "/namespaces/team/connectors/%67it.example.com/a")
	f.Add("127.0.0.1:8080", "/namespaces/team/connectors/git/")
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
		if !isLabel(got.Namespace) || !isSubdomain(got.Connector) || got.Service != "" && !isLabel(got.Service) {
			t.Errorf("names that no object can have: %+v", got)
		}
		if got.Public+got.Path != path || got.Path != "" && got.Path[0] != '/' {
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
		if alone, err := Parse("", path); err == nil && alone != got {
			t.Errorf("the path alone leads to %+v, with the host to %+v", alone, got)
		}
	})
}
