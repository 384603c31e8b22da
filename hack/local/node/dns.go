// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"context"
	_ "embed" // dns.yaml
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/manifest"
)

//go:embed dns.yaml
var dnsManifest string

// applyDNS applies CoreDNS. It is waited for with the other workloads.
func (n *Node) applyDNS(ctx context.Context, c *cluster.Cluster) error {
	host, err := os.ReadFile(hostResolvers)
	if err != nil {
		return err
	}
	objects, err := n.dnsObjects(n.config.Internet && resolvers(string(host)) != "")
	if err != nil {
		return err
	}
	config, err := c.RESTConfig()
	if err != nil {
		return err
	}
	return manifest.Apply(ctx, config, objects...)
}

// dnsObjects returns CoreDNS, which passes on other names than those of the cluster if there is somebody to ask.
func (n *Node) dnsObjects(forward bool) ([]*unstructured.Unstructured, error) {
	const placeholder, indent = "        forward\n", "        "
	line := ""
	if forward {
		line = indent + "forward . /etc/resolv.conf\n"
	}
	objects, err := manifest.Parse(strings.Replace(dnsManifest, placeholder, line, 1))
	if err != nil {
		return nil, err
	}
	for _, object := range objects {
		if object.GetKind() == "Service" {
			err = unstructured.SetNestedField(object.Object, n.block.DNS().String(), "spec", "clusterIP")
		} else {
			err = manifest.UseImages(object, n.Images())
		}
		if err != nil {
			return nil, err
		}
	}
	return objects, nil
}
