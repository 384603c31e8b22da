// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clients_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"connectors.alauda.io/test/integration/harness"
)

// clientConfig is what a program with client-go has: a kubeconfig on the forward paths, and on the others the address and the
// token, as a program in a Pod sets them.
func (w *way) clientConfig(t *testing.T) *rest.Config {
	t.Helper()
	config := &rest.Config{Host: w.url, BearerToken: w.token, Dial: w.network.DialContext}
	switch {
	case w.path.forward():
		var err error
		if config, err = clientcmd.NewDefaultClientConfig(*w.kubeconfig(t), nil).ClientConfig(); err != nil {
			t.Fatal(err)
		}
	case w.path == subresource:
		config.Dial = nil
	}
	if w.path.secure() {
		config.CAData = w.trusted(t)
	}
	config.Wrap(func(next http.RoundTripper) http.RoundTripper { return listening{next: next, w: w} })
	return config
}

// listening tells a way of the headers of answers.
type listening struct {
	next http.RoundTripper
	w    *way
}

// RoundTrip implements http.RoundTripper.
func (l listening) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := l.next.RoundTrip(r)
	if err == nil {
		l.w.hearHeader(response.Header)
	}
	return response, err
}

// hearHeader keeps the header of an answer.
func (w *way) hearHeader(header http.Header) {
	for name, values := range header {
		w.hear(fmt.Sprintf("%s: %s\n", name, values))
	}
}

func useClientGo(t *testing.T, w *way) {
	maps := harness.Kube(t, w.clientConfig(t)).CoreV1().ConfigMaps(w.room.namespace)
	before, err := maps.List(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	watcher := harness.Watch(t, before.ResourceVersion, maps.Watch)
	made, err := maps.Create(t.Context(), &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "made-"}, Data: map[string]string{"key": "value"},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	expectEvent(t, watcher, watch.Added, made.Name)
	if err := maps.Delete(t.Context(), made.Name, metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	expectEvent(t, watcher, watch.Deleted, made.Name)
}

func expectEvent(t *testing.T, watcher watch.Interface, kind watch.EventType, name string) {
	t.Helper()
	deadline := time.After(programTimeout)
	for {
		select {
		case event, open := <-watcher.ResultChan():
			object, _ := event.Object.(*corev1.ConfigMap)
			if !open || object == nil {
				t.Fatalf("the watch ended with %v", event)
			}
			if event.Type == kind && object.Name == name {
				return
			}
		case <-deadline:
			t.Fatalf("no event %s of %s", kind, name)
		}
	}
}
