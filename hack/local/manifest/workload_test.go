// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package manifest

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

const workload = `
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: server}
spec:
  template:
    spec:
      initContainers: [{name: first, image: "registry.example.com/tool:1"}]
      containers:
      - {name: server, image: "server:latest", args: [--a]}
      - {name: other, image: "other"}
`

func parse(t *testing.T, text string) *unstructured.Unstructured {
	t.Helper()
	objects, err := Parse(text)
	if err != nil || len(objects) != 1 {
		t.Fatalf("%d objects, error %v", len(objects), err)
	}
	return objects[0]
}

func TestUseImages(t *testing.T) {
	object := parse(t, workload)
	err := UseImages(object, map[string]Image{"server": {"local/server:dev", "id1"}, "other": {"local/other:dev", "id2"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := AddArgs(object, "server", "--b", "--c"); err != nil {
		t.Fatal(err)
	}
	content, err := yaml.Marshal(object.Object)
	if err != nil {
		t.Fatal(err)
	}
	want := "registry.example.com/tool:1 local/server:dev local/other:dev id1,id2 --a\n        - --b\n        - --c"
	for text := range strings.FieldsSeq(strings.ReplaceAll(want, "\n        - ", " ")) {
		if !strings.Contains(string(content), text) {
			t.Errorf("no %s in\n%s", text, content)
		}
	}
}

func TestUseImagesRefusesWhatWasNotBuilt(t *testing.T) {
	err := UseImages(parse(t, workload), map[string]Image{"server": {"local/server:dev", "id1"}})
	if err == nil || !strings.Contains(err.Error(), `DaemonSet server uses the image "other"`) {
		t.Errorf("error %v, want one that names the workload and the image", err)
	}
}

func TestUseImagesLeavesOthersAlone(t *testing.T) {
	object := parse(t, object("v1", "Service", "server"))
	before := object.DeepCopy()
	if err := UseImages(object, nil); err != nil {
		t.Fatal(err)
	}
	if len(object.Object) != len(before.Object) {
		t.Errorf("%v became %v", before.Object, object.Object)
	}
}
