// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package storage serves ConnectorClasses and their status out of etcd.
package storage

import (
	"fmt"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/registry/generic"
	genericregistry "k8s.io/apiserver/pkg/registry/generic/registry"
	"k8s.io/apiserver/pkg/registry/rest"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/registry/connectors/connectorclass"
	"connectors.alauda.io/pkg/registry/connectors/size"
	"connectors.alauda.io/pkg/registry/connectors/status"
)

// Storage is what is served under connectorclasses.
type Storage struct {
	ConnectorClass *REST
	Status         *status.REST
}

// NewStorage gives the storages of ConnectorClasses over the backend that optsGetter names.
func NewStorage(scheme *runtime.Scheme, optsGetter generic.RESTOptionsGetter) (Storage, error) {
	strategy := connectorclass.NewStrategy(scheme)
	store := &genericregistry.Store{
		NewFunc:                   func() runtime.Object { return &connectors.ConnectorClass{} },
		NewListFunc:               func() runtime.Object { return &connectors.ConnectorClassList{} },
		DefaultQualifiedResource:  connectors.Resource("connectorclasses"),
		SingularQualifiedResource: connectors.Resource("connectorclass"),

		CreateStrategy:      strategy,
		UpdateStrategy:      strategy,
		DeleteStrategy:      strategy,
		ResetFieldsStrategy: strategy,

		TableConvertor: connectorclass.NewTableConvertor(),
	}
	if err := store.CompleteWithOptions(&generic.StoreOptions{RESTOptions: size.Explain(optsGetter)}); err != nil {
		return Storage{}, fmt.Errorf("preparing the storage of ConnectorClasses: %w", err)
	}
	return Storage{
		ConnectorClass: &REST{Store: store},
		Status:         status.New(store, connectorclass.StatusStrategy{Strategy: strategy}),
	}, nil
}

var (
	_ rest.StandardStorage      = &REST{}
	_ rest.CategoriesProvider   = &REST{}
	_ rest.SingularNameProvider = &REST{}
	_ rest.ResetFieldsStrategy  = &REST{}
)

// REST serves connectorclasses.
type REST struct{ *genericregistry.Store }

// Categories implements rest.CategoriesProvider.
func (*REST) Categories() []string { return []string{"alauda"} }
