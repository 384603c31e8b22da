// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stack

import (
	_ "embed" // etcd.yaml
	"encoding/base64"
	"os"
	"path/filepath"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/manifest"
	"connectors.alauda.io/hack/local/node"
	"connectors.alauda.io/hack/local/pki"
)

//go:embed etcd.yaml
var etcdManifest string

const etcdName = "etcd"

// prerequisites returns what docs/install.md asks for: an etcd, and the Secrets with certificates.
func prerequisites(c *cluster.Cluster, n *node.Node, config Config) ([]*unstructured.Unstructured, error) {
	secrets, err := secrets(c, config.Cluster.Dir)
	if err != nil {
		return nil, err
	}
	workload, err := etcd(n.Images(), config.Cluster.FsyncOff)
	return append(secrets, workload...), err
}

func etcd(images map[string]manifest.Image, fsyncOff bool) ([]*unstructured.Unstructured, error) {
	objects, err := manifest.Parse(etcdManifest)
	if err != nil {
		return nil, err
	}
	for _, object := range objects {
		if err := manifest.UseImages(object, images); err != nil {
			return nil, err
		}
		if !fsyncOff {
			continue
		}
		if err := manifest.AddArgs(object, etcdName, "--unsafe-no-fsync=true"); err != nil {
			return nil, err
		}
	}
	return objects, nil
}

func secrets(c *cluster.Cluster, dir string) ([]*unstructured.Unstructured, error) {
	var all []*unstructured.Unstructured
	for _, certificates := range []func(dir string) ([]*unstructured.Unstructured, error){etcdCertificates, classAPICertificates} {
		made, err := certificates(filepath.Join(dir, "pki"))
		if err != nil {
			return nil, err
		}
		all = append(all, made...)
	}
	for _, server := range []string{APIServer, Controller} {
		files, err := c.ServingCertificate(SystemNamespace, server)
		if err != nil {
			return nil, err
		}
		secret, err := tlsSecret(server+"-serving", c.ServingCA(), files)
		if err != nil {
			return nil, err
		}
		all = append(all, secret)
	}
	return all, nil
}

// A certificateSecret is a Secret with a certificate that is asked for.
type certificateSecret struct {
	name    string
	request pki.Request
}

// etcdCertificates returns the Secrets of etcd and of its client, by an authority that signs nobody else.
func etcdCertificates(dir string) ([]*unstructured.Unstructured, error) {
	return signed(dir, "connectors-etcd-ca", []certificateSecret{
		// The health checks of etcd are calls to itself, for which it shows the same certificate.
		{"etcd-serving", pki.Request{CommonName: etcdName, Server: true, Client: true,
			DNSNames: []string{etcdName + "." + SystemNamespace + ".svc", "localhost"}}},
		{APIServer + "-etcd", pki.Request{CommonName: APIServer, Client: true}},
	})
}

// classAPICertificates returns the Secrets of the class APIs and of those who call them, by an authority that signs nobody else.
func classAPICertificates(dir string) ([]*unstructured.Unstructured, error) {
	host := ClassAPI + "." + SystemNamespace + ".svc"
	return signed(dir, "connectors-class-api-ca", []certificateSecret{
		{ClassAPI + "-serving", pki.Request{CommonName: ClassAPI, Server: true, DNSNames: []string{host, host + ".cluster.local"}}},
		{APIServer + clientSuffix, pki.Request{CommonName: APIServer, Client: true}},
		{Controller + clientSuffix, pki.Request{CommonName: Controller, Client: true}},
	})
}

// signed returns Secrets with certificates by the authority of this name.
func signed(dir, name string, wanted []certificateSecret) ([]*unstructured.Unstructured, error) {
	authority, err := pki.OpenAuthority(pki.In(dir, name), name)
	if err != nil {
		return nil, err
	}
	all := make([]*unstructured.Unstructured, 0, len(wanted))
	for _, each := range wanted {
		files := pki.In(dir, "pod-"+each.name)
		if err := authority.Ensure(files, each.request); err != nil {
			return nil, err
		}
		secret, err := tlsSecret(each.name, authority.PEM(), files)
		if err != nil {
			return nil, err
		}
		all = append(all, secret)
	}
	return all, nil
}

func tlsSecret(name string, authority []byte, files pki.Files) (*unstructured.Unstructured, error) {
	certificate, err := os.ReadFile(files.Certificate)
	if err != nil {
		return nil, err
	}
	key, err := os.ReadFile(files.Key)
	if err != nil {
		return nil, err
	}
	return &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "v1",
		"kind":       "Secret",
		"metadata":   map[string]any{"name": name, "namespace": SystemNamespace},
		"type":       "kubernetes.io/tls",
		"data": map[string]any{
			"ca.crt":  base64.StdEncoding.EncodeToString(authority),
			"tls.crt": base64.StdEncoding.EncodeToString(certificate),
			"tls.key": base64.StdEncoding.EncodeToString(key),
		},
	}}, nil
}
