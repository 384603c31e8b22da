// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package storage serves Connectors and their status out of etcd.
package storage

import (
	"fmt"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/registry/generic"
	genericregistry "k8s.io/apiserver/pkg/registry/generic/registry"
	"k8s.io/apiserver/pkg/registry/rest"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/registry/connectors/connector"
	"connectors.alauda.io/pkg/registry/connectors/size"
	"connectors.alauda.io/pkg/registry/connectors/status"
)

// Storage is what is served under connectors.
type Storage struct {
	Connector *REST
	Status    *status.REST
}

// NewStorage gives the storages of Connectors over the backend that optsGetter names.
func NewStorage(scheme *runtime.Scheme, optsGetter generic.RESTOptionsGetter) (Storage, error) {
	strategy := connector.NewStrategy(scheme)
	store := &genericregistry.Store{
		NewFunc:                   func() runtime.Object { return &connectors.Connector{} },
		NewListFunc:               func() runtime.Object { return &connectors.ConnectorList{} },
		PredicateFunc:             connector.Match,
		DefaultQualifiedResource:  connectors.Resource("connectors"),
		SingularQualifiedResource: connectors.Resource("connector"),

		CreateStrategy:      strategy,
		UpdateStrategy:      strategy,
		DeleteStrategy:      strategy,
		ResetFieldsStrategy: strategy,

		TableConvertor: connector.NewTableConvertor(),
	}
	err := store.CompleteWithOptions(&generic.StoreOptions{
		RESTOptions: size.Explain(optsGetter),
		AttrFunc:    connector.GetAttrs,
		TriggerFunc: connector.Triggers(),
		Indexers:    connector.Indexers(),
	})
	if err != nil {
		return Storage{}, fmt.Errorf("preparing the storage of Connectors: %w", err)
	}
	return Storage{
		Connector: &REST{Store: store},
		Status:    status.New(store, connector.StatusStrategy{Strategy: strategy}),
	}, nil
}

var (
	_ rest.StandardStorage      = &REST{}
	_ rest.CategoriesProvider   = &REST{}
	_ rest.SingularNameProvider = &REST{}
	_ rest.ResetFieldsStrategy  = &REST{}
)

// REST serves connectors.
type REST struct{ *genericregistry.Store }

// Categories implements rest.CategoriesProvider.
func (*REST) Categories() []string { return []string{"alauda"} }
