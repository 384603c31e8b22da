// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	connectorsclient "connectors.alauda.io/pkg/generated/clientset/versioned/typed/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

func TestPatch(t *testing.T) {
	t.Parallel()
	for _, way := range stack.Ways(t) {
		t.Run(way.Name, func(t *testing.T) {
			t.Parallel()
			client, _ := connectorsIn(t, way.Admin)
			for _, test := range []struct {
				name  string
				kind  types.PatchType
				patch string
				code  int
				want  string
			}{
				{"JSON", types.JSONPatchType, `[{"op":"replace","path":"/spec/address","value":"https://a.example.com"}]`, 200, "https://a.example.com"},
				{"JSON whose test fails", types.JSONPatchType, `[{"op":"test","path":"/spec/address","value":"x"}]`, 422, ""},
				{"JSON of a missing path", types.JSONPatchType, `[{"op":"remove","path":"/spec/nothing"}]`, 422, ""},
				{"merge", types.MergePatchType, `{"spec":{"address":"https://b.example.com"}}`, 200, "https://b.example.com"},
				{"merge that makes it bad", types.MergePatchType, `{"spec":{"address":"ftp//"}}`, 422, ""},
				{"merge with an old version", types.MergePatchType, `{"metadata":{"resourceVersion":"1"},"spec":{"address":"https://c.example.com"}}`, 409, ""},
				{"malformed", types.MergePatchType, `{`, 400, ""},
				{"strategic", types.StrategicMergePatchType, `{"spec":{"address":"https://d.example.com"}}`, 200, "https://d.example.com"},
				{"unknown kind", "application/nothing-patch+json", `{}`, 415, ""},
			} {
				name := strings.ReplaceAll(strings.ToLower(test.name), " ", "-")
				made := mustCreate(t, client, newConnector(name))
				got, err := client.Patch(t.Context(), name, test.kind, []byte(test.patch), metav1.PatchOptions{})
				if code := codeOf(err); code != test.code {
					t.Errorf("%s: code %d (%v), want %d", test.name, code, err, test.code)
				}
				if err == nil && got.Spec.Address != test.want {
					t.Errorf("%s: address %q, want %q", test.name, got.Spec.Address, test.want)
				}
				if now := mustGet(t, client, name); err != nil && now.ResourceVersion != made.ResourceVersion {
					t.Errorf("%s: refused and written all the same: %+v", test.name, now)
				}
			}
		})
	}
}

// codeOf is the HTTP status code of the answer.
func codeOf(err error) int {
	if err == nil {
		return http.StatusOK
	}
	if status, ok := err.(apierrors.APIStatus); ok {
		return int(status.Status().Code)
	}
	return 0
}

const appliedHead = "apiVersion: connectors.alauda.io/v1alpha1\nkind: Connector\nmetadata: {name: one}\n"

func applyAs(t *testing.T, client connectorsclient.ConnectorInterface, manager, rest string, force bool, subresources ...string) (*v1alpha1.Connector, error) {
	t.Helper()
	return client.Patch(t.Context(), "one", types.ApplyPatchType, []byte(appliedHead+rest),
		metav1.PatchOptions{FieldManager: manager, Force: &force}, subresources...)
}

func TestServerSideApplyByTwoManagers(t *testing.T) {
	t.Parallel()
	client, _ := connectorsIn(t, stack.Admin(t))
	const anns, bobs = "spec: {connectorClassName: absent, address: 'https://ann.example.com'}", "spec: {address: 'https://bob.example.com'}"
	if _, err := applyAs(t, client, "ann", anns, false); err != nil {
		t.Fatal(err)
	}
	_, err := applyAs(t, client, "bob", bobs, false)
	if !apierrors.IsConflict(err) || !apierrors.HasStatusCause(err, metav1.CauseTypeFieldManagerConflict) || !strings.Contains(err.Error(), "ann") {
		t.Fatalf("bob takes what is ann's: %v, want a conflict that names her", err)
	}
	if got := mustGet(t, client, "one"); got.Spec.Address != "https://ann.example.com" {
		t.Fatalf("address %q after the conflict", got.Spec.Address)
	}
	got, err := applyAs(t, client, "bob", bobs, true)
	if err != nil || got.Spec.Address != "https://bob.example.com" {
		t.Fatalf("forced to address %q (error %v)", got.Spec.Address, err)
	}
	if owners := ownersOf(got, `"f:address"`); !slices.Equal(owners, []string{"bob"}) {
		t.Errorf("owners of the address are %v, want bob", owners)
	}
	if _, err := applyAs(t, client, "ann", anns, false); !apierrors.IsConflict(err) {
		t.Errorf("ann takes it back: %v, want a conflict", err)
	}
	got, err = applyAs(t, client, "ann", "spec: {connectorClassName: absent}", false)
	if err != nil || got.Spec.Address != "https://bob.example.com" {
		t.Errorf("ann gives up the address, which is now %q (error %v)", got.Spec.Address, err)
	}
}

// ownersOf are the managers whose fields contain a text, in order.
func ownersOf(c *v1alpha1.Connector, field string) []string {
	var owners []string
	for _, entry := range c.ManagedFields {
		if entry.FieldsV1 != nil && strings.Contains(entry.FieldsV1.GetRawString(), field) {
			owners = append(owners, entry.Manager)
		}
	}
	slices.Sort(owners)
	return owners
}

func TestServerSideApplyOfStatus(t *testing.T) {
	t.Parallel()
	client, _ := connectorsIn(t, stack.Admin(t))
	mustCreate(t, client, newConnector("one"))
	condition := func(kind, status string) string {
		return "status: {conditions: [{type: " + kind + ", status: '" + status + "', message: ''}]}\nspec: {address: 'https://through-status.example.com'}"
	}
	for manager, kind := range map[string]string{"prober": "LivenessReady", "resolver": "SecretReady"} {
		if _, err := applyAs(t, client, manager, condition(kind, "True"), false, "status"); err != nil {
			t.Fatalf("%s: %v", manager, err)
		}
	}
	got, err := applyAs(t, client, "prober", condition("LivenessReady", "False"), false, "status")
	if err != nil {
		t.Fatal(err)
	}
	states := map[v1alpha1.ConditionType]metav1.ConditionStatus{}
	for _, c := range got.Status.Conditions {
		states[c.Type] = c.Status
	}
	if len(states) != 2 || states["LivenessReady"] != "False" || states["SecretReady"] != "True" {
		t.Errorf("conditions %v", states)
	}
	if got.Spec.Address != "https://tool.example.com" || slices.Contains(ownersOf(got, `"f:address"`), "prober") {
		t.Errorf("the status subresource wrote address %q, owned by %v", got.Spec.Address, ownersOf(got, `"f:address"`))
	}
	if _, err := applyAs(t, client, "resolver", condition("LivenessReady", "True"), false, "status"); !apierrors.IsConflict(err) {
		t.Errorf("the resolver writes the prober's condition: %v, want a conflict", err)
	}
	if got, err = applyAs(t, client, "intruder", condition("Ready", "True"), false); err == nil {
		t.Errorf("the address is the creator's, and yet it was applied: %+v", got.Spec)
	}
	got, err = applyAs(t, client, "intruder", "status: {conditions: [{type: Ready, status: 'True', message: ''}]}", false)
	if err != nil || len(got.Status.Conditions) != 2 || len(ownersOf(got, `"type":"Ready"`)) != 0 {
		t.Errorf("applied without the subresource: %+v (error %v), want the status as it was", got.Status, err)
	}
}

func TestServerSideApplyOfAuthTypes(t *testing.T) {
	t.Parallel()
	name := stack.Namespace(t)
	classes := harness.Connectors(t, stack.Admin(t)).ConnectorClasses()
	mustCreateClass(t, &v1alpha1.ConnectorClass{ObjectMeta: metav1.ObjectMeta{Name: name}})
	apply := func(manager string, kinds ...string) string {
		t.Helper()
		patch := "apiVersion: connectors.alauda.io/v1alpha1\nkind: ConnectorClass\nmetadata: {name: " + name + "}\nspec:\n  auth:\n    types:\n"
		for _, one := range kinds {
			patch += "    - {name: " + one + ", secretType: kubernetes.io/basic-auth, description: by " + manager + "}\n"
		}
		force := false
		got, err := classes.Patch(t.Context(), name, types.ApplyPatchType, []byte(patch), metav1.PatchOptions{FieldManager: manager, Force: &force})
		if err != nil {
			return "refused: " + string(apierrors.ReasonForError(err))
		}
		var all []string
		for _, one := range got.Spec.Auth.Types {
			all = append(all, one.Name+" "+one.Description)
		}
		slices.Sort(all)
		return strings.Join(all, ", ")
	}
	for _, step := range []struct{ manager, types, want string }{
		{"ann", "basic", "basic by ann"},
		{"bob", "token", "basic by ann, token by bob"},
		{"bob", "token basic", "refused: Conflict"},
		{"ann", "basic other", "basic by ann, other by ann, token by bob"},
		{"ann", "other", "other by ann, token by bob"},
	} {
		if got := apply(step.manager, strings.Fields(step.types)...); got != step.want {
			t.Errorf("%s applies %s: %s, want %s", step.manager, step.types, got, step.want)
		}
	}
}

func TestKubectlApply(t *testing.T) {
	t.Parallel()
	const first = `apiVersion: connectors.alauda.io/v1alpha1
kind: Connector
metadata: {name: one, annotations: {a: b}}
spec: {connectorClassName: absent, address: "https://one.example.com", params: [{name: p, value: v}]}
`
	second := strings.Replace(strings.Replace(first, ", params: [{name: p, value: v}]", "", 1), "one.example", "two.example", 1)
	for name, flags := range map[string][]string{"client side": nil, "server side": {"--server-side"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			namespace := stack.Namespace(t)
			args := append([]string{"apply", "--validate=strict", "-n", namespace, "-f", "-"}, flags...)
			for _, manifest := range []string{first, first, second} {
				stack.KubectlInput(t, manifest, args...)
			}
			if out := stack.TryKubectl(t.Context(), second, append([]string{"diff", "-n", namespace, "-f", "-"}, flags...)...); out.Err != nil {
				t.Errorf("kubectl diff after kubectl apply: %v\n%s%s", out.Err, out.Stdout, out.Stderr)
			}
			got := mustGet(t, harness.Connectors(t, stack.Admin(t)).Connectors(namespace), "one")
			if got.Spec.Address != "https://two.example.com" || len(got.Spec.Params) > 0 || got.Annotations["a"] != "b" || got.Generation != 2 {
				t.Errorf("applied %+v", got)
			}
		})
	}
}
