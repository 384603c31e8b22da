// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"bytes"
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	clienttesting "k8s.io/client-go/testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/generated/clientset/versioned/fake"
	"connectors.alauda.io/pkg/plugin"
)

// apiFixture is a Store at work on a Connector whose class has an API.
type apiFixture struct {
	t      *testing.T
	client *fake.Clientset
	store  *Store
}

func newAPIFixture(t *testing.T) *apiFixture {
	t.Helper()
	var reads atomic.Int64
	class := gitClass(withAPI(), func(c *v1alpha1.ConnectorClass) { c.UID, c.Generation, c.ResourceVersion = "c", 1, "1" })
	client := fake.NewSimpleClientset(gitConnector(func(c *v1alpha1.Connector) { c.ResourceVersion = "5" }), class)
	f := &apiFixture{t: t, client: client, store: newStoreOf(t, &reads, client)}
	f.store.watch.synced.Store(true) // the fake of the metadata client cannot list by watching
	f.store.config.Informers.Start(t.Context().Done())
	go f.store.Run(t.Context())
	f.awaitWatches("connectors", "connectorclasses")
	return f
}

// awaitWatches waits until the informers watch the resources: unlike a server, the fake forgets a deletion between the
// list of an informer and its watch. A watch is among the actions only once it sees deletions.
func (f *apiFixture) awaitWatches(resources ...string) {
	f.t.Helper()
	err := wait.PollUntilContextTimeout(f.t.Context(), time.Millisecond, time.Minute, true, func(context.Context) (bool, error) {
		actions := f.client.Actions()
		for _, resource := range resources {
			if !slices.ContainsFunc(actions, func(a clienttesting.Action) bool { return a.Matches("watch", resource) }) {
				return false, nil
			}
		}
		return true, nil
	})
	if err != nil {
		f.t.Fatalf("no watch of each of %q: %v", resources, err)
	}
}

// change updates the class.
func (f *apiFixture) change(change func(*v1alpha1.ConnectorClass)) {
	f.t.Helper()
	classes := f.client.ConnectorsV1alpha1().ConnectorClasses()
	class, err := classes.Get(f.t.Context(), "git", metav1.GetOptions{})
	if err != nil {
		f.t.Fatal(err)
	}
	class.ResourceVersion += "0" // as a server does
	change(class)
	if _, err := classes.Update(f.t.Context(), class, metav1.UpdateOptions{}); err != nil {
		f.t.Fatal(err)
	}
}

// await waits until the Target is as it should be.
func (f *apiFixture) await(what string, ok func(*Target) bool) {
	f.t.Helper()
	err := wait.PollUntilContextTimeout(f.t.Context(), 10*time.Millisecond, time.Minute, true, func(ctx context.Context) (bool, error) {
		found, err := f.store.Get(ctx, "team", "git")
		return err == nil && ok(found), nil
	})
	if err != nil {
		f.t.Fatalf("%s: %v", what, err)
	}
}

// finds says whether the description of the class knows a path.
func finds(path string) func(*Target) bool {
	return func(t *Target) bool {
		if t.API == nil {
			return false
		}
		operation, err := t.API.Description.Find("GET", path)
		return operation != nil && err == nil
	}
}

func TestStoreFollowsTheAPIOfAClass(t *testing.T) {
	f := newAPIFixture(t)
	f.await("the API as it is", finds("/things/0/a"))
	f.change(func(c *v1alpha1.ConnectorClass) { c.Generation, c.Spec.API.OpenAPI = 2, describedPaths(5) })
	f.await("another description", finds("/things/4/a"))
	f.change(func(c *v1alpha1.ConnectorClass) {
		c.Status.API.Address = &v1alpha1.Addressable{URL: "https://moved.example.com", CACerts: string(certificate(t, 1))}
	})
	f.await("another address", func(got *Target) bool {
		return got.API.Service.String() == "https://moved.example.com" && got.API.Roots != nil && got.Roots == nil && finds("/things/4/a")(got)
	})
	f.change(func(c *v1alpha1.ConnectorClass) { c.Status.API = nil })
	f.await("no address", func(got *Target) bool { return got.API.Unusable != nil && got.API.Unusable.Transient })
	f.change(func(c *v1alpha1.ConnectorClass) { c.Generation, c.Spec.API = 3, nil })
	f.await("no API", func(got *Target) bool { return got.API == nil && got.Unusable == nil })
}

func TestStoreForgetsClasses(t *testing.T) {
	f := newAPIFixture(t)
	f.await("the API as it is", finds("/things/0/a"))
	if err := f.client.ConnectorsV1alpha1().ConnectorClasses().Delete(t.Context(), "git", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	f.await("no class", func(got *Target) bool { return got.API == nil && got.Unusable != nil })
	f.store.apis.mu.Lock()
	defer f.store.apis.mu.Unlock()
	if len(f.store.apis.of) != 0 {
		t.Error("the description of a class that is gone is kept")
	}
}

// told waits until a class API is told something.
func (f *apiFixture) told(what string, ok func(*plugin.Call) bool) {
	f.t.Helper()
	f.await(what, func(got *Target) bool {
		place, err := got.At("")
		return err == nil && ok(place.Call())
	})
}

func TestStoreTellsOfNewSecrets(t *testing.T) {
	f := newAPIFixture(t)
	password := func(want string) func(*plugin.Call) bool {
		return func(call *plugin.Call) bool {
			secret, ok := call.Secret()
			return ok && string(secret["password"]) == want
		}
	}
	f.told("the password", password("p"))
	secrets := f.store.config.Kube.CoreV1().Secrets("team")
	secret, err := secrets.Get(t.Context(), "credential", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	secret.ResourceVersion, secret.Data["password"] = "4", []byte("rotated")
	if _, err := secrets.Update(t.Context(), secret, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := f.store.watch.Update(secret); err != nil {
		t.Fatal(err)
	}
	f.told("another password", password("rotated"))
	if err := secrets.Delete(t.Context(), "credential", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := f.store.watch.Delete(secret); err != nil {
		t.Fatal(err)
	}
	f.await("no Secret", func(got *Target) bool {
		place, err := got.At("")
		_, ok := place.Call().Secret()
		return err == nil && !ok && got.API.Unusable != nil && got.API.Unusable.Reason == v1alpha1.ReasonSecretNotFound
	})
}

func TestStoreTellsOfAuthorities(t *testing.T) {
	f := newAPIFixture(t)
	global, kube := certificate(t, 1), f.store.config.Kube.CoreV1()
	vouched := func(want []byte) func(*plugin.Call) bool {
		return func(call *plugin.Call) bool { return bytes.Equal(call.CACerts, want) }
	}
	f.told("nothing of authorities", vouched(nil))
	flag := &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Namespace: v1alpha1.SystemNamespace, Name: configMapName, ResourceVersion: "1"},
		Data:       map[string]string{customCAFlag: "true"},
	}
	if _, err := kube.ConfigMaps(v1alpha1.SystemNamespace).Create(t.Context(), flag, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := kube.Secrets(v1alpha1.SystemNamespace).Create(t.Context(), &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: v1alpha1.SystemNamespace, Name: "ca", Labels: map[string]string{v1alpha1.CACertLabel: "true"},
		},
		Data: map[string][]byte{"ca.crt": global},
	}, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	f.told("the authority of all", vouched(global))
	f.await("the authority for the class API", func(got *Target) bool { return got.API.RootsID == got.RootsID && got.RootsID != "" })
	flag.ResourceVersion, flag.Data = "2", map[string]string{customCAFlag: "false"}
	if _, err := kube.ConfigMaps(v1alpha1.SystemNamespace).Update(t.Context(), flag, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	f.told("nothing of authorities any more", vouched(nil))
}
