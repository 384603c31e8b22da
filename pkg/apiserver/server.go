// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package apiserver

import (
	"fmt"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/apiserver/pkg/registry/rest"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/utils/clock"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	connectoradmission "connectors.alauda.io/pkg/apiserver/admission"
	"connectors.alauda.io/pkg/apiserver/frontproxy"
	"connectors.alauda.io/pkg/proxy/decision"
	connectorstorage "connectors.alauda.io/pkg/registry/connectors/connector/storage"
	classstorage "connectors.alauda.io/pkg/registry/connectors/connectorclass/storage"
)

// Server is the API server.
type Server struct {
	Generic *genericapiserver.GenericAPIServer
}

// New makes the API server. It starts nothing: what runs beside it is started by its post-start hooks.
func (c completedConfig) New() (*Server, error) {
	connector, err := connectorstorage.NewStorage(c.extra.Scheme, c.generic.RESTOptionsGetter)
	if err != nil {
		return nil, fmt.Errorf("making the storage of connectors: %w", err)
	}
	class, err := classstorage.NewStorage(c.extra.Scheme, c.generic.RESTOptionsGetter)
	if err != nil {
		return nil, fmt.Errorf("making the storage of connectorclasses: %w", err)
	}
	if c.generic.Authorization.Authorizer, err = c.newAuthorizer(); err != nil {
		return nil, err
	}
	if header := c.generic.Authentication.RequestHeaderConfig; header != nil {
		c.generic.Authentication.Authenticator, err = frontproxy.New(header, c.generic.Authentication.Authenticator, clock.RealClock{})
		if err != nil {
			return nil, fmt.Errorf("preparing to recognize the kube-apiserver: %w", err)
		}
	}
	c.generic.AdmissionControl = admission.NewChainHandler(
		c.generic.AdmissionControl,
		connectoradmission.NewClassRules(class.ConnectorClass),
		connectoradmission.NewSecretAccess(c.generic.Authorization.Authorizer),
	)
	generic, err := c.generic.New("connectors-apiserver", genericapiserver.NewEmptyDelegate())
	if err != nil {
		return nil, fmt.Errorf("making the generic API server: %w", err)
	}
	background, err := c.newBackground(generic.LoopbackClientConfig)
	if err != nil {
		return nil, err
	}
	if err := background.addHooks(generic); err != nil {
		return nil, err
	}
	group := genericapiserver.NewDefaultAPIGroupInfo(connectors.GroupName, c.extra.Scheme,
		runtime.NewParameterCodec(c.extra.Scheme), c.extra.Codecs)
	group.NegotiatedSerializer = withoutProtobuf{group.NegotiatedSerializer}
	group.VersionedResourcesStorageMap[v1alpha1.SchemeGroupVersion.Version] = map[string]rest.Storage{
		"connectors":        connector.Connector,
		"connectors/status": connector.Status,
		"connectors/proxy":  connectorstorage.NewProxyREST(background.targets, background.engine, c.generic.Authorization.Authorizer),
		"connectors/api": connectorstorage.NewAPIREST(connectorstorage.APIConfig{
			Targets: background.targets, Engine: background.engine, Classes: background.classes.caller,
			Authorizer: c.generic.Authorization.Authorizer, WriteMethods: c.extra.ClassAPIs.WriteMethods,
		}),
		"connectorclasses":        class.ConnectorClass,
		"connectorclasses/status": class.Status,
	}
	if err := generic.InstallAPIGroup(&group); err != nil {
		return nil, fmt.Errorf("installing API group %s: %w", connectors.GroupName, err)
	}
	return &Server{Generic: generic}, nil
}

// newAuthorizer puts our memory of decisions over the configured authorizer.
func (c completedConfig) newAuthorizer() (authorizer.Authorizer, error) {
	cache, err := decision.New(c.generic.Authorization.Authorizer, decision.Options{
		Group:    connectors.GroupName,
		AllowTTL: c.extra.RememberAllowed,
		DenyTTL:  c.extra.RememberDenied,
	})
	if err != nil {
		return nil, fmt.Errorf("making the memory of decisions: %w", err)
	}
	return cache, nil
}
