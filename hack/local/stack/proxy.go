// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stack

import (
	"context"
	"fmt"
	"strings"

	"connectors.alauda.io/hack/local/cluster"
)

const (
	// Proxy is the name of the part, of its binary, Service, ServiceAccount and port.
	Proxy = "connectors-proxy"
	// The ports of a proxy are named after its part: the one over TLS, and that of its health checks.
	secureSuffix = "-secure"
	healthSuffix = "-health"
)

// proxyPart is connectors-proxy. It comes after the API server, which applies its Service and rights, and which it watches.
func proxyPart() cluster.Part {
	part := proxyNamed(Proxy)
	part.Register = pointProxyService
	return part
}

// ProxyReplica is one more connectors-proxy, for Cluster.Run. The first is number 1. No Service points to it.
func ProxyReplica(number int) cluster.Part {
	return proxyNamed(fmt.Sprintf("%s-%d", Proxy, number))
}

func proxyNamed(name string) cluster.Part {
	return cluster.Part{
		Name:    name,
		Program: Proxy,
		Ports:   []string{name, name + secureSuffix, name + healthSuffix},
		Args:    func(c *cluster.Cluster) ([]string, error) { return proxyArgs(c, name) },
		Ready:   func(ctx context.Context, c *cluster.Cluster) error { return proxyReady(ctx, c, name) },
	}
}

func proxyArgs(c *cluster.Cluster, name string) ([]string, error) {
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
		fmt.Sprintf("--port=%d", c.Port(name)),
		fmt.Sprintf("--secure-port=%d", c.Port(name+secureSuffix)),
		fmt.Sprintf("--health-bind-address=127.0.0.1:%d", c.Port(name+healthSuffix)),
		"--audit-log-path=" + AuditLog(c, name),
		// The tools of the examples run on this machine. So do etcd and the proxy itself, which are none.
		"--dial-allow=127.0.0.1/32",
		"--dial-deny=" + hostPort(etcd.Endpoint),
		fmt.Sprintf("--dial-deny=127.0.0.1:%d", c.Port(name)),
		fmt.Sprintf("--dial-deny=127.0.0.1:%d", c.Port(name+secureSuffix)),
	}, nil
}

// AuditLog returns the file to which a proxy writes who used what.
func AuditLog(c *cluster.Cluster, part string) string {
	return strings.TrimSuffix(c.LogFile(part), ".log") + "-audit.log"
}

// ProxyEndpoint returns the URL of connectors-proxy.
func ProxyEndpoint(c *cluster.Cluster) string {
	return fmt.Sprintf("http://127.0.0.1:%d", c.Port(Proxy))
}

func proxyReady(ctx context.Context, c *cluster.Cluster, name string) error {
	return healthy(ctx, c.Port(name+healthSuffix), "/readyz")
}

// pointProxyService directs the ports 80 and 443 of the proxy's Service to those that were chosen, so that proxy addresses look
// as in a cluster.
func pointProxyService(ctx context.Context, c *cluster.Cluster) error {
	return pointService(ctx, c, Proxy, servicePort("http", 80, c.Port(Proxy)), servicePort("https", 443, c.Port(Proxy+secureSuffix)))
}

// SecureProxyEndpoint returns the URL of connectors-proxy over TLS.
func SecureProxyEndpoint(c *cluster.Cluster) string {
	return fmt.Sprintf("https://127.0.0.1:%d", c.Port(Proxy+secureSuffix))
}
