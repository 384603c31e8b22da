// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package storage

import (
	"context"
	"errors"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/generic"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/storage"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	"k8s.io/apiserver/pkg/storage/storagebackend/factory"
	"k8s.io/client-go/tools/cache"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/apis/connectors/install"
)

// backend holds at most one Connector and records how it was asked for. What it does not implement is not used here.
type backend struct {
	storage.Interface
	held     *connectors.Connector
	prefix   string
	triggers storage.IndexerFuncs
	indexers *cache.Indexers
	key      string
}

func (b *backend) GetRESTOptions(schema.GroupResource, runtime.Object) (generic.RESTOptions, error) {
	return generic.RESTOptions{
		StorageConfig:  &storagebackend.ConfigForResource{},
		Decorator:      b.decorate,
		ResourcePrefix: "connectors.alauda.io/connectors",
	}, nil
}

func (b *backend) decorate(_ *storagebackend.ConfigForResource, prefix string, keyFunc func(runtime.Object) (string, error),
	_, _ func() runtime.Object, _ storage.AttrFunc, triggers storage.IndexerFuncs, indexers *cache.Indexers,
) (storage.Interface, factory.DestroyFunc, error) {
	b.prefix, b.triggers, b.indexers = prefix, triggers, indexers
	var err error
	b.key, err = keyFunc(&connectors.Connector{ObjectMeta: metav1.ObjectMeta{Name: "git", Namespace: "team"}})
	return b, func() {}, err
}

func (b *backend) Versioner() storage.Versioner { return storage.APIObjectVersioner{} }

func (b *backend) GuaranteedUpdate(_ context.Context, _ string, destination runtime.Object, _ bool, _ *storage.Preconditions,
	tryUpdate storage.UpdateFunc, _ runtime.Object,
) error {
	current, version := runtime.Object(&connectors.Connector{}), uint64(0)
	if b.held != nil {
		current, version = b.held.DeepCopy(), 7
	}
	updated, _, err := tryUpdate(current, storage.ResponseMeta{ResourceVersion: version})
	if err != nil {
		return err
	}
	c, ok := updated.(*connectors.Connector)
	if !ok {
		return errors.New("not a Connector")
	}
	b.held = c
	c.DeepCopyInto(destination.(*connectors.Connector))
	return nil
}

func newStorage(t *testing.T, b *backend) Storage {
	t.Helper()
	scheme := runtime.NewScheme()
	if err := install.Install(scheme); err != nil {
		t.Fatal(err)
	}
	s, err := NewStorage(scheme, b)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Connector.Destroy)
	return s
}

func held() *connectors.Connector {
	return &connectors.Connector{
		ObjectMeta: metav1.ObjectMeta{Name: "git", Namespace: "team", UID: "1", ResourceVersion: "7", Generation: 3},
		Spec:       connectors.ConnectorSpec{ConnectorClassName: "git", Address: "https://github.com"},
	}
}

func TestNewStorage(t *testing.T) {
	b := &backend{}
	s := newStorage(t, b)
	if b.prefix != "/connectors.alauda.io/connectors" || b.key != b.prefix+"/team/git" {
		t.Errorf("prefix %q, key %q", b.prefix, b.key)
	}
	if len(b.triggers) != 1 || b.indexers == nil || len(*b.indexers) != 1 {
		t.Errorf("%d triggers, indexers %v", len(b.triggers), b.indexers)
	}
	if got := s.Connector.GetSingularName(); got != "connector" {
		t.Errorf("singular name %q", got)
	}
	if got := s.Connector.Categories(); len(got) != 1 || got[0] != "alauda" {
		t.Errorf("categories %q", got)
	}
	if !s.Connector.NamespaceScoped() {
		t.Error("not namespaced")
	}
	if _, ok := s.Status.New().(*connectors.Connector); !ok {
		t.Errorf("the status is that of a %T", s.Status.New())
	}
}

type brokenOptions struct{}

func (brokenOptions) GetRESTOptions(schema.GroupResource, runtime.Object) (generic.RESTOptions, error) {
	return generic.RESTOptions{}, errors.New("no etcd")
}

func TestNewStorageSaysWhatFailed(t *testing.T) {
	if _, err := NewStorage(runtime.NewScheme(), brokenOptions{}); err == nil || err.Error() != "preparing the storage of Connectors: no etcd" {
		t.Errorf("got %v", err)
	}
}

// TestUpdatesKeepToTheirHalf sends the same object, changed in spec and status, to both resources.
func TestUpdatesKeepToTheirHalf(t *testing.T) {
	for _, tt := range []struct {
		name       string
		updater    func(Storage) rest.Updater
		address    string
		observed   int64
		generation int64
	}{
		{"connectors", func(s Storage) rest.Updater { return s.Connector }, "https://gitlab.com", 0, 4},
		{"connectors/status", func(s Storage) rest.Updater { return s.Status }, "https://github.com", 3, 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := &backend{held: held()}
			change := held()
			change.Spec.Address, change.Status.ObservedGeneration = "https://gitlab.com", 3
			_, created, err := tt.updater(newStorage(t, b)).Update(inNamespace(t), "git", rest.DefaultUpdatedObjectInfo(change),
				rest.ValidateAllObjectFunc, rest.ValidateAllObjectUpdateFunc, false, &metav1.UpdateOptions{})
			if err != nil || created {
				t.Fatalf("created %t, %v", created, err)
			}
			if b.held.Spec.Address != tt.address || b.held.Status.ObservedGeneration != tt.observed || b.held.Generation != tt.generation {
				t.Errorf("stored %+v", b.held)
			}
		})
	}
}

func TestStatusUpdateNeverCreates(t *testing.T) {
	b := &backend{}
	fresh := held()
	fresh.UID, fresh.ResourceVersion = "", ""
	_, _, err := newStorage(t, b).Status.Update(inNamespace(t), "git", rest.DefaultUpdatedObjectInfo(fresh),
		rest.ValidateAllObjectFunc, rest.ValidateAllObjectUpdateFunc, true, &metav1.UpdateOptions{})
	if !apierrors.IsNotFound(err) || b.held != nil {
		t.Errorf("error %v, stored %v", err, b.held)
	}
}

func TestStatusHasTheTableAndResetFieldsOfItsKind(t *testing.T) {
	s := newStorage(t, &backend{})
	table, err := s.Status.ConvertToTable(t.Context(), held(), nil)
	if err != nil || len(table.Rows) != 1 {
		t.Errorf("table %v, %v", table, err)
	}
	for version, set := range s.Status.GetResetFields() {
		if got := set.String(); got != ".metadata\n.spec" {
			t.Errorf("%s: %q", version, got)
		}
	}
	for version, set := range s.Connector.GetResetFields() {
		if got := set.String(); got != ".status" {
			t.Errorf("%s: %q", version, got)
		}
	}
}

func inNamespace(t *testing.T) context.Context {
	t.Helper()
	return request.WithNamespace(t.Context(), "team")
}
