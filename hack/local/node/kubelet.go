// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"context"
	"fmt"
	"net/http"
	"os"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"sigs.k8s.io/yaml"

	"connectors.alauda.io/hack/local/cluster"
)

// Kubelet is the part that runs Pods.
const Kubelet = "kubelet"

const kubeletHealthPort = 10248

func (n *Node) kubeletPart() cluster.Part {
	return cluster.Part{
		Name:    Kubelet,
		Program: "kubelet",
		Inside:  Machine,
		Args:    n.kubeletArgs,
		Ready:   n.kubeletReady,
	}
}

func (n *Node) kubeletArgs(c *cluster.Cluster) ([]string, error) {
	access, err := c.NodeAccess(n.config.Name, n.block.Node())
	if err != nil {
		return nil, err
	}
	host, err := os.ReadFile(hostResolvers)
	if err != nil {
		return nil, err
	}
	resolv, err := c.ConfigFile("resolv.conf", []byte(resolvers(string(host))))
	if err != nil {
		return nil, err
	}
	content, err := yaml.Marshal(n.kubeletConfig(access, resolv))
	if err != nil {
		return nil, err
	}
	file, err := c.ConfigFile("kubelet.yaml", content)
	return []string{
		"--config=" + file,
		"--kubeconfig=" + access.Kubeconfig,
		"--hostname-override=" + n.config.Name,
		"--node-ip=" + n.block.Node().String(),
	}, err
}

func (n *Node) kubeletConfig(access cluster.NodeAccess, resolv string) map[string]any {
	return map[string]any{
		"apiVersion":               "kubelet.config.k8s.io/v1beta1",
		"kind":                     "KubeletConfiguration",
		"containerRuntimeEndpoint": "unix:///run/containerd/containerd.sock",
		"address":                  n.block.Node().String(),
		"healthzBindAddress":       n.block.Node().String(),
		"healthzPort":              kubeletHealthPort,
		"tlsCertFile":              access.Serving.Certificate,
		"tlsPrivateKeyFile":        access.Serving.Key,
		"authentication": map[string]any{
			"anonymous": map[string]any{"enabled": false},
			"webhook":   map[string]any{"enabled": true},
			"x509":      map[string]any{"clientCAFile": access.CAFile},
		},
		"authorization": map[string]any{"mode": "Webhook"},
		"clusterDomain": "cluster.local",
		"clusterDNS":    []string{n.block.DNS().String()},
		"resolvConf":    resolv,
		"syncFrequency": n.config.SyncFrequency.String(),
		"cgroupDriver":  "cgroupfs",
		"cgroupRoot":    "/" + controlGroup(n.block),
		"failCgroupV1":  false,
		"failSwapOn":    false,
		// It is raised to this, which takes a capability above what the machine has. A million is the default.
		"maxOpenFiles":           20000,
		"volumePluginDir":        "/var/lib/kubelet/plugins_exec",
		"makeIPTablesUtilChains": false,
		// A disk that is nearly full of other things is no reason to run no Pods.
		"imageGCHighThresholdPercent": 100,
		"imageGCLowThresholdPercent":  99,
		"evictionHard": map[string]string{
			"memory.available": "100Mi", "nodefs.available": "1%", "nodefs.inodesFree": "1%", "imagefs.available": "1%",
		},
	}
}

// kubeletReady asks the kubelet, and the cluster whether it can use the node.
func (n *Node) kubeletReady(ctx context.Context, c *cluster.Cluster) error {
	if err := healthy(ctx, fmt.Sprintf("http://%s:%d/healthz", n.block.Node(), kubeletHealthPort)); err != nil {
		return err
	}
	client, err := newClient(c)
	if err != nil {
		return err
	}
	node, err := client.CoreV1().Nodes().Get(ctx, n.config.Name, metav1.GetOptions{})
	if err != nil {
		return err
	}
	for _, condition := range node.Status.Conditions {
		if condition.Type == corev1.NodeReady && condition.Status != corev1.ConditionTrue {
			return fmt.Errorf("node %s: %s: %s", node.Name, condition.Reason, condition.Message)
		}
	}
	return nil
}

func newClient(c *cluster.Cluster) (kubernetes.Interface, error) {
	config, err := c.RESTConfig()
	if err != nil {
		return nil, err
	}
	return kubernetes.NewForConfig(config)
}

func healthy(ctx context.Context, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, response.Status)
	}
	return nil
}
