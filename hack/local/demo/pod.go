// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

const (
	// audience is for whom a token is that opens nothing but tools.
	audience = "connectors-proxy"
	// proxyAuthority is the ConfigMap with what clients of connectors-proxy trust, under caKey.
	proxyAuthority, caKey = "connectors-proxy-ca", "ca.crt"
	// pod names the files that a Pod of the builder would have.
	pod = "pod"
	// fakeToken is what a kubeconfig holds where it must hold something.
	fakeToken = "fake-token"
)

// usePod does what a Pod of the builder would do: clients keep the address of the tool and get a proxy.
func (d *demo) usePod(ctx context.Context) error {
	d.story.say("A Pod has no account at the kube-apiserver to spare. It gets a token that opens nothing but tools:")
	create := kubectl("create", "token", builder, "--namespace", namespace, "--audience="+audience, "--duration=1h")
	token, err := d.tools.secret(ctx, create, "(a token)")
	if err != nil {
		return err
	}
	d.story.say("and trusts the certificates that connectors-proxy shows in the place of the tools:")
	read := kubectl("get", "configmap", proxyAuthority, "--namespace", v1alpha1.SystemNamespace, "--output=name")
	if _, err := d.tools.run(ctx, read); err != nil {
		return err
	}
	trusted, err := d.admin.CoreV1().ConfigMaps(v1alpha1.SystemNamespace).Get(ctx, proxyAuthority, metav1.GetOptions{})
	if err != nil {
		return err
	}
	if err := os.WriteFile(d.file(pod+".crt"), []byte(trusted.Data[caKey]), 0o644); err != nil {
		return err
	}
	if err := d.podKubectl(ctx, token, trusted.Data[caKey]); err != nil {
		return err
	}
	return d.podGit(ctx, token)
}

// podKubectl uses the kubeconfig of the class k8s: the address of the other cluster, connectors-proxy for a proxy, and no
// credential at all.
func (d *demo) podKubectl(ctx context.Context, token, authority string) error {
	d.story.say("The kubeconfig in the Pod has the address of the other cluster itself, %s for a token, and a proxy:", fakeToken)
	config := clientcmdapi.NewConfig()
	config.Clusters[pod] = &clientcmdapi.Cluster{
		Server: d.remote.Endpoint(), ProxyURL: d.forwardProxy(remoteConnector, token), CertificateAuthorityData: []byte(authority),
	}
	config.AuthInfos[pod] = &clientcmdapi.AuthInfo{Token: fakeToken}
	config.Contexts[pod] = &clientcmdapi.Context{Cluster: pod, AuthInfo: pod}
	config.CurrentContext = pod
	content, err := clientcmd.Write(*config)
	if err != nil {
		return fmt.Errorf("kubeconfig %s: %w", pod, err)
	}
	file := d.file(pod + ".kubeconfig")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		return err
	}
	d.story.output("server: " + d.remote.Endpoint())
	d.story.output("proxy-url: " + d.forwardProxy(remoteConnector, "(the token)"))
	namespaces, err := d.tools.run(ctx, kubectl("--kubeconfig", file, "get", "namespaces"))
	if err == nil && !strings.Contains(namespaces, landmark) {
		err = fmt.Errorf("the namespaces should be those of the other cluster, with %s", landmark)
	}
	return err
}

// podGit clones from the address of the Git server.
func (d *demo) podGit(ctx context.Context, token string) error {
	d.story.say("Git keeps the address of the Git server in the same way, with http.proxy in its configuration:")
	arrived := d.git.Count()
	setup, err := d.setUpGit(pod, gitAccess{
		url: d.git.URL(), authority: d.file(pod + ".crt"), proxy: d.forwardProxy(gitConnector, token),
	})
	if err != nil {
		return err
	}
	if _, err := d.tools.run(ctx, gitAs(setup, "clone", d.git.URL()+"/"+repository, d.file("pod-clone"))); err != nil {
		return err
	}
	return d.checkGitSaw(arrived)
}

// forwardProxy is the proxy that clients are told of: the user names the Connector, the password is the token.
func (d *demo) forwardProxy(connector, token string) string {
	user := url.PathEscape(namespace+"/"+connector) + ":" + token
	return strings.Replace(stack.ProxyEndpoint(d.config.Cluster), "://", "://"+user+"@", 1)
}
