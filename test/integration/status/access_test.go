// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"slices"
	"strings"
	"testing"

	authorizationv1 "k8s.io/api/authorization/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// The controller may do what it does and nothing else.
func TestRightsOfTheController(t *testing.T) {
	t.Parallel()
	controller := cluster.ServiceAccountUser(v1alpha1.SystemNamespace, harness.Controller)
	const system, elsewhere = v1alpha1.SystemNamespace, "default"
	for _, test := range []struct {
		namespace, resource string
		may, mayNot         string
	}{
		{elsewhere, "connectors.connectors.alauda.io", "get list watch", "create update patch delete deletecollection"},
		{elsewhere, "connectorclasses.connectors.alauda.io", "get list watch", "create update patch delete deletecollection"},
		{elsewhere, "connectors.connectors.alauda.io/status", "update", "get patch"},
		{elsewhere, "connectorclasses.connectors.alauda.io/status", "update", "get patch"},
		{elsewhere, "connectors.connectors.alauda.io/proxy", "", "get create update patch delete"},
		{elsewhere, "connectors.connectors.alauda.io/api", "", "get create update patch delete"},
		{elsewhere, "secrets", "get list watch", "create update patch delete deletecollection"},
		{elsewhere, "services", "get list watch create update delete", "patch deletecollection"},
		{elsewhere, "services/proxy", "", "get create"},
		{elsewhere, "endpointslices.discovery.k8s.io", "list", "get watch create update patch delete"},
		{elsewhere, "events", "create patch", "get list watch update delete"},
		{elsewhere, "nodes", "list watch", "get create update patch delete"},
		{elsewhere, "nodes/proxy", "", "get create"},
		{elsewhere, "servicecidrs.networking.k8s.io", "list watch", "get create update patch delete"},
		{elsewhere, "configmaps", "", "get list watch create update patch delete"},
		{system, "configmaps", "get list watch", "create update patch delete"},
		{elsewhere, "leases.coordination.k8s.io", "", "get create update"},
		{system, "leases.coordination.k8s.io", "create", "get update delete"},
		{system, "leases.coordination.k8s.io=" + harness.Controller, "get update", "delete patch"},
		{elsewhere, "pods", "", "get list watch create delete"},
		{elsewhere, "serviceaccounts", "", "get list create impersonate"},
		{elsewhere, "serviceaccounts/token", "", "create"},
		{elsewhere, "namespaces", "", "get list watch create delete"},
		{elsewhere, "clusterroles.rbac.authorization.k8s.io", "", "get bind escalate create"},
	} {
		t.Run(test.resource+" in "+test.namespace, func(t *testing.T) {
			for allowed, verbs := range map[bool]string{true: test.may, false: test.mayNot} {
				for verb := range strings.FieldsSeq(verbs) {
					expectRight(t, controller, test.namespace, verb, test.resource, allowed)
				}
			}
		})
	}
	// Which is what kubectl says too.
	for verb, want := range map[string]string{"list": "yes", "delete": "no"} {
		run := stack.TryKubectl(t.Context(), "", "auth", "can-i", verb, "secrets", "-A", "--as="+controller.Name)
		if got := strings.TrimSpace(run.Stdout); got != want {
			t.Errorf("can-i %s secrets: %q (%s), want %s", verb, got, run.Stderr, want)
		}
	}
}

// expectRight asks whether a user has a right. The resource is written as resource.group, with "/" and a subresource or
// "=" and a name behind it.
func expectRight(t *testing.T, user cluster.User, namespace, verb, resource string, want bool) {
	t.Helper()
	resource, name, _ := strings.Cut(resource, "=")
	resource, subresource, _ := strings.Cut(resource, "/")
	resource, group, _ := strings.Cut(resource, ".")
	answer, err := harness.Kube(t, stack.Admin(t)).AuthorizationV1().SubjectAccessReviews().Create(t.Context(),
		&authorizationv1.SubjectAccessReview{Spec: authorizationv1.SubjectAccessReviewSpec{
			User: user.Name, Groups: slices.Concat(user.Groups, []string{"system:authenticated"}),
			ResourceAttributes: &authorizationv1.ResourceAttributes{
				Namespace: namespace, Verb: verb, Group: group, Resource: resource, Subresource: subresource, Name: name,
			},
		}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if answer.Status.Allowed != want {
		t.Errorf("%s %s in %s: allowed is %t, want %t: %s", verb, resource, namespace, answer.Status.Allowed, want, answer.Status.Reason)
	}
}
