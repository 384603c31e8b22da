// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// The kinds of objects that Events are about.
const (
	connectorKind = "Connector"
	classKind     = "ConnectorClass"
)

func contains(text string, parts ...string) bool {
	return !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(text, part) })
}

// events are those about an object. Of one without a namespace they are in the namespace default.
func (r room) events(ctx context.Context, kind string, object metav1.Object) ([]corev1.Event, error) {
	namespace := object.GetNamespace()
	if namespace == "" {
		namespace = metav1.NamespaceDefault
	}
	list, err := r.kube.CoreV1().Events(namespace).List(ctx, metav1.ListOptions{
		FieldSelector: "involvedObject.kind=" + kind + ",involvedObject.uid=" + string(object.GetUID()),
	})
	if err != nil {
		return nil, err
	}
	return list.Items, nil
}

// expectEvent waits for an Event about a Connector, which tells what the condition says.
func (r room) expectEvent(t *testing.T, c *v1alpha1.Connector, kind, reason, message string) {
	t.Helper()
	harness.Eventually(t, "Event "+reason, func(ctx context.Context) error {
		events, err := r.events(ctx, connectorKind, c)
		if err != nil {
			return err
		}
		var others []string
		for i := range events {
			event := &events[i]
			if event.Type == kind && event.Reason == reason && event.Message == message && event.Source.Component == harness.Controller {
				return nil
			}
			others = append(others, event.Type+" "+event.Reason+": "+event.Message)
		}
		return fmt.Errorf("there are %q", others)
	})
}

// expectEvents waits for these Events about an object, and no others. They are sent in the background.
func (r room) expectEvents(t *testing.T, kind string, object metav1.Object, want ...string) {
	t.Helper()
	slices.Sort(want)
	harness.Eventually(t, "every transition has its Event", func(ctx context.Context) error {
		events, err := r.events(ctx, kind, object)
		if err == nil && !slices.Equal(told(events), want) {
			err = fmt.Errorf("there are %q, want %q", told(events), want)
		}
		return err
	})
}

// told is what Events say, each as often as it was sent.
func told(events []corev1.Event) []string {
	var all []string
	for i := range events {
		for range max(events[i].Count, 1) {
			all = append(all, events[i].Type+" "+events[i].Reason)
		}
	}
	slices.Sort(all)
	return all
}

// Each transition is told once, with the reason of the condition, and kubectl shows it.
func TestEventsOfTransitions(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	tl := newTool(t)
	tl.answer(authPath, opensWith(username, password))
	class := r.newReadyClass(t, probedSpec())
	c := r.newConnector(t, "tool", v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: tl.URL, Auth: with(basicAuth, "late")})
	r.expect(t, c.Name, allOf(wants{
		secretReady: no("SecretNotFound", "late"), livenessReady: yes(""), authReady: unknown("SecretNotFound", "late"),
	}))
	r.createSecret(t, &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Namespace: r.namespace, Name: "late"}, Type: corev1.SecretTypeBasicAuth, StringData: basicData("wrong"),
	})
	good := allOf(wants{secretReady: yes(""), livenessReady: yes(""), authReady: yes("")})
	bad := allOf(wants{secretReady: yes(""), livenessReady: yes(""), authReady: no("AuthenticationFailed")})
	r.expectSoon(t, c.Name, bad)
	for _, step := range []struct {
		word string
		want wants
	}{{password, good}, {"wrong again", bad}, {password, good}} {
		r.setSecret(t, r.namespace, "late", basicData(step.word))
		r.expectSoon(t, c.Name, step.want)
	}
	want := []string{
		"Normal AuthReady", "Normal AuthReady", "Normal Ready", "Normal Ready", "Normal SecretReady",
		"Warning AuthenticationFailed", "Warning AuthenticationFailed", "Warning SecretNotFound",
	}
	r.expectEvents(t, connectorKind, c, want...)
	described := r.stack.Kubectl(t, "describe", "connector", c.Name, "-n", r.namespace)
	_, table, _ := strings.Cut(described, "Events:")
	for _, line := range want {
		if kind, reason, _ := strings.Cut(line, " "); !contains(table, kind, reason, "connectors-controller") {
			t.Errorf("kubectl describe shows no %s:\n%s", line, described)
		}
	}
}
