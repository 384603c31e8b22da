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
	part := apiServerNamed(APIServer)
	part.Prepare = func(ctx context.Context, c *cluster.Cluster) error { return prepare(ctx, c, config.Root) }
	part.Register = func(ctx context.Context, c *cluster.Cluster) error { return register(ctx, c, config.Root) }
	return part
}

// Replica is one more API server over the same etcd, for Cluster.Run. The first is number 1. The kube-apiserver knows
// only that one; this one is reached with DirectConfig, by the name of the part.
func Replica(number int) cluster.Part {
	return apiServerNamed(fmt.Sprintf("%s-%d", APIServer, number))
}

// apiServerNamed is an API server whose part and port have this name.
func apiServerNamed(name string) cluster.Part {
	return cluster.Part{
		Name:    name,
		Program: APIServer,
		Ports:   []string{name},
		Args:    func(c *cluster.Cluster) ([]string, error) { return apiServerArgs(c, name) },
		Ready:   func(ctx context.Context, c *cluster.Cluster) error { return apiServerReady(ctx, c, name) },
	}
}

func apiServerArgs(c *cluster.Cluster, name string) ([]string, error) {
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
	calls, err := classAPICallerArgs(c, APIServer)
	if err != nil {
		return nil, err
	}
	return append(calls, []string{
		"--etcd-servers=" + etcd.Endpoint,
		"--etcd-cafile=" + etcd.CAFile,
		"--etcd-certfile=" + etcd.Client.Certificate,
		"--etcd-keyfile=" + etcd.Client.Key,
		"--bind-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", c.Port(name)),
		"--tls-cert-file=" + serving.Certificate,
		"--tls-private-key-file=" + serving.Key,
		"--kubeconfig=" + kubeconfig,
		"--authentication-kubeconfig=" + kubeconfig,
		"--authorization-kubeconfig=" + kubeconfig,
		// The tools of the examples run on this machine.
		"--dial-allow=127.0.0.1/32",
	}...), nil
}

// Endpoint returns the URL of our own API server, past the kube-apiserver. Name is that of the part: APIServer, or of a
// Replica.
func Endpoint(c *cluster.Cluster, name string) string {
	return fmt.Sprintf("https://127.0.0.1:%d", c.Port(name))
}

// DirectConfig returns how to reach our own API server as admin, past the kube-apiserver. Name is that of the part.
func DirectConfig(c *cluster.Cluster, name string) (*rest.Config, error) {
	config, err := c.RESTConfig()
	if err != nil {
		return nil, err
	}
	config.Host = Endpoint(c, name)
	config.CAData = c.ServingCA()
	return config, nil
}

// apiServerReady asks for /readyz as admin, whom the server knows by certificate.
func apiServerReady(ctx context.Context, c *cluster.Cluster, name string) error {
	config, err := DirectConfig(c, name)
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
