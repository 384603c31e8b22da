// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/kubernetes"
	corelisters "k8s.io/client-go/listers/core/v1"

	"connectors.alauda.io/pkg/target/serviceref"
)

// observer finds out about the endpoints of classes.
type observer struct {
	services corelisters.ServiceLister
	kube     kubernetes.Interface
	roots    func() *x509.CertPool
	apiRoots func(caCerts string) *x509.CertPool
	checker  checker
	// apiCertificate is what class APIs may ask for.
	apiCertificate clientCertificate
}

// observe looks at one endpoint, of which d may be nil. An error says nothing about the endpoint: it is to be looked at
// again.
func (o *observer) observe(ctx context.Context, d *declaration) (observation, error) {
	if d == nil {
		return observation{}, nil
	}
	service, err := o.service(d)
	if err != nil {
		return observation{}, err
	}
	endpoint, err := serviceref.Resolve(d.ref, d.uri, d.caCerts, d.prefer, service)
	if err != nil {
		return unresolved(err)
	}
	seen := observation{declared: true, url: endpoint.URL, caCerts: d.caCerts}
	if service != nil && service.Spec.Type != corev1.ServiceTypeExternalName {
		ready, err := hasReadyEndpoint(ctx, o.kube, service)
		if err != nil {
			return observation{}, err
		}
		if !ready {
			seen.reason, seen.message = ReasonNoEndpoints, describe(service, endpoint)+" has no ready endpoint"
			return seen, nil
		}
	}
	trust, err := o.trust(d)
	if err != nil {
		return observation{}, err
	}
	if err := o.checker.check(ctx, endpoint, trust); err != nil {
		seen.reason, seen.message = ReasonConnectionFailed, explain(describe(service, endpoint), err)
	}
	return seen, nil
}

// trust says how both sides of a connection to an endpoint know each other: the class API as those do who ask it.
func (o *observer) trust(d *declaration) (trust, error) {
	if d.api {
		return trust{roots: o.apiRoots(d.caCerts), ours: o.apiCertificate}, nil
	}
	roots, err := withCertificates(o.roots(), d.caCerts)
	return trust{roots: roots}, err
}

func unresolved(err error) (observation, error) {
	var failed *serviceref.Error
	if !errors.As(err, &failed) {
		return observation{}, fmt.Errorf("resolving an address: %w", err)
	}
	return observation{declared: true, reason: failed.Reason, message: failed.Message}, nil
}

// service is the Service that an endpoint depends on, nil when it depends on none or the Service does not exist.
func (o *observer) service(d *declaration) (*corev1.Service, error) {
	name, ok := serviceref.Referent(d.ref, d.uri)
	if !ok {
		return nil, nil
	}
	service, err := o.services.Services(name.Namespace).Get(name.Name)
	switch {
	case apierrors.IsNotFound(err):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("looking for Service %s: %w", name, err)
	}
	return service, nil
}

// describe names an endpoint in a message: by its Service, or by its URL, which holds no credential.
func describe(service *corev1.Service, endpoint serviceref.Endpoint) string {
	if service == nil {
		return endpoint.URL
	}
	return "Service " + service.Namespace + "/" + service.Name
}
