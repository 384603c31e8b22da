// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/csi/render"
	"connectors.alauda.io/pkg/target"
)

const artifacts = "../../../artifacts/classes"

// documentedCA is what the documentation of the class k8s shows instead of a certificate; it is no base64.
const documentedCA = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0xxxxxQo="

// shippedClasses are those of artifacts/classes, by name.
func shippedClasses(tb testing.TB) map[string]*v1alpha1.ConnectorClass {
	tb.Helper()
	files, err := filepath.Glob(filepath.Join(artifacts, "*.yaml"))
	if err != nil || len(files) == 0 {
		tb.Fatalf("no classes in %s: %v", artifacts, err)
	}
	classes := map[string]*v1alpha1.ConnectorClass{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		class := &v1alpha1.ConnectorClass{}
		if err := yaml.UnmarshalStrict(text, class); err != nil {
			tb.Fatalf("%s: %v", file, err)
		}
		classes[class.Name] = class
	}
	return classes
}

// documentedInput is the Connector of the documentation, for a class.
func documentedInput(class *v1alpha1.ConnectorClass) render.Input {
	host, address := "http://c-connector-name.connector-namespace.svc.cluster.local", "https://github.com"
	if class.Name == "k8s" {
		host, address = "http://c-k8s-connector.connector-namespace.svc.cluster.local", "https://192.168.1.100:6443"
	}
	if class.Annotations[v1alpha1.ProxyResolverAnnotation] == "path" {
		host += "/namespaces/connector-namespace/connectors/connector-name"
	}
	return render.Input{
		Connector: &v1alpha1.Connector{
			ObjectMeta: metav1.ObjectMeta{Namespace: "connector-namespace", Name: "connector-name"},
			Spec:       v1alpha1.ConnectorSpec{ConnectorClassName: class.Name, Address: address},
			Status: v1alpha1.ConnectorStatus{Proxy: &v1alpha1.ConnectorProxyStatus{
				HTTPAddress: &v1alpha1.Addressable{URL: host, CACerts: proxyCA},
			}},
		},
		Names: namesOfConfigurations(class), Token: target.NewCredential("temporary-token"), SystemCAs: systemCAs,
	}
}

func namesOfConfigurations(class *v1alpha1.ConnectorClass) []string {
	var names []string
	for i := range class.Spec.Configurations {
		names = append(names, class.Spec.Configurations[i].Name)
	}
	return names
}

// TestShippedClasses compares all files of all configurations with testdata/classes, where a class has a folder. That of
// k8s is the documentation's, to the letter.
func TestShippedClasses(t *testing.T) {
	for name, class := range shippedClasses(t) {
		t.Run(name, func(t *testing.T) {
			got := mustRender(t, render.Compile(class.Spec.Configurations), documentedInput(class))
			for _, builtIn := range builtInNames() {
				delete(got, builtIn)
			}
			if diff := cmp.Diff(documentedFiles(t, name), got); diff != "" {
				t.Errorf("testdata/classes/%s has other files (-documented +rendered):\n%s", name, diff)
			}
		})
	}
}

func documentedFiles(t *testing.T, class string) map[string]string {
	t.Helper()
	folder := filepath.Join("testdata", "classes", class)
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatalf("write down what the files of the class are to be: %v", err)
	}
	files := map[string]string{}
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		ca := base64.StdEncoding.EncodeToString([]byte(proxyCA))
		files[entry.Name()] = strings.ReplaceAll(string(text), documentedCA, ca)
	}
	return files
}

func BenchmarkShippedClasses(b *testing.B) {
	for name, class := range shippedClasses(b) {
		b.Run(name, func(b *testing.B) {
			compiled, in := render.Compile(class.Spec.Configurations), documentedInput(class)
			in.SystemCAs = strings.Repeat(systemCAs, 200<<10/len(systemCAs))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := compiled.Render(b.Context(), in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
