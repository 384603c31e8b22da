// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package apiserver puts the API server together: which storage serves which resource, and what runs beside it.
package apiserver

import (
	"crypto/x509"
	"net/http"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/sets"
	genericapiserver "k8s.io/apiserver/pkg/server"
	genericfilters "k8s.io/apiserver/pkg/server/filters"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"

	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/proxy/upstream/classservice"
	"connectors.alauda.io/pkg/target"
)

// Config is what an API server is made from.
type Config struct {
	// Generic is the library's part, to which the options have been applied.
	Generic *genericapiserver.RecommendedConfig
	Extra   ExtraConfig
}

// ExtraConfig is our part of the configuration.
type ExtraConfig struct {
	// Scheme and Codecs are those of NewScheme.
	Scheme *runtime.Scheme
	Codecs serializer.CodecFactory
	// RememberAllowed and RememberDenied are how long decisions of the Authorizer are remembered. It should remember none
	// itself.
	RememberAllowed, RememberDenied time.Duration
	// Kube and Metadata read the cluster.
	Kube     kubernetes.Interface
	Metadata metadata.Interface
	// NewInjector compiles credentials.
	NewInjector target.InjectorFactory
	// DialRules are the fixed rules for the addresses of tools; those of the cluster are added to them.
	DialRules upstream.Rules
	// Upstream configures the connections to tools; its Guard is set here.
	Upstream upstream.Options
	// ClassAPIs says how class APIs are called.
	ClassAPIs ClassAPIConfig
}

// ClassAPIConfig says how class APIs are called, and what callers of connectors/api may do.
type ClassAPIConfig struct {
	// Authorities vouch for class APIs whose class names none, beside those that vouch for tools.
	Authorities []*x509.Certificate
	// Certificate is shown to class APIs that ask for one; nil for none.
	Certificate *classservice.Certificate
	// AllowPlaintext lets class APIs be called over plain http.
	AllowPlaintext bool
	// WriteMethods lets connectors/api take methods that change something.
	WriteMethods bool
}

type completedConfig struct {
	generic genericapiserver.CompletedConfig
	extra   ExtraConfig
}

// CompletedConfig can only be made by Complete.
type CompletedConfig struct {
	*completedConfig
}

// Complete fills in what is not set and can be derived.
func (c *Config) Complete() CompletedConfig {
	c.Generic.LongRunningFunc = genericfilters.BasicLongRunningRequestCheck(sets.NewString("watch"), sets.NewString("proxy", "api"))
	c.Generic.BuildHandlerChainFunc = buildHandlerChain
	completed := c.Generic.Complete()
	completed.RequestInfoResolver = requestInfoResolver{completed.RequestInfoResolver}
	return CompletedConfig{&completedConfig{generic: completed, extra: c.Extra}}
}

func buildHandlerChain(handler http.Handler, config *genericapiserver.Config) http.Handler {
	return withKnownIdentities(genericapiserver.DefaultBuildHandlerChain(withRawQuery(handler), config), config)
}
