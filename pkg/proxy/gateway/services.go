// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"errors"
	"fmt"

	"k8s.io/client-go/tools/cache"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/target/proxyname"
)

// ErrAmbiguous says that two Connectors have equal claims to a Service.
var ErrAmbiguous = errors.New("two connectors of the namespace share this host: " +
	"use the path /namespaces/<namespace>/connectors/<connector>/ on the address of the proxy")

// serviceIndex finds Connectors by namespace and name of their proxy Service.
const serviceIndex = "proxy-service"

// Index knows from an informer which Connector a proxy Service belongs to. It is safe for concurrent use.
type Index struct {
	connectors cache.Indexer
}

var _ Services = &Index{}

// NewIndex adds an index to an informer of Connectors. The caller starts the informer.
func NewIndex(connectors cache.SharedIndexInformer) (*Index, error) {
	if err := connectors.AddIndexers(cache.Indexers{serviceIndex: serviceOf}); err != nil {
		return nil, fmt.Errorf("indexing connectors by proxy Service: %w", err)
	}
	return &Index{connectors: connectors.GetIndexer()}, nil
}

func serviceOf(object any) ([]string, error) {
	connector, ok := object.(*v1alpha1.Connector)
	if !ok {
		return nil, fmt.Errorf("the connector informer holds a %T", object)
	}
	return []string{connector.Namespace + "/" + proxyname.Service(connector.Name)}, nil
}

// Connector gives the name of the Connector whose proxy Service this is, and an empty one when the informer knows none. A
// Connector may be called like the hashed name of another: then it is the older one's, to whom the Service was given. It
// fails with ErrAmbiguous when both are of the same second.
func (i *Index) Connector(namespace, service string) (string, error) {
	objects, err := i.connectors.ByIndex(serviceIndex, namespace+"/"+service)
	if err != nil {
		return "", fmt.Errorf("looking for the connector of a Service: %w", err)
	}
	var owner *v1alpha1.Connector
	tied := false
	for _, object := range objects {
		connector, ok := object.(*v1alpha1.Connector)
		if !ok {
			continue
		}
		switch {
		case owner == nil || connector.CreationTimestamp.Before(&owner.CreationTimestamp):
			owner, tied = connector, false
		case connector.CreationTimestamp.Equal(&owner.CreationTimestamp):
			tied = true
		}
	}
	switch {
	case owner == nil:
		return "", nil
	case tied:
		return "", ErrAmbiguous
	}
	return owner.Name, nil
}
