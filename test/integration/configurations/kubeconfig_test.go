// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package configurations_test

import (
	"net/url"
	"path/filepath"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/clientcmd"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// client-go reads in the kubeconfig what the Connector says. That kubectl works with it is tested in test/integration/forward.
func TestKubeconfigOfAllAddresses(t *testing.T) {
	tm := newTeam(t)
	for _, address := range []string{
		"https://192.168.1.100:6443", "https://192.168.1.100:6443/kubernetes/global", "https://k8s.example.com",
		"https://[2001:db8::1]:6443", "https://[2001:db8::1]/kubernetes/global/", "http://k8s.example.com:8080",
	} {
		t.Run(address, func(t *testing.T) {
			connector := &v1alpha1.Connector{
				ObjectMeta: metav1.ObjectMeta{Namespace: tm.namespace, Name: "k8s.example.com"},
				Spec:       v1alpha1.ConnectorSpec{ConnectorClassName: "k8s", Address: address},
				Status: v1alpha1.ConnectorStatus{Proxy: &v1alpha1.ConnectorProxyStatus{HTTPAddress: &v1alpha1.Addressable{
					URL: "http://c-k8s-0f.team.svc.cluster.local", CACerts: "some authorities",
				}}},
			}
			dir := tm.mount(t, connector, volume{configurations: []string{"kubeconfig"}})
			config, err := clientcmd.LoadFromFile(filepath.Join(dir, "kubeconfig"))
			if err != nil {
				t.Fatal(err)
			}
			found := config.Clusters[config.Contexts[config.CurrentContext].Cluster]
			if found.Server != address || string(found.CertificateAuthorityData) != "some authorities" {
				t.Errorf("server %s, authorities %q", found.Server, found.CertificateAuthorityData)
			}
			proxy, err := url.Parse(found.ProxyURL)
			if err != nil {
				t.Fatal(err)
			}
			password, _ := proxy.User.Password()
			if proxy.Host != "c-k8s-0f.team.svc.cluster.local" || proxy.User.Username() != tm.namespace+"/k8s.example.com" || password != tm.token {
				t.Errorf("the proxy is %s", proxy.Redacted())
			}
		})
	}
}
