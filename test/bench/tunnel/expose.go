// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package tunnel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/generated/clientset/versioned"
)

const (
	namespace = "bench-proxy"
	object    = "tool"
	// ports is on how many ports the backend listens. The kube-apiserver dials anew for every request: on one port the
	// closed connections would soon leave it no free port to dial from.
	ports = 16
)

// host returns an address of this machine that is not loopback: Endpoints may not point there.
func host() (netip.Addr, error) {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return netip.Addr{}, err
	}
	for _, address := range addresses {
		prefix, err := netip.ParsePrefix(address.String())
		if err == nil && prefix.Addr().Is4() && prefix.Addr().IsGlobalUnicast() {
			return prefix.Addr(), nil
		}
	}
	return netip.Addr{}, errors.New("services/proxy cannot be measured: this machine has no IPv4 address but loopback, " +
		"to which the kube-apiserver does not proxy")
}

// exposeToPeer makes a Service of the backend. Without a kubelet and controllers, its Pod and Endpoints are written here:
// services/proxy looks at both.
func exposeToPeer(ctx context.Context, client kubernetes.Interface, ip netip.Addr, backends []uint16) error {
	core := client.CoreV1()
	account := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: "default"}}
	if _, err := core.ServiceAccounts(namespace).Create(ctx, account, metav1.CreateOptions{}); err != nil {
		return err
	}
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: object},
		Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: object, Image: object}}},
	}
	pod, err := core.Pods(namespace).Create(ctx, pod, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	pod.Status = corev1.PodStatus{
		Phase: corev1.PodRunning, PodIP: ip.String(), PodIPs: []corev1.PodIP{{IP: ip.String()}},
	}
	if _, err := core.Pods(namespace).UpdateStatus(ctx, pod, metav1.UpdateOptions{}); err != nil {
		return err
	}
	service := &corev1.Service{ObjectMeta: metav1.ObjectMeta{Name: object}}
	for i, port := range backends {
		service.Spec.Ports = append(service.Spec.Ports, corev1.ServicePort{Name: portName(i), Port: int32(port)})
	}
	if _, err := core.Services(namespace).Create(ctx, service, metav1.CreateOptions{}); err != nil {
		return err
	}
	body, err := endpoints(ip, backends)
	if err != nil {
		return err
	}
	return core.RESTClient().Post().Namespace(namespace).Resource("endpoints").Body(body).Do(ctx).Error()
}

// endpoints is written out, since the type is deprecated: services/proxy still reads nothing else.
func endpoints(ip netip.Addr, backends []uint16) ([]byte, error) {
	var numbered []map[string]any
	for i, port := range backends {
		numbered = append(numbered, map[string]any{"name": portName(i), "port": port})
	}
	return json.Marshal(map[string]any{
		"apiVersion": "v1", "kind": "Endpoints", "metadata": map[string]any{"name": object},
		"subsets": []any{map[string]any{
			"ports": numbered,
			"addresses": []any{map[string]any{
				"ip": ip.String(), "targetRef": map[string]any{"kind": "Pod", "namespace": namespace, "name": object},
			}},
		}},
	})
}

func portName(i int) string { return "p" + strconv.Itoa(i) }

// exposeToUs makes a Connector of the backend, with a credential as tools have them.
func exposeToUs(ctx context.Context, kube kubernetes.Interface, client versioned.Interface, ip netip.Addr, port uint16) error {
	secret := &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: object},
		Type:       corev1.SecretTypeBasicAuth,
		StringData: map[string]string{"username": "robot", "password": "a-password-of-usual-length"},
	}
	if _, err := kube.CoreV1().Secrets(namespace).Create(ctx, secret, metav1.CreateOptions{}); err != nil {
		return err
	}
	connector := &v1alpha1.Connector{
		ObjectMeta: metav1.ObjectMeta{Name: object},
		Spec: v1alpha1.ConnectorSpec{
			ConnectorClassName: "git",
			Address:            fmt.Sprintf("http://%s", netip.AddrPortFrom(ip, port)),
			Auth:               &v1alpha1.ConnectorAuth{Name: "basicAuth", SecretRef: &v1alpha1.SecretReference{Name: object}},
		},
	}
	_, err := client.ConnectorsV1alpha1().Connectors(namespace).Create(ctx, connector, metav1.CreateOptions{})
	return err
}
