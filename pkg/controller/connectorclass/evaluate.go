// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/controller/condition"
)

// Reasons of conditions, beside those of serviceref.Error.
const (
	// ReasonNonAPI is that of APIReady where the class declares no class API.
	ReasonNonAPI = "NonAPI"
	// ReasonNonProxy is that of ProxyReady where the class declares no proxy.
	ReasonNonProxy = "NonProxy"
	// ReasonNoEndpoints means that nothing that is ready stands behind the Service.
	ReasonNoEndpoints = "NoEndpoints"
	// ReasonConnectionFailed means that no connection could be made, or no TLS connection that can be trusted.
	ReasonConnectionFailed = "ConnectionFailed"
)

// observation is what was found out about one endpoint of a class. Its zero value is that of an endpoint that is not
// declared.
type observation struct {
	declared bool
	// url is empty while the address is not known.
	url string
	// caCerts are the authorities to tell with the url, in PEM.
	caCerts string
	// reason and message say what is wrong; both are empty when nothing is.
	reason, message string
}

// evaluate gives the status of a class: what was observed, as of now. It keeps what others noted in the annotations and
// changes nothing of the class.
func evaluate(class *v1alpha1.ConnectorClass, api, proxy observation, now metav1.Time) v1alpha1.ConnectorClassStatus {
	conditions := []v1alpha1.Condition{
		api.condition(v1alpha1.ClassAPIReady, ReasonNonAPI),
		proxy.condition(v1alpha1.ClassProxyReady, ReasonNonProxy),
	}
	conditions = append(conditions, condition.Summary(v1alpha1.ClassReady, conditions))
	status := v1alpha1.ConnectorClassStatus{
		ObservedGeneration: class.Generation,
		Conditions:         condition.Merge(class.Status.Conditions, conditions, now),
		Annotations:        class.Status.Annotations,
	}
	if api.url != "" {
		status.API = &v1alpha1.ConnectorClassAPIStatus{Address: api.address()}
	}
	if proxy.url != "" {
		status.Proxy = &v1alpha1.ConnectorClassProxyStatus{HTTPAddress: proxy.address()}
	}
	return status
}

func (o observation) address() *v1alpha1.Addressable {
	return &v1alpha1.Addressable{URL: o.url, CACerts: o.caCerts}
}

func (o observation) condition(kind v1alpha1.ConditionType, undeclared string) v1alpha1.Condition {
	switch {
	case !o.declared:
		return condition.True(kind, undeclared)
	case o.reason != "":
		return condition.False(kind, o.reason, o.message)
	}
	return condition.True(kind, "")
}

// isReady says whether a status holds a true Ready.
func isReady(status *v1alpha1.ConnectorClassStatus) bool {
	ready := condition.Find(status.Conditions, v1alpha1.ClassReady)
	return ready != nil && ready.Status == metav1.ConditionTrue
}
