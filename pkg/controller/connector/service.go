// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"fmt"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/tools/cache"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/controller/condition"
	"connectors.alauda.io/pkg/target"
	"connectors.alauda.io/pkg/target/proxyname"
)

const (
	managedByLabel = "app.kubernetes.io/managed-by"
	partOfLabel    = "app.kubernetes.io/part-of"
	managedBy      = "connectors-controller"
	partOf         = "connectors"
	// resolverPath is the value of the annotation of a class whose proxy addresses name the Connector in their path.
	resolverPath = "path"
)

// proxyFinding is what came of the proxy Service of a Connector.
type proxyFinding struct {
	condition v1alpha1.Condition
	// url is the proxy address, empty where there is none.
	url string
	// caCerts are the authorities that a client of the proxy is to trust, in PEM, as the class has them.
	caCerts string
}

func (f proxyFinding) status() *v1alpha1.ConnectorProxyStatus {
	if f.url == "" {
		return nil
	}
	return &v1alpha1.ConnectorProxyStatus{HTTPAddress: &v1alpha1.Addressable{URL: f.url, CACerts: f.caCerts}}
}

func proxyFailed(reason, format string, args ...any) proxyFinding {
	return proxyFinding{condition: condition.False(v1alpha1.ConnectorProxyServiceReady, reason, fmt.Sprintf(format, args...))}
}

// desiredService gives the proxy Service that a Connector ought to have, and its proxy address. Address is where the proxy
// of its class is, as the status of the class has it.
func desiredService(c *v1alpha1.Connector, class *v1alpha1.ConnectorClass, address target.Address) (*corev1.Service, string, error) {
	host, err := externalName(address.Host())
	if err != nil {
		return nil, "", err
	}
	controlled := metav1.NewControllerRef(c, v1alpha1.SchemeGroupVersion.WithKind("Connector"))
	// Blocking would make the deletion of a Connector wait for its Service, and need a right of its own to set.
	controlled.BlockOwnerDeletion = nil
	service := &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{
			Namespace:       c.Namespace,
			Name:            proxyname.Service(c.Name),
			Labels:          serviceLabels(),
			OwnerReferences: []metav1.OwnerReference{*controlled},
		},
		Spec: corev1.ServiceSpec{
			Type:            corev1.ServiceTypeExternalName,
			ExternalName:    host,
			SessionAffinity: corev1.ServiceAffinityNone,
			Ports: []corev1.ServicePort{{
				Name: address.Scheme(), Protocol: corev1.ProtocolTCP, Port: int32(address.Port()),
				TargetPort: intstr.FromInt32(int32(address.Port())),
			}},
		},
	}
	return service, proxyURL(c, class, address, service.Name), nil
}

// externalName is what the Service of a Connector points to. DNS has names only, so that an IP address cannot stand there
// but for that of the machine itself, which has a name.
func externalName(host string) (string, error) {
	ip := net.ParseIP(host)
	switch {
	case ip == nil:
		return host, nil
	case ip.IsLoopback():
		return "localhost", nil
	}
	return "", fmt.Errorf("it is at the IP address %s, to which no name of a Connector can point: refer to a Service with spec.proxy.ref", ip)
}

// proxyURL is the proxy address: that of the class's proxy under the name of the Connector's Service.
func proxyURL(c *v1alpha1.Connector, class *v1alpha1.ConnectorClass, address target.Address, service string) string {
	url := address.Scheme() + "://" + service + "." + c.Namespace + ".svc.cluster.local"
	if port := strings.LastIndexByte(address.Authority(), ':'); port > strings.LastIndexByte(address.Authority(), ']') {
		url += ":" + strconv.Itoa(int(address.Port()))
	}
	url += address.Prefix()
	if class.Annotations[v1alpha1.ProxyResolverAnnotation] == resolverPath {
		url += "/namespaces/" + c.Namespace + "/connectors/" + c.Name
	}
	return url
}

// controls says whether a Service belongs to this very Connector.
func controls(c *v1alpha1.Connector, service *corev1.Service) bool {
	return metav1.IsControlledBy(service, c)
}

// isLeftover says whether a Service belongs to a former Connector of the same name, which is gone: another UID has the name
// now. The garbage collector of the cluster deletes it as well, sooner or later: it waits long after our API was away.
func isLeftover(c *v1alpha1.Connector, service *corev1.Service) bool {
	owner := metav1.GetControllerOf(service)
	return owner != nil && owner.APIVersion == v1alpha1.SchemeGroupVersion.String() && owner.Kind == "Connector" &&
		owner.Name == c.Name && owner.UID != c.UID
}

// repaired gives a Service as it ought to be, with what others have added to its metadata, and whether it was not.
func repaired(existing, desired *corev1.Service) (*corev1.Service, bool) {
	fixed := existing.DeepCopy()
	fixed.Spec = desired.Spec
	fixed.Labels = maps.Clone(existing.Labels)
	if fixed.Labels == nil {
		fixed.Labels = map[string]string{}
	}
	maps.Copy(fixed.Labels, desired.Labels)
	return fixed, !sameSpec(existing.Spec, desired.Spec) || !maps.Equal(fixed.Labels, existing.Labels)
}

// sameSpec compares what is set here; the rest are defaults of the API server.
func sameSpec(existing, desired corev1.ServiceSpec) bool {
	return existing.Type == desired.Type && existing.ExternalName == desired.ExternalName && len(existing.Selector) == 0 &&
		slices.EqualFunc(existing.Ports, desired.Ports, func(a, b corev1.ServicePort) bool { return equality.Semantic.DeepEqual(a, b) })
}

// NewTrimmer gives what cuts a Service down to what is looked at, for an informer that watches those of all namespaces.
func NewTrimmer() cache.TransformFunc {
	labels := serviceLabels() // shared by the Services of all Connectors, which have no others
	return func(object any) (any, error) {
		service, ok := object.(*corev1.Service)
		if !ok {
			return object, nil
		}
		trimmed := &corev1.Service{
			ObjectMeta: metav1.ObjectMeta{
				Namespace: service.Namespace, Name: service.Name, UID: service.UID, ResourceVersion: service.ResourceVersion,
				OwnerReferences: service.OwnerReferences,
			},
			Spec: corev1.ServiceSpec{
				Type: service.Spec.Type, ExternalName: service.Spec.ExternalName, Ports: service.Spec.Ports,
				ClusterIP: service.Spec.ClusterIP, ClusterIPs: service.Spec.ClusterIPs, Selector: service.Spec.Selector,
			},
		}
		if has(service.Labels, labels) {
			trimmed.Labels = labels
		}
		return trimmed, nil
	}
}

// serviceLabels are the labels of proxy Services.
func serviceLabels() map[string]string {
	return map[string]string{managedByLabel: managedBy, partOfLabel: partOf}
}

func has(labels, wanted map[string]string) bool {
	for name, value := range wanted {
		if labels[name] != value {
			return false
		}
	}
	return true
}
