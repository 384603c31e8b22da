// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stack_test

import (
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"

	"connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/hack/local/stack/stacktest"
	"connectors.alauda.io/pkg/generated/clientset/versioned"
)

// The classes that come with the project are there, through the kube-apiserver and through every replica of our own
// server.
func TestStartedStackServesTheClasses(t *testing.T) {
	c := stacktest.Start(t, stack.Config{})
	second := stack.Replica(2)
	if err := c.Run(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	for name, connect := range map[string]func() (*rest.Config, error){
		"kube-apiserver": c.RESTConfig,
		"first server":   func() (*rest.Config, error) { return stack.DirectConfig(c, stack.APIServer) },
		"second server":  func() (*rest.Config, error) { return stack.DirectConfig(c, second.Name) },
	} {
		t.Run(name, func(t *testing.T) {
			config, err := connect()
			if err != nil {
				t.Fatal(err)
			}
			client, err := versioned.NewForConfig(config)
			if err != nil {
				t.Fatal(err)
			}
			_, err = client.ConnectorsV1alpha1().ConnectorClasses().Get(t.Context(), "git", metav1.GetOptions{})
			if err != nil {
				t.Error(err)
			}
		})
	}
}
