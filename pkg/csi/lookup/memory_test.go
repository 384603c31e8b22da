// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package lookup

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// A compiled class takes a hundred times the memory of its text. Classes that no volume of the node has asked for are not compiled,
// however many there are.
func TestClassesThatNobodyUsesAreNotCompiled(t *testing.T) {
	const classes, most = 40, 40 << 20
	a := newAPI(t)
	text := strings.Repeat("{{1}}", 3000)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range classes {
		a.classes.learn(&v1alpha1.ConnectorClass{
			ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprint("class-", i)},
			Spec: v1alpha1.ConnectorClassSpec{Configurations: []v1alpha1.Configuration{
				{Name: "c", Data: map[string]string{"a": text, "b": text, "c": text}},
			}},
		})
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > most {
		t.Errorf("%d MiB for %d classes", grown>>20, classes)
	}
	if _, _, err := a.classes.Get(t.Context(), "class-0"); err != nil {
		t.Error(err)
	}
}
