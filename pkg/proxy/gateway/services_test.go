// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/target/proxyname"
)

// Who may not get a Connector learns nothing about it, not even behind a hashed name: the answers are the same bytes.
func TestRefusalsDoNotTellWhatExists(t *testing.T) {
	f := newFixture(t, http.HandlerFunc(echo))
	f.world.ForbidAll()
	_, missing := f.do(f.request(http.MethodGet, "", "/namespaces/team/connectors/none/"))
	for _, r := range []*http.Request{
		f.request(http.MethodGet, "", "/namespaces/team/connectors/tool/"),
		f.request(http.MethodGet, "c-tool.team.svc", "/"),
		f.request(http.MethodGet, "c-none.team.svc", "/"),
		f.request(http.MethodGet, hashedHost(), "/"),
	} {
		if res, body := f.do(r); res.StatusCode != http.StatusForbidden || body != missing {
			t.Errorf("%s%s: answer %d, %q; want %q", r.Host, r.URL.Path, res.StatusCode, body, missing)
		}
	}
}

func TestServicesOfEqualName(t *testing.T) {
	f := newFixture(t, http.HandlerFunc(echo))
	hashed := proxyname.Service(dotted)
	plain := strings.TrimPrefix(hashed, "c-") // a Connector of this name has the same Service
	for _, tt := range []struct {
		name    string
		created int64
		want    string
		err     error
	}{
		{"younger", 3, dotted, nil},
		{"older", 1, plain, nil},
		{"of the same second", 2, "", ErrAmbiguous},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f.add(plain, tt.created)
			if got, err := f.index.Connector("team", hashed); got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("%q, %v; want %q, %v", got, err, tt.want, tt.err)
			}
		})
	}
	res, body := f.do(f.request(http.MethodGet, hashed+".team.svc", "/")) // still of the same second
	checkRefusal(t, res, body, 409, metav1.StatusReasonConflict, "use the path")
	if got, err := f.index.Connector("other", hashed); got != "" || err != nil {
		t.Errorf("a Connector of another namespace: %q, %v", got, err)
	}
}
