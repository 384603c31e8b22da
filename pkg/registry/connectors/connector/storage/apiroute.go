// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package storage

import (
	"net/http"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/openapi"
	"connectors.alauda.io/pkg/target"
)

// route is where a request to connectors/api goes.
type route struct {
	// class says that the API of the class answers, and not the tool.
	class bool
	// place is the address of the tool that is meant.
	place *target.Place
}

// routeOf finds the route of an escaped path below connectors/api, with its leading slash. Errors are for the caller.
func routeOf(connector *target.Target, method, path string) (route, error) {
	api := connector.API
	if api == nil {
		return routeTo(connector, openapi.Operation{Provider: openapi.ProviderProxy})
	}
	if api.Misdescribed != nil {
		// Nobody knows what is for the tool. The call of the class API says why.
		return routeTo(connector, openapi.Operation{Provider: openapi.ProviderAPI})
	}
	operation, err := api.Description.Find(method, path)
	switch {
	case err != nil:
		return route{}, err
	case operation == nil:
		return routeTo(connector, openapi.Operation{Provider: openapi.ProviderProxy})
	}
	return routeTo(connector, *operation)
}

func routeTo(connector *target.Target, operation openapi.Operation) (route, error) {
	place, err := connector.At(operation.Address)
	if err != nil {
		return route{}, err
	}
	return route{class: operation.Provider == openapi.ProviderAPI, place: place}, nil
}

// leadsTo says whether a client who asks for a path below connectors/api comes to that path of the tool at this place.
// Operations differ in their places: what a tool answers at one of them may name a path that means another here.
func leadsTo(connector *target.Target, place *target.Place, path string) bool {
	to, err := routeOf(connector, http.MethodGet, path)
	return err == nil && !to.class && to.place.Address == place.Address
}

// badRequest names the Connector as the engine's own errors do.
func badRequest(namespace, name, message string) error {
	err := apierrors.NewBadRequest("connector " + namespace + "/" + name + ": " + message)
	err.ErrStatus.Details = &metav1.StatusDetails{Group: connectors.GroupName, Kind: "connectors", Name: name}
	return err
}
