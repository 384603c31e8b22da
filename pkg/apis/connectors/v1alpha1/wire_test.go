// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/sets"
	"sigs.k8s.io/yaml"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/apis/connectors/install"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

func newScheme(t *testing.T) *runtime.Scheme {
	t.Helper()
	scheme := runtime.NewScheme()
	if err := install.Install(scheme); err != nil {
		t.Fatal(err)
	}
	return scheme
}

// through reads a document strictly, as the server does with kubectl's default field validation, and writes it back.
func through(t *testing.T, document []byte) ([]byte, error) {
	t.Helper()
	codecs := serializer.NewCodecFactory(newScheme(t), serializer.EnableStrict)
	internal, err := runtime.Decode(codecs.UniversalDecoder(connectors.SchemeGroupVersion), document)
	if err != nil {
		return nil, err
	}
	info, ok := runtime.SerializerInfoForMediaType(codecs.SupportedMediaTypes(), runtime.ContentTypeJSON)
	if !ok {
		t.Fatal("no serializer for JSON")
	}
	return runtime.Encode(codecs.EncoderForVersion(info.Serializer, v1alpha1.SchemeGroupVersion), internal)
}

// TestDocumentsAreReadBackUnchanged holds that what was applied is what is read back, field for field.
func TestDocumentsAreReadBackUnchanged(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			document, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			back, err := through(t, document)
			if err != nil {
				t.Fatal(err)
			}
			var want, got any
			if err := yaml.Unmarshal(document, &want); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(back, &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-applied +read back):\n%s", diff)
			}
		})
	}
}

// TestDocumentsHaveEveryField keeps the two full documents in step with the types.
func TestDocumentsHaveEveryField(t *testing.T) {
	for _, tt := range []struct {
		file string
		of   any
	}{
		{"connector-full.yaml", v1alpha1.Connector{}},
		{"connectorclass-full.yaml", v1alpha1.ConnectorClass{}},
	} {
		t.Run(tt.file, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("testdata", tt.file))
			if err != nil {
				t.Fatal(err)
			}
			var document any
			if err := yaml.Unmarshal(text, &document); err != nil {
				t.Fatal(err)
			}
			present, declared := sets.New[string](), sets.New[string]()
			pathsOfDocument(document, "", present)
			pathsOfType(reflect.TypeOf(tt.of), "", declared)
			if missing := slices.Sorted(slices.Values(declared.Difference(present).UnsortedList())); len(missing) > 0 {
				t.Errorf("missing: %s", strings.Join(missing, "\n"))
			}
		})
	}
}

// pathsOfDocument collects the paths of all fields; items of lists and values of maps count as one each.
func pathsOfDocument(value any, path string, paths sets.Set[string]) {
	paths.Insert(path)
	switch value := value.(type) {
	case map[string]any:
		for key, child := range value {
			pathsOfDocument(child, path+"."+key, paths)
			pathsOfDocument(child, path+".*", paths)
		}
	case []any:
		for _, child := range value {
			pathsOfDocument(child, path+"[]", paths)
		}
	}
}

func pathsOfType(t reflect.Type, path string, paths sets.Set[string]) {
	paths.Insert(path)
	switch {
	case t == reflect.TypeFor[metav1.ObjectMeta](), t.Implements(reflect.TypeFor[json.Marshaler]()):
		return
	case t.Kind() == reflect.Pointer:
		pathsOfType(t.Elem(), path, paths)
	case t.Kind() == reflect.Slice:
		pathsOfType(t.Elem(), path+"[]", paths)
	case t.Kind() == reflect.Map:
		pathsOfType(t.Elem(), path+".*", paths)
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			if name == "" {
				pathsOfType(t.Field(i).Type, path, paths)
				continue
			}
			pathsOfType(t.Field(i).Type, path+"."+name, paths)
		}
	}
}

func TestUnknownFieldsAreNamed(t *testing.T) {
	for _, tt := range []struct{ name, spec, field string }{
		{"spec", `{"addres":"https://h"}`, "spec.addres"},
		{"auth", `{"auth":{"secret":"x"}}`, "spec.auth.secret"},
		{"list", `{"params":[{"name":"a","value":"b","type":"string"}]}`, "spec.params[0].type"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			document := fmt.Sprintf(`{"apiVersion":%q,"kind":"Connector","metadata":{"name":"a"},"spec":%s}`,
				v1alpha1.SchemeGroupVersion, tt.spec)
			_, err := through(t, []byte(document))
			if err == nil || !runtime.IsStrictDecodingError(err) || !strings.Contains(err.Error(), fmt.Sprintf("unknown field %q", tt.field)) {
				t.Errorf("got %v", err)
			}
		})
	}
}
