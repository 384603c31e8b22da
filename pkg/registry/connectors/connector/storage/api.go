// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package storage

import (
	"context"
	"net/http"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/streaming/pkg/httpstream"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/proxy/classcall"
	"connectors.alauda.io/pkg/proxy/reverse"
	"connectors.alauda.io/pkg/target"
)

// apiTimeout is how long a call may take in all. The kube-apiserver ends it after a minute, and its answer would not say
// what was waited for. What takes longer is for connectors/proxy.
const apiTimeout = 50 * time.Second

// lastWords is how long a client has after that to take what it is told of it. A write to one that has stopped reading does
// not end with the context.
const lastWords = 5 * time.Second

// Classes sends a request to the API of a class.
type Classes interface {
	Serve(w http.ResponseWriter, r *http.Request, use classcall.Request)
}

// APIConfig is what an APIREST is made from. All but WriteMethods is required.
type APIConfig struct {
	Targets    Targets
	Engine     Engine
	Classes    Classes
	Authorizer authorizer.Authorizer
	// WriteMethods adds the methods that change something to those that read.
	WriteMethods bool
}

// APIREST implements connectors/api: what the class's description says is sent to the API of the class, the rest to the
// tool.
type APIREST struct {
	targets Targets
	engine  Engine
	classes Classes
	access  access
	write   bool
}

var (
	_ rest.Storage         = &APIREST{}
	_ rest.Connecter       = &APIREST{}
	_ rest.StorageMetadata = &APIREST{}
)

// NewAPIREST makes the storage of connectors/api.
func NewAPIREST(config APIConfig) *APIREST {
	return &APIREST{
		targets: config.Targets, engine: config.Engine, classes: config.Classes, write: config.WriteMethods,
		access: access{authorizer: config.Authorizer, subresource: "api"},
	}
}

// New implements rest.Storage.
func (r *APIREST) New() runtime.Object { return &connectors.ConnectorAPIOptions{} }

// Destroy implements rest.Storage.
func (r *APIREST) Destroy() {}

// ConnectMethods implements rest.Connecter. The others are answered with 405 by the router.
func (r *APIREST) ConnectMethods() []string {
	methods := []string{http.MethodGet, http.MethodHead, http.MethodOptions}
	if r.write {
		methods = append(methods, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete)
	}
	return methods
}

// NewConnectOptions implements rest.Connecter.
func (r *APIREST) NewConnectOptions() (runtime.Object, bool, string) {
	return &connectors.ConnectorAPIOptions{}, true, "path"
}

// ProducesMIMETypes implements rest.StorageMetadata.
func (r *APIREST) ProducesMIMETypes(string) []string { return []string{"*/*"} }

// ProducesObject implements rest.StorageMetadata.
func (r *APIREST) ProducesObject(string) any { return "" }

// Connect implements rest.Connecter. As with connectors/proxy, the path is taken from the URL as it came.
func (r *APIREST) Connect(ctx context.Context, name string, _ runtime.Object, responder rest.Responder) (http.Handler, error) {
	namespace := request.NamespaceValue(ctx)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ctx, cancel := context.WithTimeout(req.Context(), apiTimeout)
		defer cancel()
		// Where it cannot be set there is no client who could make us wait.
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(apiTimeout + lastWords))
		if err := r.serve(w, req.WithContext(ctx), namespace, name); err != nil {
			responder.Error(err)
		}
	}), nil
}

// serve answers the request, unless there is an error, which the caller answers with.
func (r *APIREST) serve(w http.ResponseWriter, req *http.Request, namespace, name string) error {
	if err := r.access.get(req.Context(), namespace, name); err != nil {
		return err
	}
	if httpstream.IsUpgradeRequest(req) {
		return badRequest(namespace, name, "a connection cannot be upgraded here: use connectors/proxy")
	}
	connector, err := r.targets.Get(req.Context(), namespace, name)
	if err != nil {
		return err
	}
	public, path, err := splitPath(req.URL.EscapedPath())
	if err != nil {
		return badRequest(namespace, name, err.Error())
	}
	to, err := routeOf(connector, req.Method, path)
	if err != nil {
		return badRequest(namespace, name, err.Error())
	}
	query := rawQueryFrom(req.Context())
	if to.class {
		r.classes.Serve(w, req, classcall.Request{Target: connector, Place: to.place, EscapedPath: path, RawQuery: query})
		return nil
	}
	r.engine.Serve(w, req, toTool(connector, to.place, public, path, query))
	return nil
}

// toTool is the request to the tool's own API at a place.
func toTool(connector *target.Target, place *target.Place, public, path, query string) reverse.Request {
	return reverse.Request{
		Target:      place.Target,
		Address:     place.Address,
		EscapedPath: path,
		RawQuery:    query,
		PublicPath:  public,
		LeadsBack:   func(rest string) bool { return leadsTo(connector, place, rest) },
		Subresource: true,
	}
}
