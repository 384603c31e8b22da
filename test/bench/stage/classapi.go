// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stage

import (
	"k8s.io/client-go/rest"

	"connectors.alauda.io/hack/local/stack"
)

// ClassAPI is connectors-classapi. It runs only where Config says so.
const ClassAPI Server = stack.ClassAPI

// ClassAPICaller returns how our API server reaches connectors-classapi.
func (s *Stage) ClassAPICaller() (*rest.Config, error) {
	shown, err := stack.ClassAPIClient(s.cluster, stack.APIServer)
	if err != nil {
		return nil, err
	}
	return &rest.Config{
		Host:            stack.ClassAPIEndpoint(s.cluster),
		TLSClientConfig: rest.TLSClientConfig{CAData: s.cluster.ServingCA(), CertFile: shown.Certificate, KeyFile: shown.Key},
	}, nil
}
