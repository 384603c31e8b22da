// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package storage

import (
	"errors"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/registry/generic"
	"k8s.io/apiserver/pkg/storage"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	"k8s.io/apiserver/pkg/storage/storagebackend/factory"
	"k8s.io/client-go/tools/cache"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/apis/connectors/install"
)

// backend records the key of a class; nothing is stored.
type backend struct {
	key string
	err error
}

func (b *backend) GetRESTOptions(schema.GroupResource, runtime.Object) (generic.RESTOptions, error) {
	return generic.RESTOptions{
		StorageConfig:  &storagebackend.ConfigForResource{},
		Decorator:      b.decorate,
		ResourcePrefix: "connectors.alauda.io/connectorclasses",
	}, b.err
}

func (b *backend) decorate(_ *storagebackend.ConfigForResource, _ string, keyFunc func(runtime.Object) (string, error),
	_, _ func() runtime.Object, _ storage.AttrFunc, _ storage.IndexerFuncs, _ *cache.Indexers,
) (storage.Interface, factory.DestroyFunc, error) {
	var err error
	b.key, err = keyFunc(&connectors.ConnectorClass{ObjectMeta: metav1.ObjectMeta{Name: "git"}})
	return nil, func() {}, err
}

func TestNewStorage(t *testing.T) {
	scheme := runtime.NewScheme()
	if err := install.Install(scheme); err != nil {
		t.Fatal(err)
	}
	b := &backend{}
	s, err := NewStorage(scheme, b)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.ConnectorClass.Destroy)
	if b.key != "/connectors.alauda.io/connectorclasses/git" {
		t.Errorf("key %q", b.key)
	}
	if got := s.ConnectorClass.GetSingularName(); got != "connectorclass" {
		t.Errorf("singular name %q", got)
	}
	if got := s.ConnectorClass.Categories(); len(got) != 1 || got[0] != "alauda" {
		t.Errorf("categories %q", got)
	}
	if s.ConnectorClass.NamespaceScoped() {
		t.Error("namespaced")
	}
	if _, ok := s.Status.New().(*connectors.ConnectorClass); !ok {
		t.Errorf("the status is that of a %T", s.Status.New())
	}
	for version, set := range s.Status.GetResetFields() {
		if got := set.String(); got != ".metadata\n.spec" {
			t.Errorf("%s: %q", version, got)
		}
	}
}

func TestNewStorageSaysWhatFailed(t *testing.T) {
	_, err := NewStorage(runtime.NewScheme(), &backend{err: errors.New("no etcd")})
	if err == nil || err.Error() != "preparing the storage of ConnectorClasses: no etcd" {
		t.Errorf("got %v", err)
	}
}
