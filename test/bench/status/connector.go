// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"fmt"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

const (
	authName = "basicAuth"
	user     = "robot"
)

func (p population) connector(tool int) *v1alpha1.Connector {
	at := p.shared
	if p.part(ownPortPart).holds(tool) {
		at = p.own
	}
	return &v1alpha1.Connector{
		ObjectMeta: metav1.ObjectMeta{
			Name: fmt.Sprintf("tool-%06d", tool), Labels: map[string]string{label: strconv.Itoa(p.size)},
		},
		Spec: v1alpha1.ConnectorSpec{
			ConnectorClassName: className(tool % classes),
			Address:            fmt.Sprintf("http://%s/%d", at, tool),
			Auth:               &v1alpha1.ConnectorAuth{Name: authName, SecretRef: &v1alpha1.SecretReference{Name: p.secret(tool)}},
		},
	}
}

func credential(name, password string) *corev1.Secret {
	return &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Type:       corev1.SecretTypeBasicAuth,
		StringData: map[string]string{corev1.BasicAuthUsernameKey: user, corev1.BasicAuthPasswordKey: password},
	}
}
