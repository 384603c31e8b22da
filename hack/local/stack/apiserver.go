// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stack

import (
	"context"
	"fmt"

	"k8s.io/client-go/discovery"
	"k8s.io/client-go/rest"

	"connectors.alauda.io/hack/local/cluster"
)

const (
	// APIServer is the name of the part, of its binary, Service, ServiceAccount and port.
	APIServer = "connectors-apiserver"
	// SystemNamespace is where the parts are at home.
	SystemNamespace = "connectors-system"
)

func apiServerPart(config Config) cluster.Part {
	return cluster.Part{
		Name:     APIServer,
		Program:  APIServer,
		Ports:    []string{APIServer},
		Args:     apiServerArgs,
		Prepare:  func(ctx context.Context, c *cluster.Cluster) error { return prepare(ctx, c, config.Root) },
		Ready:    apiServerReady,
		Register: func(ctx context.Context, c *cluster.Cluster) error { return register(ctx, c, config.Root) },
	}
}

func apiServerArgs(c *cluster.Cluster) ([]string, error) {
	etcd, err := c.EtcdClient(APIServer)
	if err != nil {
		return nil, err
	}
	serving, err := c.ServingCertificate(SystemNamespace, APIServer)
	if err != nil {
		return nil, err
	}
	kubeconfig, err := c.UserKubeconfig(APIServer, cluster.ServiceAccountUser(SystemNamespace, APIServer))
	if err != nil {
		return nil, err
	}
	return []string{
		"--etcd-servers=" + etcd.Endpoint,
		"--etcd-cafile=" + etcd.CAFile,
		"--etcd-certfile=" + etcd.Client.Certificate,
		"--etcd-keyfile=" + etcd.Client.Key,
		"--bind-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", c.Port(APIServer)),
		"--tls-cert-file=" + serving.Certificate,
		"--tls-private-key-file=" + serving.Key,
		"--kubeconfig=" + kubeconfig,
		"--authentication-kubeconfig=" + kubeconfig,
		"--authorization-kubeconfig=" + kubeconfig,
		// The tools of the examples run on this machine.
		"--dial-allow=127.0.0.1/32",
	}, nil
}

// Endpoint returns the URL of our own API server, past the kube-apiserver.
func Endpoint(c *cluster.Cluster) string {
	return fmt.Sprintf("https://127.0.0.1:%d", c.Port(APIServer))
}

// DirectConfig returns how to reach our own API server as admin, past the kube-apiserver.
func DirectConfig(c *cluster.Cluster) (*rest.Config, error) {
	config, err := c.RESTConfig()
	if err != nil {
		return nil, err
	}
	config.Host = Endpoint(c)
	config.TLSClientConfig.CAData = c.ServingCA()
	return config, nil
}

// apiServerReady asks for /readyz as admin, whom the server knows by certificate.
func apiServerReady(ctx context.Context, c *cluster.Cluster) error {
	config, err := DirectConfig(c)
	if err != nil {
		return err
	}
	client, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return err
	}
	answer, err := client.RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
	if err != nil {
		return fmt.Errorf("/readyz: %w: %s", err, answer)
	}
	return nil
}
