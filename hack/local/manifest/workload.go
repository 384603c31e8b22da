// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package manifest

import (
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// An Image is one that the node has.
type Image struct {
	// Ref is the name by which Pods use it, ID changes with its content.
	Ref, ID string
}

// imageAnnotation on a Pod template holds the IDs of its images. The name of an image that was built here is always the same,
// so without this a workload would go on with the one before.
const imageAnnotation = "connectors.local/images"

// UseImages gives every container whose image has no registry in its name ("coredns:latest") the image of that name from
// images, whose keys are names as "coredns". The object is a workload with a Pod template; others are left as they are.
func UseImages(object *unstructured.Unstructured, images map[string]Image) error {
	var ids []string
	err := eachContainer(object, func(container map[string]any) error {
		named, _ := container["image"].(string)
		name, _, _ := strings.Cut(named, ":")
		if strings.Contains(named, "/") {
			return nil
		}
		image, ok := images[name]
		if !ok {
			return fmt.Errorf("%s %s uses the image %q, which was not built here", object.GetKind(), object.GetName(), named)
		}
		container["image"] = image.Ref
		ids = append(ids, image.ID)
		return nil
	})
	if err != nil || len(ids) == 0 {
		return err
	}
	return unstructured.SetNestedField(object.Object, strings.Join(ids, ","),
		"spec", "template", "metadata", "annotations", imageAnnotation)
}

// AddArgs adds arguments to the container of this name, if the workload has one.
func AddArgs(object *unstructured.Unstructured, name string, args ...string) error {
	return eachContainer(object, func(container map[string]any) error {
		if container["name"] != name {
			return nil
		}
		before, _, err := unstructured.NestedStringSlice(container, "args")
		if err != nil {
			return err
		}
		return unstructured.SetNestedStringSlice(container, slices.Concat(before, args), "args")
	})
}

// TolerateFailures has a Pod stay ready until the readiness probe of a container has failed so many times in a row. Containers
// without one are left as they are.
func TolerateFailures(object *unstructured.Unstructured, failures int64) error {
	return eachContainer(object, func(container map[string]any) error {
		if _, probed := container["readinessProbe"]; !probed {
			return nil
		}
		return unstructured.SetNestedField(container, failures, "readinessProbe", "failureThreshold")
	})
}

// eachContainer lets change see, and alter, the containers of a workload.
func eachContainer(object *unstructured.Unstructured, change func(map[string]any) error) error {
	for _, field := range []string{"initContainers", "containers"} {
		path := []string{"spec", "template", "spec", field}
		containers, found, err := unstructured.NestedSlice(object.Object, path...)
		if err != nil {
			return fmt.Errorf("%s %s: %w", object.GetKind(), object.GetName(), err)
		}
		if !found {
			continue
		}
		for _, each := range containers {
			container, ok := each.(map[string]any)
			if !ok {
				return fmt.Errorf("%s %s: %s should hold objects", object.GetKind(), object.GetName(), field)
			}
			if err := change(container); err != nil {
				return err
			}
		}
		if err := unstructured.SetNestedSlice(object.Object, containers, path...); err != nil {
			return err
		}
	}
	return nil
}
