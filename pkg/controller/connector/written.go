// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// serviceTold says how often the informers have told of the proxy Service of a Connector.
func (s *states) serviceTold(connector *v1alpha1.Connector) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if found := s.of[keyOf(connector)]; found != nil {
		return found.told
	}
	return 0
}

// rememberService keeps a Service as it was written until the informers tell of it. Told is what serviceTold has said before it
// was written: if they have told of it by now, that may have been its end as well, and they tell of it no more. A Service of a
// former Connector is not kept for the one that has its name now.
func (s *states) rememberService(connector *v1alpha1.Connector, service *corev1.Service, told uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if found := s.of[keyOf(connector)]; found != nil && found.inputs.uid == connector.UID && found.told == told {
		found.service = service
	}
}

func (s *states) writtenService(namespace, name string) *corev1.Service {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.of[s.byService[types.NamespacedName{Namespace: namespace, Name: name}]]
	if found == nil {
		return nil
	}
	return found.service
}

// serviceShown forgets a Service as it was written, since the informers tell of it now, and returns whose it ought to be.
func (s *states) serviceShown(service types.NamespacedName) (owner types.NamespacedName, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	owner, ok = s.byService[service]
	if found := s.of[owner]; ok && found != nil {
		found.service = nil
		found.told++
	}
	return owner, ok
}

func keyOf(connector *v1alpha1.Connector) types.NamespacedName {
	return types.NamespacedName{Namespace: connector.Namespace, Name: connector.Name}
}
