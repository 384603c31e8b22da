// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"fmt"
	"os"
	"path/filepath"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"connectors.alauda.io/hack/local/pki"
)

// A User is somebody whom the kube-apiserver knows by a client certificate.
type User struct {
	Name   string
	Groups []string
}

// ServiceAccountUser is the user as which a ServiceAccount is known. With a certificate for it a part runs as its
// ServiceAccount without a token that has to be renewed.
func ServiceAccountUser(namespace, name string) User {
	return User{
		Name:   "system:serviceaccount:" + namespace + ":" + name,
		Groups: []string{"system:serviceaccounts", "system:serviceaccounts:" + namespace},
	}
}

// Kubeconfig returns the file with which one is admin of the cluster.
func (c *Cluster) Kubeconfig() string { return c.layout.kubeconfig() }

// RESTConfig returns how to reach the kube-apiserver as admin, without a limit of requests per second. The caller may
// change it.
func (c *Cluster) RESTConfig() (*rest.Config, error) {
	config, err := clientcmd.BuildConfigFromFlags("", c.layout.kubeconfig())
	if err != nil {
		return nil, err
	}
	config.QPS = -1
	return config, nil
}

// UserKubeconfig returns a kubeconfig for user, in a file that is called after name. It holds the certificate and key.
func (c *Cluster) UserKubeconfig(name string, user User) (string, error) {
	file := c.layout.userConfig(name + ".kubeconfig")
	return file, c.ensureKubeconfig(file, name, user)
}

func (c *Cluster) ensureAdminKubeconfig() error {
	return c.ensureKubeconfig(c.layout.kubeconfig(), admin, User{Name: admin, Groups: []string{adminsGroup}})
}

// ensureKubeconfig leaves the file as it is as long as it is good, so that nobody who uses it has to start again.
func (c *Cluster) ensureKubeconfig(file, name string, user User) error {
	request := pki.Request{CommonName: user.Name, Organizations: user.Groups, Client: true}
	if c.kubeconfigServes(file, request) {
		return nil
	}
	certificate, key, err := c.authorities.kubernetes.Issue(request)
	if err != nil {
		return err
	}
	return c.writeKubeconfig(file, name, &clientcmdapi.AuthInfo{
		ClientCertificateData: certificate,
		ClientKeyData:         key,
	})
}

func (c *Cluster) kubeconfigServes(file string, request pki.Request) bool {
	config, err := clientcmd.LoadFromFile(file)
	if err != nil {
		return false
	}
	for _, user := range config.AuthInfos {
		if !c.authorities.kubernetes.Issued(user.ClientCertificateData, request) {
			return false
		}
	}
	for _, cluster := range config.Clusters {
		if cluster.Server != c.Endpoint() || string(cluster.CertificateAuthorityData) != string(c.CA()) {
			return false
		}
	}
	return len(config.AuthInfos) == 1 && len(config.Clusters) == 1
}

func (c *Cluster) writeKubeconfig(file, name string, user *clientcmdapi.AuthInfo) error {
	const local = "local"
	config := clientcmdapi.NewConfig()
	config.Clusters[local] = &clientcmdapi.Cluster{Server: c.Endpoint(), CertificateAuthorityData: c.CA()}
	config.AuthInfos[name] = user
	config.Contexts[local] = &clientcmdapi.Context{Cluster: local, AuthInfo: name}
	config.CurrentContext = local
	content, err := clientcmd.Write(*config)
	if err != nil {
		return fmt.Errorf("kubeconfig of %s: %w", name, err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	next := file + ".next"
	if err := os.WriteFile(next, content, 0o600); err != nil {
		return err
	}
	return os.Rename(next, file)
}

func (c *Cluster) client() (kubernetes.Interface, error) {
	config, err := c.RESTConfig()
	if err != nil {
		return nil, err
	}
	return kubernetes.NewForConfig(config)
}
