// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package storage

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/streaming/pkg/httpstream"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/proxy/reverse"
	"connectors.alauda.io/pkg/target"
)

// Targets gives Connectors that are ready for use.
type Targets interface {
	// Get gives the Target of a Connector, or an API error.
	Get(ctx context.Context, namespace, name string) (*target.Target, error)
}

// Engine sends a request to a tool.
type Engine interface {
	Serve(w http.ResponseWriter, r *http.Request, use reverse.Request)
}

// ProxyREST implements connectors/proxy.
type ProxyREST struct {
	targets    Targets
	engine     Engine
	authorizer authorizer.Authorizer
}

var (
	_ rest.Storage         = &ProxyREST{}
	_ rest.Connecter       = &ProxyREST{}
	_ rest.StorageMetadata = &ProxyREST{}
)

// NewProxyREST makes the storage of connectors/proxy.
func NewProxyREST(targets Targets, engine Engine, a authorizer.Authorizer) *ProxyREST {
	return &ProxyREST{targets: targets, engine: engine, authorizer: a}
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
		public, path := splitPath(req.URL.EscapedPath())
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
	ctx := req.Context()
	who, ok := request.UserFrom(ctx)
	if !ok {
		return apierrors.NewUnauthorized("the request has no user")
	}
	asked := authorizer.AttributesRecord{
		User: who, Verb: "get", Namespace: namespace, Name: name, ResourceRequest: true,
		APIGroup: connectors.GroupName, APIVersion: "v1alpha1", Resource: "connectors",
	}
	if err := r.allowed(ctx, asked); err != nil {
		return err
	}
	if !httpstream.IsUpgradeRequest(req) {
		return nil
	}
	asked.Verb, asked.Subresource = "create", "proxy"
	return r.allowed(ctx, asked)
}

func (r *ProxyREST) allowed(ctx context.Context, asked authorizer.AttributesRecord) error {
	decision, reason, err := r.authorizer.Authorize(ctx, asked)
	if decision == authorizer.DecisionAllow {
		return nil
	}
	if err != nil {
		return apierrors.NewServiceUnavailable(fmt.Sprintf("cannot ask whether user %q may use the connector: %v",
			asked.User.GetName(), err))
	}
	resource := asked.Resource
	if asked.Subresource != "" {
		resource += "/" + asked.Subresource
	}
	if reason != "" {
		reason = ": " + reason
	}
	return apierrors.NewForbidden(connectors.Resource(resource), asked.Name, fmt.Errorf(
		"user %q needs the verb %s on %s in namespace %q to use a tool through connectors/proxy%s",
		asked.User.GetName(), asked.Verb, resource, asked.Namespace, reason))
}

// proxySegments is the number of path segments up to and with "proxy":
// /apis/<group>/<version>/namespaces/<namespace>/connectors/<name>/proxy.
const proxySegments = 8

// splitPath divides an escaped URL path of connectors/proxy into the part that names the Connector and the part below
// the tool's address. It counts segments, since a client may have escaped any of them.
func splitPath(escaped string) (public, path string) {
	rest := escaped
	for range proxySegments {
		cut := strings.IndexByte(rest[min(1, len(rest)):], '/')
		if cut < 0 {
			return escaped, ""
		}
		rest = rest[cut+1:]
	}
	return escaped[:len(escaped)-len(rest)], rest
}
