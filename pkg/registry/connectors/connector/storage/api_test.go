// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package storage

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/apiserver/pkg/endpoints/request"

	"connectors.alauda.io/pkg/proxy/classcall"
	"connectors.alauda.io/pkg/proxy/reverse"
	"connectors.alauda.io/pkg/target"
)

// world is all that an APIREST uses. It notes what it is asked to do.
type world struct {
	connector *target.Target
	allowed   bool

	asked []authorizer.Attributes
	tool  *reverse.Request
	class *classcall.Request
	left  time.Duration
	err   error
}

func (w *world) Get(context.Context, string, string) (*target.Target, error) { return w.connector, nil }

func (w *world) Authorize(_ context.Context, a authorizer.Attributes) (authorizer.Decision, string, error) {
	w.asked = append(w.asked, a)
	if w.allowed {
		return authorizer.DecisionAllow, "", nil
	}
	return authorizer.DecisionNoOpinion, "no rule", nil
}

func (w *world) Object(int, runtime.Object) {}
func (w *world) Error(err error)            { w.err = err }

type tools struct{ *world }

func (w tools) Serve(_ http.ResponseWriter, r *http.Request, use reverse.Request) {
	w.tool = &use
	deadline, _ := r.Context().Deadline()
	w.left = time.Until(deadline)
}

type classAPI struct{ *world }

func (w classAPI) Serve(_ http.ResponseWriter, _ *http.Request, use classcall.Request) {
	w.class = &use
}

const apiPath = "/apis/connectors.alauda.io/v1alpha1/namespaces/team/connectors/tool/api"

func (w *world) send(t *testing.T, change func(*http.Request)) {
	t.Helper()
	w.sendFor(t, httptest.NewRecorder(), change)
}

func (w *world) sendFor(t *testing.T, client http.ResponseWriter, change func(*http.Request)) {
	t.Helper()
	storage := NewAPIREST(APIConfig{Targets: w, Engine: tools{w}, Classes: classAPI{w}, Authorizer: w})
	ctx := request.WithUser(request.WithNamespace(t.Context(), "team"), &user.DefaultInfo{Name: "jane"})
	handler, err := storage.Connect(ctx, "tool", nil, w)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(WithRawQuery(ctx, "b=2&a=1"), http.MethodGet, apiPath+"/user", nil)
	change(r)
	handler.ServeHTTP(client, r)
}

func TestAPIREST(t *testing.T) {
	at := func(path string) func(*http.Request) {
		return func(r *http.Request) { r.URL.Path = apiPath + path }
	}
	for _, test := range []struct {
		name    string
		allowed bool
		change  func(*http.Request)
		wrong   string
		class   bool
	}{
		{"to the tool", true, at("/user"), "", false},
		{"to the class API", true, at("/git/refs"), "", true},
		{"without get on the Connector", false, at("/user"), "needs the verb get on connectors", false},
		{"an upgrade", true, func(r *http.Request) {
			r.Header.Set("Connection", "Upgrade")
			r.Header.Set("Upgrade", "websocket")
		}, "use connectors/proxy", false},
		{"a path that leads out", true, at("/git/../user"), "connector team/tool: the path holds", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := &world{connector: newTarget(t, &target.API{Description: compiled(t)}), allowed: test.allowed}
			w.send(t, test.change)
			if (w.err != nil) != (test.wrong != "") || w.err != nil && !strings.Contains(w.err.Error(), test.wrong) {
				t.Fatalf("error %v, want one with %q", w.err, test.wrong)
			}
			if reached := w.tool != nil || w.class != nil; reached != (test.wrong == "") || (w.class != nil) != test.class {
				t.Errorf("at the tool %v, at the class API %v", w.tool, w.class)
			}
			if len(w.asked) != 1 || w.asked[0].GetVerb() != "get" || w.asked[0].GetSubresource() != "" || w.asked[0].GetName() != "tool" {
				t.Errorf("asked was %v", w.asked)
			}
		})
	}
}

func TestAPIRESTHandsOnTheRequest(t *testing.T) {
	w := &world{connector: newTarget(t, &target.API{Description: compiled(t)}), allowed: true}
	w.send(t, func(*http.Request) {})
	use := w.tool
	if use == nil {
		t.Fatalf("the tool was not reached: %v", w.err)
	}
	if use.EscapedPath != "/user" || use.RawQuery != "b=2&a=1" || use.PublicPath != apiPath || !use.Subresource {
		t.Errorf("handed on is %+v", use)
	}
	if use.LeadsBack("/git/refs") || !use.LeadsBack("/user") {
		t.Error("references lead back to the class API, or not to the tool")
	}
	// The kube-apiserver gives up after a minute.
	if w.left <= 0 || w.left >= time.Minute {
		t.Errorf("the tool has %s", w.left)
	}
}

// patience is how long a client may take to accept its answer.
type patience struct {
	*httptest.ResponseRecorder
	left time.Duration
}

func (p *patience) SetWriteDeadline(at time.Time) error {
	p.left = time.Until(at)
	return nil
}

// A client that has stopped reading does not keep its tool. It is still told when the tool did not answer in time.
func TestAPIRESTBoundsClients(t *testing.T) {
	w, client := &world{connector: newTarget(t, nil), allowed: true}, &patience{ResponseRecorder: httptest.NewRecorder()}
	w.sendFor(t, client, func(*http.Request) {})
	if w.tool == nil || client.left <= w.left || client.left >= time.Minute {
		t.Errorf("the tool has %s, the client %s", w.left, client.left)
	}
}

func TestAPIRESTMethods(t *testing.T) {
	read := []string{http.MethodGet, http.MethodHead, http.MethodOptions}
	if got := NewAPIREST(APIConfig{}).ConnectMethods(); !slices.Equal(got, read) {
		t.Errorf("methods %q", got)
	}
	all := slices.Concat(read, []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete})
	if got := NewAPIREST(APIConfig{WriteMethods: true}).ConnectMethods(); !slices.Equal(got, all) {
		t.Errorf("methods that write: %q", got)
	}
}
