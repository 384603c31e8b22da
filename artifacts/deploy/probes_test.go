// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package deploy_test looks at the manifests that users apply.
package deploy_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"
)

// patience is how long a server may take for an answer to a probe. With the second that Kubernetes gives by default, a node that
// is busy takes the API away from the whole cluster.
const patience = 5

func TestProbesArePatient(t *testing.T) {
	files, err := filepath.Glob("cluster/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("manifests %v, error %v", files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			for _, container := range containers(t, file) {
				for name, probe := range map[string]*corev1.Probe{
					"readinessProbe": container.ReadinessProbe, "livenessProbe": container.LivenessProbe, "startupProbe": container.StartupProbe,
				} {
					if probe == nil || probe.TimeoutSeconds < patience {
						t.Errorf("container %s has the %s %v, want one with timeoutSeconds of %d or more", container.Name, name, probe, patience)
					}
				}
			}
		})
	}
}

// containers are those of the Deployments and DaemonSets in a file.
func containers(t *testing.T, file string) []corev1.Container {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []corev1.Container
	for document := range bytes.SplitSeq(content, []byte("\n---\n")) {
		// A DaemonSet has its containers where a Deployment has them.
		var workload appsv1.Deployment
		if err := yaml.Unmarshal(document, &workload); err != nil {
			t.Fatal(err)
		}
		if workload.Kind == "Deployment" || workload.Kind == "DaemonSet" {
			all = append(all, workload.Spec.Template.Spec.Containers...)
		}
	}
	if len(all) == 0 {
		t.Fatal("the file has no containers")
	}
	return all
}
