// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"fmt"
	"net"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"connectors.alauda.io/hack/local/pki"
)

// clusterDomain is the end of the names of Services.
const clusterDomain = "cluster.local"

// Endpoint returns the URL of the kube-apiserver.
func (c *Cluster) Endpoint() string {
	return fmt.Sprintf("https://%s:%d", c.Host(), c.Port(portAPIServer))
}

// Host returns the address of this machine at which the kube-apiserver listens. With a node, what runs on this machine is
// reached by Pods if it listens there too.
func (c *Cluster) Host() string { return c.config.Network.address() }

// CA returns the authority of the kube-apiserver and its users, in PEM.
func (c *Cluster) CA() []byte { return c.authorities.kubernetes.PEM() }

// CAFile returns the file with the authority of CA.
func (c *Cluster) CAFile() string { return c.authorities.kubernetes.File() }

// FrontProxyCA returns the authority, in PEM, of who may tell an aggregated API server which user is calling.
func (c *Cluster) FrontProxyCA() []byte { return c.authorities.frontProxy.PEM() }

// FrontProxyClient returns the certificate that the kube-apiserver shows to aggregated API servers.
func (c *Cluster) FrontProxyClient() pki.Files { return c.layout.pair(frontProxy) }

// ServingCA returns the authority, in PEM, of what ServingCertificate issues: the caBundle of an APIService.
func (c *Cluster) ServingCA() []byte { return c.authorities.serving.PEM() }

// ServingCAFile returns the file that ServingCA is in.
func (c *Cluster) ServingCAFile() string { return c.authorities.serving.File() }

// ServingCertificate returns a certificate for a server in the cluster that is reached as name.namespace.svc, with or
// without the domain of the cluster, and on this machine as localhost or 127.0.0.1.
func (c *Cluster) ServingCertificate(namespace, name string) (pki.Files, error) {
	host := name + "." + namespace + ".svc"
	files := c.layout.pair(host)
	return files, c.authorities.serving.Ensure(files, pki.Request{
		CommonName: host,
		DNSNames:   []string{host, host + "." + clusterDomain, localhost},
		IPs:        []net.IP{net.IPv4(127, 0, 0, 1)},
		Server:     true,
	})
}

// UserCertificate returns a certificate as which servers that know the users of the cluster take its holder for user. The
// files are called after name.
func (c *Cluster) UserCertificate(name string, user User) (pki.Files, error) {
	files := c.layout.pair(name)
	return files, c.authorities.kubernetes.Ensure(files, pki.Request{CommonName: user.Name, Organizations: user.Groups, Client: true})
}

// ServiceAccountToken returns a token for an existing ServiceAccount, good for life (at least ten minutes) and for the
// audiences, or for the kube-apiserver if none are given.
func (c *Cluster) ServiceAccountToken(
	ctx context.Context, namespace, name string, life time.Duration, audiences ...string,
) (string, error) {
	client, err := c.client()
	if err != nil {
		return "", err
	}
	seconds := int64(life / time.Second)
	request := &authenticationv1.TokenRequest{
		Spec: authenticationv1.TokenRequestSpec{Audiences: audiences, ExpirationSeconds: &seconds},
	}
	answer, err := client.CoreV1().ServiceAccounts(namespace).CreateToken(ctx, name, request, metav1.CreateOptions{})
	if err != nil {
		return "", fmt.Errorf("token of ServiceAccount %s/%s: %w", namespace, name, err)
	}
	return answer.Status.Token, nil
}

// ServiceAccountKubeconfig returns a kubeconfig file with a new token of an existing ServiceAccount, good for life (at
// least ten minutes).
func (c *Cluster) ServiceAccountKubeconfig(
	ctx context.Context, namespace, name string, life time.Duration,
) (string, error) {
	token, err := c.ServiceAccountToken(ctx, namespace, name, life)
	if err != nil {
		return "", err
	}
	file := c.layout.userConfig(namespace + "." + name + ".kubeconfig")
	return file, c.writeKubeconfig(file, name, &clientcmdapi.AuthInfo{Token: token})
}
