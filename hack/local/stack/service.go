// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stack

import (
	"context"
	"encoding/json"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/kubernetes"

	"connectors.alauda.io/hack/local/cluster"
)

func servicePort(name string, port int32, target int) corev1.ServicePort {
	return corev1.ServicePort{Name: name, Protocol: corev1.ProtocolTCP, Port: port, TargetPort: intstr.FromInt(target)}
}

// pointService gives a Service of the system namespace its ports. Whoever applies the Service's manifest again does not own the
// ports, and so leaves them.
func pointService(ctx context.Context, c *cluster.Cluster, name string, ports ...corev1.ServicePort) error {
	config, err := c.RESTConfig()
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	patch, err := json.Marshal(map[string]any{"spec": map[string]any{"ports": ports}})
	if err != nil {
		return err
	}
	_, err = client.CoreV1().Services(SystemNamespace).Patch(ctx, name, types.MergePatchType, patch,
		metav1.PatchOptions{FieldManager: "connectors-local-ports"})
	if err != nil {
		return fmt.Errorf("giving Service %s/%s its ports: %w", SystemNamespace, name, err)
	}
	return nil
}
