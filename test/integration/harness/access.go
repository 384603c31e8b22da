// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"testing"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	localstack "connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/pkg/generated/clientset/versioned"
	connectorsclient "connectors.alauda.io/pkg/generated/clientset/versioned/typed/connectors/v1alpha1"
)

// Admin returns how the administrator reaches the kube-apiserver, and through it our API server. The caller may change
// it.
func (s *Stack) Admin(t testing.TB) *rest.Config {
	t.Helper()
	config, err := s.cluster.RESTConfig()
	if err != nil {
		t.Fatal(err)
	}
	return config
}

// Direct returns how the administrator reaches our API server at its own port. The caller may change it.
func (s *Stack) Direct(t testing.TB) *rest.Config {
	t.Helper()
	return s.DirectTo(t, APIServer)
}

// DirectTo is Direct for the part of this name, such as a replica.
func (s *Stack) DirectTo(t testing.TB, part string) *rest.Config {
	t.Helper()
	config, err := localstack.DirectConfig(s.cluster, part)
	if err != nil {
		t.Fatal(err)
	}
	return config
}

// A Way is one of the two ways to our API server.
type Way struct {
	Name  string
	Admin *rest.Config
}

// Ways returns the way through the kube-apiserver and the one to our own port.
func (s *Stack) Ways(t testing.TB) []Way {
	t.Helper()
	return []Way{{"through the kube-apiserver", s.Admin(t)}, {"at our own port", s.Direct(t)}}
}

// Kube returns a client of the APIs of Kubernetes.
func Kube(t testing.TB, config *rest.Config) kubernetes.Interface {
	t.Helper()
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// Connectors returns a client of our API group.
func Connectors(t testing.TB, config *rest.Config) connectorsclient.ConnectorsV1alpha1Interface {
	t.Helper()
	client, err := versioned.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	return client.ConnectorsV1alpha1()
}
