// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package size says clearly that an object is too large for etcd. Validation bounds spec, status and annotations each; all
// of them together, or labels and managed fields, can still exceed what etcd takes. The library has no word for that and
// would answer 500.
package size

import (
	"context"
	"errors"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/registry/generic"
	"k8s.io/apiserver/pkg/storage"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	"k8s.io/apiserver/pkg/storage/storagebackend/factory"
	"k8s.io/client-go/tools/cache"
)

// Explain makes stores with these options answer 413 where etcd refuses an object for its size.
func Explain(options generic.RESTOptionsGetter) generic.RESTOptionsGetter {
	return explainingOptions{options}
}

type explainingOptions struct{ generic.RESTOptionsGetter }

// GetRESTOptions implements generic.RESTOptionsGetter.
func (o explainingOptions) GetRESTOptions(resource schema.GroupResource, example runtime.Object) (generic.RESTOptions, error) {
	options, err := o.RESTOptionsGetter.GetRESTOptions(resource, example)
	if err != nil {
		return options, err
	}
	decorate := options.Decorator
	options.Decorator = func(config *storagebackend.ConfigForResource, prefix string, key func(runtime.Object) (string, error),
		newOne, newList func() runtime.Object, attributes storage.AttrFunc, triggers storage.IndexerFuncs, indexers *cache.Indexers,
	) (storage.Interface, factory.DestroyFunc, error) {
		inner, destroy, err := decorate(config, prefix, key, newOne, newList, attributes, triggers, indexers)
		if err != nil {
			return nil, nil, err
		}
		return explaining{inner}, destroy, nil
	}
	return options, nil
}

type explaining struct{ storage.Interface }

// Create implements storage.Interface.
func (e explaining) Create(ctx context.Context, key string, obj, out runtime.Object, ttl uint64) error {
	return explained(e.Interface.Create(ctx, key, obj, out, ttl))
}

// GuaranteedUpdate implements storage.Interface.
func (e explaining) GuaranteedUpdate(ctx context.Context, key string, destination runtime.Object, ignoreNotFound bool,
	preconditions *storage.Preconditions, tryUpdate storage.UpdateFunc, cached runtime.Object,
) error {
	return explained(e.Interface.GuaranteedUpdate(ctx, key, destination, ignoreNotFound, preconditions, tryUpdate, cached))
}

// explained knows both ways in which a write can be too large.
func explained(err error) error {
	if !tooLarge(err) {
		return err
	}
	return apierrors.NewRequestEntityTooLargeError(
		"the object with its metadata and status is larger than etcd takes, which is 1.5 MiB unless configured otherwise")
}

// tooLarge tells whether etcd refused a request for its size, or its client did not send one that is larger still. Etcd
// gives the client's code to other errors as well, but those are known by name.
func tooLarge(err error) bool {
	var fromEtcd rpctypes.EtcdError
	if errors.As(err, &fromEtcd) {
		return errors.Is(err, rpctypes.ErrRequestTooLarge)
	}
	return status.Code(err) == codes.ResourceExhausted
}
