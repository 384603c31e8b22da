// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stack

import (
	"context"
	"fmt"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/pki"
)

// ClassAPI is the name of the part with the built-in class APIs, of its binary, Service, ServiceAccount and port.
const ClassAPI = "connectors-classapi"

// clientSuffix follows the name of a server in that of the certificate by which class APIs know it.
const clientSuffix = "-class-api-client"

// classAPIPart comes after the API server, which applies its Service and rights. The classes that refer to it come later.
func classAPIPart() cluster.Part {
	return cluster.Part{
		Name:    ClassAPI,
		Program: ClassAPI,
		Ports:   []string{ClassAPI},
		Args:    classAPIArgs,
		Ready: func(ctx context.Context, c *cluster.Cluster) error {
			return healthyOverTLS(ctx, c, ClassAPIEndpoint(c)+"/readyz")
		},
		Register: func(ctx context.Context, c *cluster.Cluster) error {
			return pointService(ctx, c, ClassAPI, servicePort("https", 443, c.Port(ClassAPI)))
		},
	}
}

func classAPIArgs(c *cluster.Cluster) ([]string, error) {
	etcd, err := c.EtcdClient(APIServer)
	if err != nil {
		return nil, err
	}
	serving, err := c.ServingCertificate(SystemNamespace, ClassAPI)
	if err != nil {
		return nil, err
	}
	kubeconfig, err := c.UserKubeconfig(ClassAPI, cluster.ServiceAccountUser(SystemNamespace, ClassAPI))
	if err != nil {
		return nil, err
	}
	return []string{
		"--kubeconfig=" + kubeconfig,
		"--authentication-kubeconfig=" + kubeconfig,
		"--authorization-kubeconfig=" + kubeconfig,
		"--bind-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", c.Port(ClassAPI)),
		"--tls-cert-file=" + serving.Certificate,
		"--tls-private-key-file=" + serving.Key,
		// Known from the first request on: what stands in the cluster about it is read a moment after the start.
		"--client-ca-file=" + c.CAFile(),
		// The tools of the examples run on this machine. So do etcd and the class API itself, which are none.
		"--dial-allow=127.0.0.1/32",
		"--dial-deny=" + hostPort(etcd.Endpoint),
		fmt.Sprintf("--dial-deny=127.0.0.1:%d", c.Port(ClassAPI)),
	}, nil
}

// classAPICallerArgs are the arguments of a server that calls class APIs.
func classAPICallerArgs(c *cluster.Cluster, server string) ([]string, error) {
	client, err := ClassAPIClient(c, server)
	if err != nil {
		return nil, err
	}
	return []string{
		"--class-api-client-certificate=" + client.Certificate,
		"--class-api-client-key=" + client.Key,
		"--class-api-certificate-authority=" + c.ServingCAFile(),
		// Nothing leaves this machine.
		"--allow-plaintext-class-api",
	}, nil
}

// ClassAPIClient returns the certificate that a server shows to class APIs. It names a user with the name of the server, which
// may do nothing but that; a server that is none of Connectors is a user without any right.
func ClassAPIClient(c *cluster.Cluster, server string) (pki.Files, error) {
	return c.UserCertificate(server+clientSuffix, cluster.User{Name: server})
}

// ClassAPIEndpoint returns the URL of the built-in class APIs.
func ClassAPIEndpoint(c *cluster.Cluster) string {
	return fmt.Sprintf("https://127.0.0.1:%d", c.Port(ClassAPI))
}
