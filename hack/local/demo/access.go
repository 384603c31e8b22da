// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"fmt"
	"os"
	"strings"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// The objects of the examples.
const (
	namespace       = "connectors-demo"
	gitConnector    = "git"
	remoteConnector = "remote"
	builder         = "builder"
	visitor         = "visitor"
)

// proxyPath is where a Connector is used, below the address of the kube-apiserver.
func proxyPath(connector string) string {
	return "/apis/connectors.alauda.io/v1alpha1/namespaces/" + namespace + "/connectors/" + connector + "/proxy"
}

// proxyURL is the address at which a tool is used through its Connector.
func (d *demo) proxyURL(connector string) string {
	return d.config.Cluster.Endpoint() + proxyPath(connector)
}

// writeKubeconfig writes a kubeconfig for the holder of a token. The server may be a Connector: kubectl takes an address
// with a path.
func (d *demo) writeKubeconfig(name, server string, ca []byte, token string) (string, error) {
	const only = "demo"
	config := clientcmdapi.NewConfig()
	config.Clusters[only] = &clientcmdapi.Cluster{Server: server, CertificateAuthorityData: ca}
	config.AuthInfos[only] = &clientcmdapi.AuthInfo{Token: token}
	config.Contexts[only] = &clientcmdapi.Context{Cluster: only, AuthInfo: only}
	config.CurrentContext = only
	content, err := clientcmd.Write(*config)
	if err != nil {
		return "", fmt.Errorf("kubeconfig %s: %w", name, err)
	}
	file := d.file(name + ".kubeconfig")
	return file, os.WriteFile(file, content, 0o600)
}

// A gitAccess says how git reaches one address.
type gitAccess struct {
	url string
	// authority is the file of the certificate authority of the server.
	authority string
	// proxy is that of connectors-proxy, with the Connector and the token in it; empty: none.
	proxy string
	// authorization is sent as the header of that name; empty: none is.
	authorization string
}

// setUpGit writes a configuration of git. The header goes to the one address and to no other.
func (d *demo) setUpGit(name string, access gitAccess) (gitSetup, error) {
	content := &strings.Builder{}
	fmt.Fprintf(content, "[user]\n\tname = %s\n\temail = %s@example.com\n", name, name)
	fmt.Fprintf(content, "[http %s]\n", quoteGit(access.url))
	set := func(key, value string) { fmt.Fprintf(content, "\t%s = %s\n", key, quoteGit(value)) }
	// When it is empty: whatever proxy the environment names does not reach this machine.
	set("proxy", access.proxy)
	if access.authorization != "" {
		set("extraHeader", "Authorization: "+access.authorization)
	}
	who := gitSetup{config: d.file(name + ".gitconfig"), authority: access.authority}
	return who, os.WriteFile(who.config, []byte(content.String()), 0o600)
}

// quoteGit quotes a value or the name of a section in a configuration of git.
func quoteGit(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}
