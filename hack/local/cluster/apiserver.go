// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"fmt"

	"k8s.io/client-go/kubernetes"
)

const (
	portAPIServer = "kube-apiserver"
	issuer        = "https://kubernetes.default.svc.cluster.local"
)

func apiServerPart() Part {
	return Part{
		Name:    KubeAPIServer,
		Program: "kube-apiserver",
		Ports:   []string{portAPIServer},
		Args:    apiServerArgs,
		Ready:   apiServerReady,
	}
}

func apiServerArgs(c *Cluster) ([]string, error) {
	if err := c.ensureAdminKubeconfig(); err != nil {
		return nil, err
	}
	l := c.layout
	etcd, serving, proxy := l.pair(apiServerEtcd), l.pair(apiServer), l.pair(frontProxy)
	return append(c.config.Network.apiServerArgs(l), []string{
		"--etcd-servers=" + c.url(portEtcd),
		"--etcd-cafile=" + c.authorities.etcd.File(),
		"--etcd-certfile=" + etcd.Certificate,
		"--etcd-keyfile=" + etcd.Key,

		"--bind-address=" + c.config.Network.address(),
		fmt.Sprintf("--secure-port=%d", c.Port(portAPIServer)),
		"--tls-cert-file=" + serving.Certificate,
		"--tls-private-key-file=" + serving.Key,
		// Without an address it looks for a default route, which a machine without a network has not.
		"--advertise-address=" + c.config.Network.address(),
		"--service-cluster-ip-range=" + c.config.Network.services().String(),

		// Watches end when the server does. Otherwise it waits for them, until it is killed.
		"--shutdown-watch-termination-grace-period=3s",

		"--client-ca-file=" + c.authorities.kubernetes.File(),
		"--requestheader-client-ca-file=" + c.authorities.frontProxy.File(),
		"--requestheader-allowed-names=" + frontProxy,
		"--requestheader-username-headers=X-Remote-User",
		"--requestheader-uid-headers=X-Remote-Uid",
		"--requestheader-group-headers=X-Remote-Group",
		"--requestheader-extra-headers-prefix=X-Remote-Extra-",
		"--proxy-client-cert-file=" + proxy.Certificate,
		"--proxy-client-key-file=" + proxy.Key,

		"--authorization-mode=Node,RBAC",
		"--service-account-issuer=" + issuer,
		"--service-account-signing-key-file=" + l.signingKey(),
		"--service-account-key-file=" + l.signingKey(),
		"--allow-privileged=true",
	}...), nil
}

// apiServerReady asks /readyz, which is true once the roles that come with Kubernetes and the APIServices are there.
func apiServerReady(ctx context.Context, c *Cluster) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	return ready(ctx, client, "/readyz")
}

func ready(ctx context.Context, client kubernetes.Interface, path string) error {
	answer, err := client.Discovery().RESTClient().Get().AbsPath(path).DoRaw(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w: %s", path, err, answer)
	}
	return nil
}
