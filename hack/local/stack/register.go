// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stack

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/discovery"
	apiregistrationv1 "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	aggregator "k8s.io/kube-aggregator/pkg/client/clientset_generated/clientset"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/manifest"
)

const (
	groupVersion = "connectors.alauda.io/v1alpha1"
	apiService   = "v1alpha1.connectors.alauda.io"

	registrationPatience = 3 * time.Minute
	registrationPause    = 50 * time.Millisecond
)

// prepare applies what our API server needs before it starts: the namespace, its Service and its rights.
func prepare(ctx context.Context, c *cluster.Cluster, root string) error {
	_, others, err := readManifests(root)
	if err != nil {
		return err
	}
	return apply(ctx, c, others...)
}

// register applies the APIService, with the port that was chosen and the authority that signed the server's
// certificate, and returns once the API can be used through the kube-apiserver.
//
// It comes after the server is ready, since the kube-apiserver asks a server that it found down less and less often.
func register(ctx context.Context, c *cluster.Cluster, root string) error {
	services, _, err := readManifests(root)
	if err != nil {
		return err
	}
	if len(services) == 0 {
		return fmt.Errorf("no APIService in %s", strings.Join(manifests(root), " or "))
	}
	for _, service := range services {
		if err := point(service, c.Port(APIServer), c.ServingCA()); err != nil {
			return err
		}
	}
	if err := apply(ctx, c, services...); err != nil {
		return err
	}
	return awaitAPI(ctx, c)
}

// readManifests returns the APIServices and all other objects.
func readManifests(root string) (services, others []*unstructured.Unstructured, err error) {
	objects, err := manifest.Read(manifests(root)...)
	if err != nil {
		return nil, nil, err
	}
	for _, object := range objects {
		if object.GetKind() == "APIService" {
			services = append(services, object)
		} else {
			others = append(others, object)
		}
	}
	return services, others, nil
}

// point directs an APIService to a port. Its Service is an ExternalName, for which the kube-apiserver takes the port
// from here.
func point(service *unstructured.Unstructured, port int, ca []byte) error {
	if err := unstructured.SetNestedField(service.Object, int64(port), "spec", "service", "port"); err != nil {
		return err
	}
	return trust(service, ca)
}

// trust lets an APIService verify its server.
func trust(service *unstructured.Unstructured, ca []byte) error {
	bundle := base64.StdEncoding.EncodeToString(ca)
	return unstructured.SetNestedField(service.Object, bundle, "spec", "caBundle")
}

func apply(ctx context.Context, c *cluster.Cluster, objects ...*unstructured.Unstructured) error {
	config, err := c.RESTConfig()
	if err != nil {
		return err
	}
	return manifest.Apply(ctx, config, objects...)
}

// awaitAPI returns once the APIService is available, the API is in discovery and in the OpenAPI document, and requests for it
// are passed on, all of which lag behind: kubectl finds, explains and reads the resources from then on.
func awaitAPI(ctx context.Context, c *cluster.Cluster) error {
	config, err := c.RESTConfig()
	if err != nil {
		return err
	}
	services, err := aggregator.NewForConfig(config)
	if err != nil {
		return err
	}
	kinds := services.Discovery()
	var last error
	err = wait.PollUntilContextTimeout(ctx, registrationPause, registrationPatience, true,
		func(ctx context.Context) (bool, error) {
			if last = available(ctx, services); last == nil {
				last = discovered(kinds)
			}
			if last == nil {
				last = served(ctx, kinds)
			}
			return last == nil, nil
		})
	if err != nil {
		return fmt.Errorf("the API is not served by the kube-apiserver: %w", errors.Join(last, err))
	}
	return nil
}

func available(ctx context.Context, services aggregator.Interface) error {
	service, err := services.ApiregistrationV1().APIServices().Get(ctx, apiService, metav1.GetOptions{})
	if err != nil {
		return err
	}
	for _, condition := range service.Status.Conditions {
		if condition.Type != apiregistrationv1.Available {
			continue
		}
		if condition.Status == apiregistrationv1.ConditionTrue {
			return nil
		}
		return fmt.Errorf("APIService %s: %s: %s", apiService, condition.Reason, condition.Message)
	}
	return fmt.Errorf("APIService %s has no condition Available yet", apiService)
}

func discovered(kinds discovery.DiscoveryInterface) error {
	_, lists, err := kinds.ServerGroupsAndResources()
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(lists, func(list *metav1.APIResourceList) bool { return list.GroupVersion == groupVersion }) {
		return fmt.Errorf("%s is not in discovery yet", groupVersion)
	}
	paths, err := kinds.OpenAPIV3().Paths()
	if err != nil {
		return err
	}
	if _, ok := paths["apis/"+groupVersion]; !ok {
		return fmt.Errorf("%s is not in the OpenAPI document yet", groupVersion)
	}
	return nil
}

// served asks for what there always is a list of.
func served(ctx context.Context, client discovery.DiscoveryInterface) error {
	return client.RESTClient().Get().AbsPath("/apis", groupVersion, "connectorclasses").Param("limit", "1").Do(ctx).Error()
}
