// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stack

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/kubernetes"

	"connectors.alauda.io/hack/local/cluster"
)

const (
	// Proxy is the name of the part, of its binary, Service, ServiceAccount and port.
	Proxy = "connectors-proxy"
	// proxyHealth is the name of the port of its health checks.
	proxyHealth = Proxy + "-health"
)

// proxyPart is connectors-proxy. It comes after the API server, which applies its Service and rights, and which it watches.
func proxyPart() cluster.Part {
	return cluster.Part{
		Name:     Proxy,
		Program:  Proxy,
		Ports:    []string{Proxy, proxyHealth},
		Args:     proxyArgs,
		Ready:    proxyReady,
		Register: pointProxyService,
	}
}

func proxyArgs(c *cluster.Cluster) ([]string, error) {
	etcd, err := c.EtcdClient(APIServer)
	if err != nil {
		return nil, err
	}
	kubeconfig, err := c.UserKubeconfig(Proxy, cluster.ServiceAccountUser(SystemNamespace, Proxy))
	if err != nil {
		return nil, err
	}
	return []string{
		"--kubeconfig=" + kubeconfig,
		"--bind-address=127.0.0.1",
		fmt.Sprintf("--port=%d", c.Port(Proxy)),
		fmt.Sprintf("--health-bind-address=127.0.0.1:%d", c.Port(proxyHealth)),
		// The tools of the examples run on this machine. So do etcd and the proxy itself, which are none.
		"--dial-allow=127.0.0.1/32",
		"--dial-deny=" + hostPort(etcd.Endpoint),
		fmt.Sprintf("--dial-deny=127.0.0.1:%d", c.Port(Proxy)),
	}, nil
}

// ProxyEndpoint returns the URL of connectors-proxy.
func ProxyEndpoint(c *cluster.Cluster) string {
	return fmt.Sprintf("http://127.0.0.1:%d", c.Port(Proxy))
}

func proxyReady(ctx context.Context, c *cluster.Cluster) error {
	url := fmt.Sprintf("http://127.0.0.1:%d/readyz", c.Port(proxyHealth))
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("/readyz: %s: %s", answer.Status, text)
	}
	return nil
}

// pointProxyService gives the Service of the proxy the port that was chosen as the target of its port 80, so that proxy
// addresses look as in a cluster. Whoever applies the Service's manifest again does not own the port, and so leaves it.
func pointProxyService(ctx context.Context, c *cluster.Cluster) error {
	config, err := c.RESTConfig()
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	const http = 80
	port := corev1.ServicePort{
		Name: "http", Protocol: corev1.ProtocolTCP, Port: http, TargetPort: intstr.FromInt(c.Port(Proxy)),
	}
	patch, err := json.Marshal(map[string]any{"spec": map[string]any{"ports": []corev1.ServicePort{port}}})
	if err != nil {
		return err
	}
	_, err = client.CoreV1().Services(SystemNamespace).Patch(ctx, Proxy, types.MergePatchType, patch,
		metav1.PatchOptions{FieldManager: "connectors-local-ports"})
	if err != nil {
		return fmt.Errorf("pointing Service %s/%s to port %d: %w", SystemNamespace, Proxy, c.Port(Proxy), err)
	}
	return nil
}
