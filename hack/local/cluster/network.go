// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"net"
	"net/netip"

	"connectors.alauda.io/hack/local/pki"
)

// A Network is what Pods of a node can reach.
type Network struct {
	// Host is the address of this machine that the node and its Pods reach. It is there once Config.First are ready. The
	// kube-apiserver listens on it, and nowhere else.
	Host netip.Addr
	// Services is the range of the addresses of Services. The first of them is that of the kube-apiserver.
	Services netip.Prefix
}

// address is where the kube-apiserver listens.
func (n *Network) address() string {
	if n == nil {
		return "127.0.0.1"
	}
	return n.Host.String()
}

// services is the range of the addresses of Services. Without a node nobody can use them.
func (n *Network) services() netip.Prefix {
	if n == nil {
		return netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 96, 0, 0}), 16)
	}
	return n.Services
}

// apiServerIPs are the addresses by which the kube-apiserver is reached.
func (n *Network) apiServerIPs() []net.IP {
	addresses := []net.IP{net.IPv4(127, 0, 0, 1), n.services().Addr().Next().AsSlice()}
	if n != nil {
		addresses = append(addresses, n.Host.AsSlice())
	}
	return addresses
}

// apiServerArgs are the flags that depend on whether there is a node.
func (n *Network) apiServerArgs(l layout) []string {
	if n == nil {
		// Endpoints may not name a loopback address, so those of the Service kubernetes are left alone.
		return []string{"--endpoint-reconciler-type=none"}
	}
	kubelets := l.pair(apiServerNode)
	return []string{
		"--enable-admission-plugins=NodeRestriction",
		"--kubelet-client-certificate=" + kubelets.Certificate,
		"--kubelet-client-key=" + kubelets.Key,
		"--kubelet-certificate-authority=" + l.pair("kubernetes-ca").Certificate,
		"--kubelet-preferred-address-types=InternalIP",
	}
}

// NodeAccess is what a kubelet needs.
type NodeAccess struct {
	// Kubeconfig is that of the node, CAFile the authority of the kube-apiserver as its client.
	Kubeconfig, CAFile string
	// Serving is the certificate that the kubelet shows to the kube-apiserver.
	Serving pki.Files
}

// NodeAccess returns what the kubelet of the node of this name and address needs.
func (c *Cluster) NodeAccess(name string, address netip.Addr) (NodeAccess, error) {
	user := User{Name: "system:node:" + name, Groups: []string{"system:nodes"}}
	kubeconfig, err := c.UserKubeconfig(name, user)
	if err != nil {
		return NodeAccess{}, err
	}
	access := NodeAccess{
		Kubeconfig: kubeconfig,
		CAFile:     c.authorities.kubernetes.File(),
		Serving:    c.layout.pair(name),
	}
	return access, c.authorities.kubernetes.Ensure(access.Serving, pki.Request{
		CommonName: user.Name, Organizations: user.Groups, DNSNames: []string{name}, IPs: []net.IP{address.AsSlice()}, Server: true,
	})
}
