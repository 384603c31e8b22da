// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clients_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"testing"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

func kubernetesRows() []row {
	const plain = "A kubeconfig's token is not sent over plain HTTP: client-go reads users of a kubeconfig for `https` servers only."
	return []row{
		{
			name: "`kubectl apply`, `get`, `get --watch`, `delete`", tool: kubernetesTool, use: useKubectl,
			not: map[path]string{byHost: plain, byPath: plain},
		},
		{name: "client-go: create, watch, delete", tool: kubernetesTool, use: useClientGo},
	}
}

// kubernetesTool is the kube-apiserver, for an account that may change ConfigMaps of the row's namespace. The account is of the
// same cluster as the callers, and another one than theirs.
func kubernetesTool(t *testing.T, r *room) tool {
	t.Helper()
	admin := stack.Admin(t)
	to, err := url.Parse(admin.Host)
	if err != nil {
		t.Fatal(err)
	}
	account := stack.ServiceAccount(t, r.namespace)
	stack.Allow(t, account, rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{"configmaps"}, Verbs: []string{"*"}})
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(stack.Cluster().CA())
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}
	t.Cleanup(transport.CloseIdleConnections)
	return bearerTool(account.Token, &httputil.ReverseProxy{
		Transport: transport, FlushInterval: -1, Rewrite: func(p *httputil.ProxyRequest) { p.SetURL(to) },
	})
}

// kubeconfig is as class k8s makes it on the forward paths: the tool's own address, the proxy, and a token that means nothing.
// On the others the address is that of the Connector, and the token that of the caller.
func (w *way) kubeconfig(t *testing.T) *clientcmdapi.Config {
	t.Helper()
	const name = "k8s"
	config := clientcmdapi.NewConfig()
	server := &clientcmdapi.Cluster{Server: w.url, ProxyURL: w.proxyURL("socks5")}
	if w.path.secure() {
		server.CertificateAuthorityData = w.trusted(t)
	}
	user := &clientcmdapi.AuthInfo{Token: w.token}
	if w.path.forward() {
		user.Token = fakeToken
	}
	config.Clusters[name], config.AuthInfos[name] = server, user
	config.Contexts[name] = &clientcmdapi.Context{Cluster: name, AuthInfo: name, Namespace: w.room.namespace}
	config.CurrentContext = name
	return config
}

func (w *way) kubeconfigFile(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "kubeconfig")
	if err := clientcmd.WriteToFile(*w.kubeconfig(t), file); err != nil {
		t.Fatal(err)
	}
	return file
}
