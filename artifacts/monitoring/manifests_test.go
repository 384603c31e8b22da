// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package monitoring

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"
)

// These are what is installed; their Services and Pods are what Prometheus looks for.
const (
	clusterManifest  = "../deploy/cluster/connectors-controller.yaml"
	classAPIManifest = "../deploy/cluster/connectors-classapi.yaml"
	proxyManifest    = "../deploy/cluster/connectors-proxy.yaml"
	csiManifest      = "../deploy/cluster/connectors-csi.yaml"
)

// object reads the object of a kind from a file with several.
func object(t *testing.T, file, kind string, into any) {
	t.Helper()
	for _, document := range bytes.Split(readFile(t, file), []byte("\n---\n")) {
		if bytes.Contains(document, []byte("\nkind: "+kind+"\n")) {
			if err := yaml.UnmarshalStrict(document, into); err != nil {
				t.Fatalf("%s: %s: %v", file, kind, err)
			}
			return
		}
	}
	t.Fatalf("%s has no %s", file, kind)
}

// TestServiceMonitors follows the names from the ServiceMonitors to what is installed.
func TestServiceMonitors(t *testing.T) {
	for _, tt := range []struct{ file, job, manifest string }{
		{"servicemonitor.yaml", "connectors-controller", clusterManifest},
		{"servicemonitor-classapi.yaml", "connectors-classapi", classAPIManifest},
	} {
		t.Run(tt.job, func(t *testing.T) {
			var monitor serviceMonitor
			readStrictly(t, tt.file, &monitor)
			var service corev1.Service
			var deployment appsv1.Deployment
			object(t, tt.manifest, "Service", &service)
			object(t, tt.manifest, "Deployment", &deployment)
			for label, value := range monitor.Spec.Selector.MatchLabels {
				if service.Labels[label] != value {
					t.Errorf("it looks for %s=%s, and the Service has %v", label, value, service.Labels)
				}
			}
			if job := service.Labels[monitor.Spec.JobLabel]; job != tt.job {
				t.Errorf("the job would be %q", job)
			}
			if len(monitor.Spec.Endpoints) != 1 {
				t.Fatal("one endpoint is expected")
			}
			at := monitor.Spec.Endpoints[0]
			checkEndpoint(t, at, service, deployment.Spec.Template.Spec)
			checkToken(t, at)
		})
	}
}

// checkEndpoint holds an endpoint to the Service, and to where the serving certificate is.
func checkEndpoint(t *testing.T, at endpoint, service corev1.Service, pod corev1.PodSpec) {
	t.Helper()
	if !slices.ContainsFunc(service.Spec.Ports, func(p corev1.ServicePort) bool { return p.Name == at.Port }) {
		t.Errorf("the Service has no port %q", at.Port)
	}
	if want := service.Name + "." + service.Namespace + ".svc"; at.Scheme != "https" || at.TLSConfig.ServerName != want {
		t.Errorf("the certificate is verified for %q by %s, not for %q by https", at.TLSConfig.ServerName, at.Scheme, want)
	}
	serving := slices.IndexFunc(pod.Volumes, func(v corev1.Volume) bool { return v.Name == "serving" })
	if serving < 0 {
		t.Fatal("the Pod has no serving certificate")
	}
	if ca := at.TLSConfig.CA.Secret; ca.Name != pod.Volumes[serving].Secret.SecretName || ca.Key != "ca.crt" {
		t.Errorf("the authority is read from %v, and not from where the serving certificate is", ca)
	}
}

func checkToken(t *testing.T, at endpoint) {
	t.Helper()
	var token corev1.Secret
	object(t, "metrics-reader.yaml", "Secret", &token)
	if got := at.Authorization.Credentials; got.Name != token.Name || got.Key != corev1.ServiceAccountTokenKey ||
		token.Type != corev1.SecretTypeServiceAccountToken {
		t.Errorf("the token is read from %v, and Secret %s has one of type %s", got, token.Name, token.Type)
	}
}

// TestDeployment holds the installed controller to what the documentation says of it.
func TestDeployment(t *testing.T) {
	var deployment appsv1.Deployment
	object(t, clusterManifest, "Deployment", &deployment)
	if replicas := deployment.Spec.Replicas; replicas == nil || *replicas < 2 {
		t.Error("one replica has nobody to take over")
	}
	for _, arg := range deployment.Spec.Template.Spec.Containers[0].Args {
		if strings.HasPrefix(arg, "--dial-allow") || arg == "--leader-elect=false" {
			t.Errorf("%s is for whoever installs it to decide", arg)
		}
	}
}

// TestPodMonitors follows the names from the PodMonitors to what is installed.
func TestPodMonitors(t *testing.T) {
	var proxy appsv1.Deployment
	object(t, proxyManifest, "Deployment", &proxy)
	var csi appsv1.DaemonSet
	object(t, csiManifest, "DaemonSet", &csi)
	for _, tt := range []struct {
		file, job, namespace string
		pod                  corev1.PodTemplateSpec
	}{
		{"podmonitor-proxy.yaml", "connectors-proxy", proxy.Namespace, proxy.Spec.Template},
		{"podmonitor-csi.yaml", "connectors-csi", csi.Namespace, csi.Spec.Template},
	} {
		t.Run(tt.job, func(t *testing.T) {
			var monitor podMonitor
			readStrictly(t, tt.file, &monitor)
			for label, value := range monitor.Spec.Selector.MatchLabels {
				if tt.pod.Labels[label] != value {
					t.Errorf("it looks for %s=%s, and Pods have %v", label, value, tt.pod.Labels)
				}
			}
			if job := tt.pod.Labels[monitor.Spec.JobLabel]; job != tt.job || monitor.Metadata.Namespace != tt.namespace {
				t.Errorf("the job would be %q, of namespace %q", job, monitor.Metadata.Namespace)
			}
			if len(monitor.Spec.PodMetricsEndpoints) != 1 {
				t.Fatal("one endpoint is expected")
			}
			at := monitor.Spec.PodMetricsEndpoints[0]
			if !slices.ContainsFunc(tt.pod.Spec.Containers[0].Ports, func(p corev1.ContainerPort) bool { return p.Name == at.Port }) {
				t.Errorf("the container has no port %q", at.Port)
			}
		})
	}
}

// documented is a row of a table of metrics: name and labels.
var documented = regexp.MustCompile("(?m)^\\| `(connectors_(?:controller|proxy|csi|classapi)_\\w+)` \\| \\w+ \\| ([^|]*) \\|")

// TestDocumented compares the page about metrics with what is registered.
func TestDocumented(t *testing.T) {
	got, want := map[string][]string{}, map[string][]string{}
	for _, row := range documented.FindAllStringSubmatch(string(readFile(t, "../../docs/metrics.md")), -1) {
		labels := strings.FieldsFunc(row[2], func(c rune) bool { return strings.ContainsRune("`, -", c) })
		slices.Sort(labels)
		got[row[1]] = append([]string{}, labels...)
	}
	for _, p := range programs() {
		for name, f := range p.registered(t) {
			want[name] = append([]string{}, f.labels...)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("docs/metrics.md differs from what is registered:\n%s", diff)
	}
}
