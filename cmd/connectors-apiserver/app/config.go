// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"
	"time"

	"k8s.io/apiserver/pkg/endpoints/openapi"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
	basecompatibility "k8s.io/component-base/compatibility"

	"connectors.alauda.io/pkg/apiserver"
	generatedopenapi "connectors.alauda.io/pkg/generated/openapi"
	"connectors.alauda.io/pkg/proxy/inject"
	"connectors.alauda.io/pkg/proxy/upstream"
)

// Config turns the options into the configuration of a server. It reads files and asks the cluster which APIs it has.
func (o *Options) Config(ctx context.Context) (*apiserver.Config, error) {
	err := o.Recommended.SecureServing.MaybeDefaultWithSelfSignedCerts("localhost",
		[]string{"connectors-apiserver.connectors-system.svc"}, nil)
	if err != nil {
		return nil, fmt.Errorf("making a serving certificate: %w", err)
	}
	generic := genericapiserver.NewRecommendedConfig(o.codecs)
	setOpenAPI(generic, o)
	registry := o.Server.ComponentGlobalsRegistry
	generic.FeatureGate = registry.FeatureGateFor(basecompatibility.DefaultKubeComponent)
	generic.EffectiveVersion = registry.EffectiveVersionFor(basecompatibility.DefaultKubeComponent)
	if err := o.Server.ApplyTo(&generic.Config); err != nil {
		return nil, fmt.Errorf("applying the generic options: %w", err)
	}
	// Core API comes first here: which admission plugins can work depends on the cluster.
	if err := o.Recommended.CoreAPI.ApplyTo(generic); err != nil {
		return nil, fmt.Errorf("connecting to the cluster: %w", err)
	}
	if err := disableUnsupportedPlugins(ctx, o.Recommended.Admission, generic.ClientConfig); err != nil {
		return nil, err
	}
	allowed, denied := o.takeDecisionTTLs()
	if err := o.Recommended.ApplyTo(generic); err != nil {
		return nil, fmt.Errorf("applying the options: %w", err)
	}
	extra, err := o.extraConfig(ctx, generic.ClientConfig)
	if err != nil {
		return nil, err
	}
	extra.RememberAllowed, extra.RememberDenied = allowed, denied
	return &apiserver.Config{Generic: generic, Extra: extra}, nil
}

// takeDecisionTTLs gives how long decisions of the authorizer are to be remembered, and leaves none to the library: we
// remember them, and the times must not add up.
func (o *Options) takeDecisionTTLs() (allowed, denied time.Duration) {
	authorization := o.Recommended.Authorization
	allowed, denied = authorization.AllowCacheTTL, authorization.DenyCacheTTL
	authorization.AllowCacheTTL, authorization.DenyCacheTTL = 0, 0
	return allowed, denied
}

func setOpenAPI(generic *genericapiserver.RecommendedConfig, o *Options) {
	namer := openapi.NewDefinitionNamer(o.scheme)
	generic.OpenAPIConfig = genericapiserver.DefaultOpenAPIConfig(generatedopenapi.GetOpenAPIDefinitions, namer)
	generic.OpenAPIConfig.Info.Title = "Connectors"
	generic.OpenAPIConfig.Info.Version = "v1alpha1"
	generic.OpenAPIV3Config = genericapiserver.DefaultOpenAPIV3Config(generatedopenapi.GetOpenAPIDefinitions, namer)
	generic.OpenAPIV3Config.Info.Title = "Connectors"
	generic.OpenAPIV3Config.Info.Version = "v1alpha1"
}

func (o *Options) extraConfig(ctx context.Context, cluster *rest.Config) (apiserver.ExtraConfig, error) {
	// Every Connector's Secret is read once at the start; the cluster's own fairness decides how fast.
	unlimited := rest.CopyConfig(cluster)
	unlimited.QPS = -1
	kube, err := kubernetes.NewForConfig(unlimited)
	if err != nil {
		return apiserver.ExtraConfig{}, fmt.Errorf("making the client of the cluster: %w", err)
	}
	meta, err := metadata.NewForConfig(unlimited)
	if err != nil {
		return apiserver.ExtraConfig{}, fmt.Errorf("making the metadata client of the cluster: %w", err)
	}
	rules, err := o.dialRules(ctx)
	if err != nil {
		return apiserver.ExtraConfig{}, err
	}
	apis, err := o.classAPIs()
	if err != nil {
		return apiserver.ExtraConfig{}, err
	}
	return apiserver.ExtraConfig{
		Scheme:      o.scheme,
		Codecs:      o.codecs,
		Kube:        kube,
		Metadata:    meta,
		NewInjector: inject.New,
		DialRules:   rules,
		Upstream:    upstream.Options{HeaderTimeout: o.Tools.HeaderTimeout},
		ClassAPIs:   apis,
	}, nil
}

// classAPIs says how class APIs are called. It reads files.
func (o *Options) classAPIs() (apiserver.ClassAPIConfig, error) {
	authorities, err := o.ClassAPIs.Authorities()
	if err != nil {
		return apiserver.ClassAPIConfig{}, err
	}
	certificate, err := o.ClassAPIs.Certificate()
	if err != nil {
		return apiserver.ClassAPIConfig{}, err
	}
	return apiserver.ClassAPIConfig{
		Authorities: authorities, Certificate: certificate, AllowPlaintext: o.ClassAPIs.AllowPlaintext, WriteMethods: o.APIWriteMethods,
	}, nil
}

// dialRules are the rules that the flags set. Our own etcd is never a tool.
func (o *Options) dialRules(ctx context.Context) (upstream.Rules, error) {
	rules, err := o.Tools.Dial.Rules()
	if err != nil {
		return upstream.Rules{}, err
	}
	etcd, err := etcdEndpoints(ctx, o.Recommended.Etcd.StorageConfig.Transport.ServerList)
	if err != nil {
		return upstream.Rules{}, err
	}
	rules.DenyEndpoints = append(rules.DenyEndpoints, etcd...)
	return rules, nil
}
