// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package storage

import (
	"context"
	"net/http"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/streaming/pkg/httpstream"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/proxy/reverse"
)

// ProxyREST implements connectors/proxy.
type ProxyREST struct {
	targets Targets
	engine  Engine
	access  access
}

var (
	_ rest.Storage         = &ProxyREST{}
	_ rest.Connecter       = &ProxyREST{}
	_ rest.StorageMetadata = &ProxyREST{}
)

// NewProxyREST makes the storage of connectors/proxy.
func NewProxyREST(targets Targets, engine Engine, a authorizer.Authorizer) *ProxyREST {
	return &ProxyREST{targets: targets, engine: engine, access: access{authorizer: a, subresource: "proxy"}}
}

// New implements rest.Storage.
func (r *ProxyREST) New() runtime.Object { return &connectors.ConnectorProxyOptions{} }

// Destroy implements rest.Storage.
func (r *ProxyREST) Destroy() {}

// ConnectMethods implements rest.Connecter: every method but TRACE and CONNECT.
func (r *ProxyREST) ConnectMethods() []string {
	return []string{
		http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions,
	}
}

// NewConnectOptions implements rest.Connecter.
func (r *ProxyREST) NewConnectOptions() (runtime.Object, bool, string) {
	return &connectors.ConnectorProxyOptions{}, true, "path"
}

// ProducesMIMETypes implements rest.StorageMetadata.
func (r *ProxyREST) ProducesMIMETypes(string) []string { return []string{"*/*"} }

// ProducesObject implements rest.StorageMetadata.
func (r *ProxyREST) ProducesObject(string) any { return "" }

// Connect implements rest.Connecter. The path of the options is decoded and so not looked at: the path to the tool is
// taken from the URL as it came.
func (r *ProxyREST) Connect(ctx context.Context, name string, _ runtime.Object, responder rest.Responder) (http.Handler, error) {
	namespace := request.NamespaceValue(ctx)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if err := r.authorize(req, namespace, name); err != nil {
			responder.Error(err)
			return
		}
		connector, err := r.targets.Get(req.Context(), namespace, name)
		if err != nil {
			responder.Error(err)
			return
		}
		public, path, err := splitPath(req.URL.EscapedPath())
		if err != nil {
			responder.Error(badRequest(namespace, name, err.Error()))
			return
		}
		r.engine.Serve(w, req, reverse.Request{
			Target:      connector,
			Address:     connector.Address,
			EscapedPath: path,
			RawQuery:    rawQueryFrom(req.Context()),
			PublicPath:  public,
			Subresource: true,
		})
	}), nil
}

// authorize asks what the API server has not asked by itself: the caller must be allowed to get the Connector, and an
// upgrade, which may do anything later on, needs the verb create as pods/exec does.
func (r *ProxyREST) authorize(req *http.Request, namespace, name string) error {
	if err := r.access.get(req.Context(), namespace, name); err != nil || !httpstream.IsUpgradeRequest(req) {
		return err
	}
	return r.access.create(req.Context(), namespace, name)
}
