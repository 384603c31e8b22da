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
	all, err := etcdCertificates(filepath.Join(dir, "pki"))
	if err != nil {
		return nil, err
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

// etcdCertificates returns the Secrets of etcd and of its client, by an authority that signs nobody else.
func etcdCertificates(dir string) ([]*unstructured.Unstructured, error) {
	authority, err := pki.OpenAuthority(pki.In(dir, "connectors-etcd-ca"), "connectors-etcd-ca")
	if err != nil {
		return nil, err
	}
	var all []*unstructured.Unstructured
	for _, each := range []struct {
		secret  string
		request pki.Request
	}{
		// The health checks of etcd are calls to itself, for which it shows the same certificate.
		{"etcd-serving", pki.Request{CommonName: etcdName, Server: true, Client: true,
			DNSNames: []string{etcdName + "." + SystemNamespace + ".svc", "localhost"}}},
		{APIServer + "-etcd", pki.Request{CommonName: APIServer, Client: true}},
	} {
		files := pki.In(dir, "connectors-"+each.secret)
		if err := authority.Ensure(files, each.request); err != nil {
			return nil, err
		}
		secret, err := tlsSecret(each.secret, authority.PEM(), files)
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
