// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stack

import (
	"fmt"
	"path/filepath"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"connectors.alauda.io/hack/local/manifest"
	"connectors.alauda.io/hack/local/node"
)

// deployed are the manifests that users apply.
func deployed(root string) []string {
	deploy := filepath.Join(root, "artifacts", "deploy")
	return []string{filepath.Join(deploy, "rbac"), filepath.Join(deploy, "cluster")}
}

// aloneFailures is how often the only replica of a Deployment may let a probe wait. To take it out of its Service helps nobody:
// there is no other to turn to while this machine is busy.
const aloneFailures = 30

// fit makes manifests that are written for anybody's cluster fit the one on this machine: with the images that were built
// here, with one replica of each Deployment, and with the ranges that its Node object does not tell.
func fit(objects []*unstructured.Unstructured, images map[string]manifest.Image, block node.Block) error {
	internal := fmt.Sprintf("--internal-ranges=%s,%s/32", block.Pods(), block.Node())
	for _, object := range objects {
		if !isWorkload(object) {
			continue
		}
		if err := manifest.UseImages(object, images); err != nil {
			return err
		}
		if object.GetKind() == "Deployment" {
			if err := unstructured.SetNestedField(object.Object, int64(1), "spec", "replicas"); err != nil {
				return err
			}
			if err := manifest.TolerateFailures(object, aloneFailures); err != nil {
				return err
			}
		}
		args := map[string][]string{
			APIServer:  {internal},
			Controller: append(impatience(), internal),
			Proxy:      {internal},
			ClassAPI:   {internal},
		}
		for name, more := range args {
			if err := manifest.AddArgs(object, name, more...); err != nil {
				return err
			}
		}
	}
	return nil
}

func isWorkload(object *unstructured.Unstructured) bool {
	return object.GetKind() == "Deployment" || object.GetKind() == "DaemonSet"
}

// phases tells apart the APIServices; the workloads other than the API server, which use the API; and all else.
func phases(objects []*unstructured.Unstructured) (services, server, others []*unstructured.Unstructured) {
	for _, object := range objects {
		switch {
		case object.GetKind() == "APIService":
			services = append(services, object)
		case isWorkload(object) && object.GetName() != APIServer:
			others = append(others, object)
		default:
			server = append(server, object)
		}
	}
	return services, server, others
}
