// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package size

import (
	"context"
	"errors"
	"testing"

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

// failing is a storage whose writes fail.
type failing struct {
	storage.Interface
	err error
}

func (f failing) Create(context.Context, string, runtime.Object, runtime.Object, uint64) error {
	return f.err
}

func (f failing) GuaranteedUpdate(context.Context, string, runtime.Object, bool, *storage.Preconditions,
	storage.UpdateFunc, runtime.Object,
) error {
	return f.err
}

// options gives a storage.
type options struct{ storage storage.Interface }

func (o options) GetRESTOptions(schema.GroupResource, runtime.Object) (generic.RESTOptions, error) {
	decorator := func(*storagebackend.ConfigForResource, string, func(runtime.Object) (string, error), func() runtime.Object,
		func() runtime.Object, storage.AttrFunc, storage.IndexerFuncs, *cache.Indexers,
	) (storage.Interface, factory.DestroyFunc, error) {
		return o.storage, func() {}, nil
	}
	return generic.RESTOptions{Decorator: decorator}, nil
}

func decorated(t *testing.T, inner storage.Interface) storage.Interface {
	t.Helper()
	got, err := Explain(options{inner}).GetRESTOptions(schema.GroupResource{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	outer, _, err := got.Decorator(nil, "", nil, nil, nil, nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return outer
}

func TestExplain(t *testing.T) {
	for _, test := range []struct {
		name string
		err  error
		want bool
	}{
		{"none", nil, false},
		{"refused by etcd", rpctypes.ErrRequestTooLarge, true},
		{"refused by its client", status.Error(codes.ResourceExhausted, "trying to send message larger than max"), true},
		{"etcd is full", rpctypes.ErrNoSpace, false},
		{"etcd is busy", rpctypes.ErrTooManyRequests, false},
		{"conflict", storage.NewResourceVersionConflictsError("key", 1), false},
		{"anything else", errors.New("anything else"), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			written := decorated(t, failing{err: test.err})
			for _, err := range []error{
				written.Create(t.Context(), "", nil, nil, 0),
				written.GuaranteedUpdate(t.Context(), "", nil, false, nil, nil, nil),
			} {
				if apierrors.IsRequestEntityTooLargeError(err) != test.want {
					t.Errorf("error %v, want 413: %v", err, test.want)
				}
				if !test.want && !errors.Is(err, test.err) {
					t.Errorf("error %v, want %v", err, test.err)
				}
			}
		})
	}
}
