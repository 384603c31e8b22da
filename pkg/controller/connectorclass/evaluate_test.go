// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/controller/condition"
)

func TestEvaluate(t *testing.T) {
	then := metav1.NewTime(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	now := metav1.NewTime(then.Add(time.Hour))
	since := func(when metav1.Time, c v1alpha1.Condition) v1alpha1.Condition {
		c.LastTransitionTime = when
		return c
	}
	const (
		apiURL    = "https://api.tools.svc.cluster.local/git"
		proxyURL  = "http://connectors-proxy.connectors-system.svc.cluster.local"
		noService = "Service tools/api does not exist"
		refused   = "Service connectors-system/connectors-proxy cannot be connected to"
	)
	apiAddress := &v1alpha1.ConnectorClassAPIStatus{Address: &v1alpha1.Addressable{URL: apiURL, CACerts: "PEM"}}
	proxyAddress := &v1alpha1.ConnectorClassProxyStatus{HTTPAddress: &v1alpha1.Addressable{URL: proxyURL, CACerts: "proxy PEM"}}

	for _, tt := range []struct {
		name       string
		before     v1alpha1.ConnectorClassStatus
		api, proxy observation
		want       v1alpha1.ConnectorClassStatus
	}{
		{
			name: "nothing is declared",
			want: v1alpha1.ConnectorClassStatus{Conditions: []v1alpha1.Condition{
				since(now, condition.True("APIReady", "NonAPI")), since(now, condition.True("ProxyReady", "NonProxy")), since(now, condition.True("Ready", "")),
			}},
		},
		{
			name: "all is well",
			api:  observation{declared: true, url: apiURL, caCerts: "PEM"}, proxy: observation{declared: true, url: proxyURL, caCerts: "proxy PEM"},
			want: v1alpha1.ConnectorClassStatus{API: apiAddress, Proxy: proxyAddress, Conditions: []v1alpha1.Condition{
				since(now, condition.True("APIReady", "")), since(now, condition.True("ProxyReady", "")), since(now, condition.True("Ready", "")),
			}},
		},
		{
			name:  "an address that is known and cannot be connected to is told",
			proxy: observation{declared: true, url: proxyURL, caCerts: "proxy PEM", reason: ReasonConnectionFailed, message: refused},
			want: v1alpha1.ConnectorClassStatus{Proxy: proxyAddress, Conditions: []v1alpha1.Condition{
				since(now, condition.True("APIReady", "NonAPI")), since(now, condition.False("ProxyReady", "ConnectionFailed", refused)),
				since(now, condition.False("Ready", "ConnectionFailed", refused)),
			}},
		},
		{
			name:   "Ready tells of the first that fails, and an address that is gone is taken back",
			before: v1alpha1.ConnectorClassStatus{API: apiAddress, Proxy: proxyAddress},
			api:    observation{declared: true, reason: "ServiceNotFound", message: noService},
			proxy:  observation{declared: true, url: proxyURL, caCerts: "proxy PEM", reason: ReasonConnectionFailed, message: refused},
			want: v1alpha1.ConnectorClassStatus{Proxy: proxyAddress, Conditions: []v1alpha1.Condition{
				since(now, condition.False("APIReady", "ServiceNotFound", noService)),
				since(now, condition.False("ProxyReady", "ConnectionFailed", refused)),
				since(now, condition.False("Ready", "ServiceNotFound", noService)),
			}},
		},
		{
			name: "what stays keeps its time, and what others wrote stays or goes",
			before: v1alpha1.ConnectorClassStatus{
				Annotations: map[string]string{"note": "kept"},
				Conditions: []v1alpha1.Condition{
					since(then, condition.True("Foreign", "")), since(then, condition.True("Ready", "")),
					since(then, condition.False("ProxyReady", "ConnectionFailed", refused)), since(then, condition.True("APIReady", "")),
				},
			},
			api: observation{declared: true, url: apiURL, caCerts: "PEM"}, proxy: observation{declared: true, url: proxyURL, caCerts: "proxy PEM"},
			want: v1alpha1.ConnectorClassStatus{
				API: apiAddress, Proxy: proxyAddress, Annotations: map[string]string{"note": "kept"},
				Conditions: []v1alpha1.Condition{
					since(then, condition.True("APIReady", "")), since(now, condition.True("ProxyReady", "")), since(then, condition.True("Ready", "")),
				},
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			class := &v1alpha1.ConnectorClass{ObjectMeta: metav1.ObjectMeta{Generation: 7}, Status: tt.before}
			untouched := class.DeepCopy()
			tt.want.ObservedGeneration = 7
			got := evaluate(class, tt.api, tt.proxy, now)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(untouched, class); diff != "" {
				t.Errorf("the class was changed: %s", diff)
			}
			if ready := tt.want.Conditions[2].Status == metav1.ConditionTrue; isReady(&got) != ready {
				t.Errorf("ready is %t", !ready)
			}
		})
	}
}
