// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// A class is looked at again at once when its Service comes, changes or goes, and when its spec does.
func TestClassFollowsItsService(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	tl := newTool(t)
	class := r.newClass(t, v1alpha1.ConnectorClassSpec{API: &v1alpha1.ConnectorClassAPI{Ref: serviceRef(r.namespace, "late")}})
	missing := classWants{api: no("ServiceNotFound", r.namespace+"/late"), proxy: yes("NonProxy")}
	r.expectClass(t, class, missing)
	service := r.newService(t, "late", localService(t, tl))
	host := "http://late." + r.namespace + ".svc.cluster.local"
	r.expectClass(t, class, classWants{
		api: yes(""), apiURL: host + portOf(tl), proxy: yes("NonProxy"),
	})

	service.Spec.Ports[0].Port, service.Spec.Ports[0].TargetPort = 1, intstr.FromInt32(1)
	if _, err := r.kube.CoreV1().Services(r.namespace).Update(t.Context(), service, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	r.expectClass(t, class, classWants{api: no("ConnectionFailed", r.namespace+"/late"), apiURL: host + ":1", proxy: yes("NonProxy")})

	if err := r.kube.CoreV1().Services(r.namespace).Delete(t.Context(), "late", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	r.expectClass(t, class, missing)
	made, err := r.connectors.ConnectorClasses().Get(t.Context(), class, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	r.expectEvents(t, classKind, made, "Warning ServiceNotFound", "Normal APIReady", "Normal Ready", "Warning ConnectionFailed",
		"Warning ServiceNotFound")
	r.editClass(t, class, func(spec *v1alpha1.ConnectorClassSpec) { spec.API = nil })
	r.expectClass(t, class, classWants{api: yes("NonAPI"), proxy: yes("NonProxy")})
}
