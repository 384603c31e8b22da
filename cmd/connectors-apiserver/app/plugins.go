// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	mutatingpolicy "k8s.io/apiserver/pkg/admission/plugin/policy/mutating"
	validatingpolicy "k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	genericoptions "k8s.io/apiserver/pkg/server/options"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/rest"
	"k8s.io/klog/v2"
)

// pluginResources names, for the admission plugins that young APIs stand behind, what they watch.
func pluginResources() map[string]string {
	return map[string]string{
		mutatingpolicy.PluginName:   "mutatingadmissionpolicies",
		validatingpolicy.PluginName: "validatingadmissionpolicies",
	}
}

// disableUnsupportedPlugins leaves out the plugins whose API the cluster does not serve in the version that the library
// watches: such a plugin would wait for ever and refuse every write.
func disableUnsupportedPlugins(ctx context.Context, options *genericoptions.AdmissionOptions, config *rest.Config) error {
	if config == nil {
		return errors.New("no connection to a cluster: give --kubeconfig, or run in a Pod")
	}
	client, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return fmt.Errorf("making the discovery client: %w", err)
	}
	version := admissionregistrationv1.SchemeGroupVersion.String()
	served, err := client.ServerResourcesForGroupVersion(version)
	if err != nil && !apierrors.IsNotFound(err) {
		return fmt.Errorf("asking the cluster for the resources of %s: %w", version, err)
	}
	for plugin, resource := range pluginResources() {
		if servesResource(served, resource) || slices.Contains(options.DisablePlugins, plugin) {
			continue
		}
		klog.FromContext(ctx).Info("Leaving out an admission plugin whose API the cluster does not serve",
			"plugin", plugin, "resource", resource, "version", version)
		options.DisablePlugins = append(options.DisablePlugins, plugin)
		options.EnablePlugins = slices.DeleteFunc(options.EnablePlugins, func(name string) bool { return name == plugin })
	}
	return nil
}

func servesResource(list *metav1.APIResourceList, name string) bool {
	return list != nil && slices.ContainsFunc(list.APIResources, func(r metav1.APIResource) bool { return r.Name == name })
}
