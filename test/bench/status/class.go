// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/generated/clientset/versioned"
)

const (
	// A probe joins its path to the host of the address: the path of the address is named by the template.
	toolPath   = `{{ (urlParse .Connector.Spec.Address).path }}`
	basic      = `Basic {{ printf "%s:%s" .Secret.StringData.username .Secret.StringData.password | b64enc }}`
	expression = `response.statusCode == 200 && response.body.status == "healthy"`
)

func className(n int) string { return fmt.Sprintf("bench-%02d", n) }

// createClasses makes the classes. Their proxy is at the host:port given, which is connected to and asked nothing.
func createClasses(ctx context.Context, client versioned.Interface, proxy string) error {
	for n := range classes {
		class := class(className(n), proxy)
		if _, err := client.ConnectorsV1alpha1().ConnectorClasses().Create(ctx, class, metav1.CreateOptions{}); err != nil {
			return fmt.Errorf("class %s: %w", class.Name, err)
		}
	}
	return nil
}

// class has both probes, with templates and an expression as classes have them.
func class(name, proxy string) *v1alpha1.ConnectorClass {
	return &v1alpha1.ConnectorClass{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: v1alpha1.ConnectorClassSpec{
			Address: &v1alpha1.ParamSpec{Name: "address", Type: "string"},
			Auth: &v1alpha1.ConnectorClassAuth{
				Types: []v1alpha1.AuthType{{Name: authName, SecretType: string(corev1.SecretTypeBasicAuth)}},
			},
			LivenessProbe: &v1alpha1.Probe{HTTP: &v1alpha1.HTTPProbe{
				Path: toolPath + "/live", Response: &v1alpha1.ProbeResponse{CEL: expression},
			}},
			AuthProbes: []v1alpha1.AuthProbe{{
				AuthName: authName,
				Probe: v1alpha1.Probe{HTTP: &v1alpha1.HTTPProbe{
					Path: toolPath + "/auth", HTTPHeaders: []v1alpha1.HTTPHeader{{Name: "Authorization", Value: basic}},
				}},
			}},
			Proxy: &v1alpha1.ConnectorClassProxy{URI: "http://" + proxy},
		},
	}
}
