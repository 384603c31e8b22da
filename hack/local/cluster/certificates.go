// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"net"

	"connectors.alauda.io/hack/local/pki"
)

// authorities are the roots of trust of a cluster. They are apart, since each of them gives power over something else.
type authorities struct {
	// kubernetes signs the kube-apiserver and the users it knows by certificate.
	kubernetes *pki.Authority
	// etcd signs etcd and whoever may read and write all of it.
	etcd *pki.Authority
	// frontProxy signs who may tell an aggregated API server which user is calling.
	frontProxy *pki.Authority
	// serving signs aggregated API servers and webhooks.
	serving *pki.Authority
}

func openAuthorities(l layout) (authorities, error) {
	var all authorities
	for _, each := range []struct {
		name string
		to   **pki.Authority
	}{
		{"kubernetes-ca", &all.kubernetes},
		{"etcd-ca", &all.etcd},
		{"front-proxy-ca", &all.frontProxy},
		{"serving-ca", &all.serving},
	} {
		authority, err := pki.OpenAuthority(l.pair(each.name), each.name)
		if err != nil {
			return authorities{}, err
		}
		*each.to = authority
	}
	return all, nil
}

const (
	localhost       = "localhost"
	etcdServer      = "etcd"
	apiServer       = "kube-apiserver"
	apiServerEtcd   = "kube-apiserver-etcd"
	frontProxy      = "front-proxy-client"
	controllers     = "kube-controller-manager"
	controllersUser = "system:kube-controller-manager"
	admin           = "admin"
	adminsGroup     = "system:masters"
	scheduler       = "kube-scheduler"
	schedulerUser   = "system:kube-scheduler"
	apiServerNode   = "kube-apiserver-kubelet-client"
)

// A need is a certificate that is kept under a name.
type need struct {
	name    string
	by      *pki.Authority
	request pki.Request
}

// ensureCertificates issues what the parts of the control plane need to talk to each other.
func ensureCertificates(l layout, by authorities, network *Network) error {
	loopback := net.IPv4(127, 0, 0, 1)
	needed := []need{
		{etcdServer, by.etcd, pki.Request{CommonName: etcdServer, Server: true, Client: true,
			DNSNames: []string{localhost}, IPs: []net.IP{loopback}}},
		{apiServerEtcd, by.etcd, pki.Request{CommonName: apiServerEtcd, Client: true}},
		{apiServer, by.kubernetes, pki.Request{CommonName: apiServer, Server: true,
			DNSNames: []string{localhost, "kubernetes", "kubernetes.default", "kubernetes.default.svc",
				"kubernetes.default.svc.cluster.local"},
			IPs: network.apiServerIPs()}},
		{frontProxy, by.frontProxy, pki.Request{CommonName: frontProxy, Client: true}},
		{controllers, by.kubernetes, pki.Request{CommonName: controllers, Server: true,
			DNSNames: []string{localhost}, IPs: []net.IP{loopback}}},
	}
	if network != nil {
		needed = append(needed,
			need{apiServerNode, by.kubernetes, pki.Request{CommonName: apiServerNode, Client: true,
				Organizations: []string{adminsGroup}}},
			need{scheduler, by.kubernetes, pki.Request{CommonName: scheduler, Server: true,
				DNSNames: []string{localhost}, IPs: []net.IP{loopback}}})
	}
	for _, each := range needed {
		if err := each.by.Ensure(l.pair(each.name), each.request); err != nil {
			return err
		}
	}
	return pki.OpenSigningKey(l.signingKey())
}
