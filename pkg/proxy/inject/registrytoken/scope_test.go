// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registrytoken

import (
	"slices"
	"strings"
	"testing"
)

func TestPredictScopes(t *testing.T) {
	for _, test := range []struct{ method, path, query, want string }{
		{"GET", "/v2", "", ""},
		{"GET", "/v2/", "", ""},
		{"GET", "/v2/_catalog", "n=1", "registry:catalog:*"},
		{"GET", "/v2/app/tags/list", "", "repository:app:pull"},
		{"GET", "/v2/org/app/manifests/1.0", "", "repository:org/app:pull"},
		{"HEAD", "/v2/org/app/manifests/sha256:00", "", "repository:org/app:pull"},
		{"OPTIONS", "/v2/org/app/manifests/1.0", "", "repository:org/app:pull"},
		{"PUT", "/v2/org/app/manifests/1.0", "", "repository:org/app:pull,push"},
		{"DELETE", "/v2/org/app/manifests/1.0", "", "repository:org/app:delete"},
		{"GET", "/v2/app/blobs/sha256:00", "", "repository:app:pull"},
		{"POST", "/v2/app/blobs/uploads/", "", "repository:app:pull,push"},
		{"POST", "/v2/app/blobs/uploads/", "mount=sha256:00&from=org%2Fbase", "repository:app:pull,push repository:org/base:pull"},
		{"POST", "/v2/app/blobs/uploads/", "mount=sha256:00&from=app", "repository:app:pull,push"},
		{"POST", "/v2/app/blobs/uploads/", "from=a:push%20repository:b", "repository:app:pull,push"},
		{"GET", "/v2/app/blobs/sha256:00", "from=base", "repository:app:pull"},
		{"PATCH", "/v2/org/app/blobs/uploads/1-2", "_state=x", "repository:org/app:pull,push"},
		{"GET", "/v2/org/app/blobs/uploads/1-2", "", "repository:org/app:pull"},
		{"GET", "/v2/app/referrers/sha256:00", "", "repository:app:pull"},
		{"GET", "/v2/manifests/manifests/manifests", "", "repository:manifests:pull"},
		{"GET", "/v2/tags/list/tags/list", "", "repository:tags/list:pull"},
		{"GET", "/v2/a/blobs/uploads/manifests/1", "", "repository:a/blobs/uploads:pull"},
		{"GET", "/v2/Org/App_1.0-x/manifests/1", "", "repository:Org/App_1.0-x:pull"},
	} {
		t.Run(test.method+" "+test.path+"?"+test.query, func(t *testing.T) {
			got, ok := predictScopes(test.method, test.path, test.query)
			if !ok || strings.Join(got, " ") != test.want {
				t.Errorf("got %q, %t, want %q", got, ok, test.want)
			}
		})
	}
}

// What is not of the API gets no credential: an endpoint that issues tokens may be among it.
func TestPathsOutsideTheAPI(t *testing.T) {
	for _, path := range []string{
		"", "/", "/v2x/", "/v1/app/manifests/1", "/v2/token", "/v2/auth", "/v2//token", "/v2/_catalog/", "/service/token",
		"/v2/users/login", "/v2/app/tags", "/v2/app/tags/latest", "/v2/manifests/1", "/v2//app/manifests/1", "/v2/app//manifests/1",
		"/v2/a//b/manifests/1", "/v2/a b/manifests/1", "/v2/a:pull,push/manifests/1", "/v2/a\nb/manifests/1",
		"/v2/" + strings.Repeat("a", maxNameBytes+1) + "/manifests/1", "/V2/app/manifests/1",
	} {
		if scopes, ok := predictScopes("GET", path, ""); ok {
			t.Errorf("%q is taken for a path of the API, with scopes %q", path, scopes)
		}
	}
}

// No path makes a scope for more than one repository, or none.
func FuzzPredictScopes(f *testing.F) {
	f.Add("GET", "/v2/org/app/manifests/1.0", "")
	f.Add("POST", "/v2/app/blobs/uploads/", "mount=a&from=b")
	f.Fuzz(func(t *testing.T, method, path, query string) {
		scopes, ok := predictScopes(method, path, query)
		if !ok && scopes != nil || len(scopes) > 2 {
			t.Fatalf("%q, %t", scopes, ok)
		}
		for _, scope := range scopes {
			parts := strings.Split(scope, ":")
			known := []string{"pull", "pull,push", "delete", "*"}
			if len(parts) != 3 || strings.ContainsAny(scope, " \n") || !slices.Contains(known, parts[2]) {
				t.Errorf("scope %q", scope)
			}
		}
	})
}
