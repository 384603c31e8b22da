// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/proxy/ca"
	"connectors.alauda.io/pkg/target/serviceref"
)

// builtInProxy is the Service of the proxy that comes with Connectors.
func builtInProxy() types.NamespacedName {
	return types.NamespacedName{Namespace: v1alpha1.SystemNamespace, Name: ca.ServiceName}
}

// withProxyCA adds the published authorities of the built-in proxy to those that a class names, if that is the proxy of the
// class: as a forward proxy it answers with certificates of theirs. Without a ConfigMap there are none to add.
func (c *Controller) withProxyCA(d *declaration) *declaration {
	if d == nil {
		return nil
	}
	if name, ok := serviceref.Referent(d.ref, d.uri); !ok || name != builtInProxy() {
		return d
	}
	configMap, err := c.proxyCA.ConfigMaps(v1alpha1.SystemNamespace).Get(ca.ConfigMapName)
	if err != nil {
		return d // a lister knows one error, that there is none
	}
	with := *d
	with.caCerts = ca.Published(configMap) + d.caCerts
	return &with
}

// proxyCAChanged says whether other authorities are published than before.
func proxyCAChanged(old, object any) bool {
	before, ok := old.(*corev1.ConfigMap)
	after, okAfter := object.(*corev1.ConfigMap)
	return ok && okAfter && ca.Published(before) != ca.Published(after)
}

// triggerProxyCA has the classes checked whose proxy is the built-in one.
func (c *Controller) triggerProxyCA(key string) {
	if key == v1alpha1.SystemNamespace+"/"+ca.ConfigMapName {
		c.triggerService(builtInProxy().String())
	}
}
