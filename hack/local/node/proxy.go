// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"context"
	"fmt"

	"sigs.k8s.io/yaml"

	"connectors.alauda.io/hack/local/cluster"
)

// Proxy is the part that leads the addresses of Services to Pods: kube-proxy.
const Proxy = "kube-proxy"

const proxyHealthPort = 10256

func (n *Node) proxyPart() cluster.Part {
	return cluster.Part{
		Name:    Proxy,
		Program: "kube-proxy",
		Inside:  Machine,
		Args:    n.proxyArgs,
		// Pods find Services by their addresses from now on, and by their names a little later.
		Register: n.applyDNS,
		Ready: func(ctx context.Context, _ *cluster.Cluster) error {
			return healthy(ctx, fmt.Sprintf("http://%s:%d/healthz", n.block.Node(), proxyHealthPort))
		},
	}
}

func (n *Node) proxyArgs(c *cluster.Cluster) ([]string, error) {
	kubeconfig, err := c.UserKubeconfig(Proxy, cluster.User{Name: "system:kube-proxy"})
	if err != nil {
		return nil, err
	}
	content, err := yaml.Marshal(n.proxyConfig(kubeconfig))
	if err != nil {
		return nil, err
	}
	file, err := c.ConfigFile("kube-proxy.yaml", content)
	return []string{"--config=" + file}, err
}

func (n *Node) proxyConfig(kubeconfig string) map[string]any {
	return map[string]any{
		"apiVersion":         "kubeproxy.config.k8s.io/v1alpha1",
		"kind":               "KubeProxyConfiguration",
		"mode":               "nftables",
		"clusterCIDR":        n.block.Pods().String(),
		"clientConnection":   map[string]any{"kubeconfig": kubeconfig},
		"hostnameOverride":   n.config.Name,
		"healthzBindAddress": fmt.Sprintf("%s:%d", n.block.Node(), proxyHealthPort),
		// The limits on connections are those of the whole kernel, which are left as they are.
		"conntrack": map[string]any{
			"maxPerCore": 0, "min": 0, "tcpEstablishedTimeout": "0s", "tcpCloseWaitTimeout": "0s",
		},
	}
}
