// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package install

import (
	"math/rand"
	"testing"

	"k8s.io/apimachinery/pkg/api/apitesting/fuzzer"
	"k8s.io/apimachinery/pkg/api/apitesting/roundtrip"
	metafuzzer "k8s.io/apimachinery/pkg/apis/meta/fuzzer"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/sets"

	"connectors.alauda.io/pkg/apis/connectors"
	connectorsfuzzer "connectors.alauda.io/pkg/apis/connectors/fuzzer"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

func newScheme(t *testing.T) *runtime.Scheme {
	t.Helper()
	scheme := runtime.NewScheme()
	if err := Install(scheme); err != nil {
		t.Fatal(err)
	}
	return scheme
}

// TestRoundTripTypes goes internal, external, JSON and back.
func TestRoundTripTypes(t *testing.T) {
	scheme := newScheme(t)
	codecs := serializer.NewCodecFactory(scheme)
	seed := rand.Int63()
	t.Logf("seed %d", seed)
	filler := fuzzer.FuzzerFor(fuzzer.MergeFuzzerFuncs(metafuzzer.Funcs, connectorsfuzzer.Funcs), rand.NewSource(seed), codecs)
	roundtrip.RoundTripTypesWithoutProtobuf(t, scheme, codecs, filler, nil)
}

// TestRoundTripExternalTypes goes external, JSON and back, without internal types in between.
func TestRoundTripExternalTypes(t *testing.T) {
	scheme := newScheme(t)
	codecs := serializer.NewCodecFactory(scheme)
	seed := rand.Int63()
	t.Logf("seed %d", seed)
	filler := fuzzer.FuzzerFor(fuzzer.MergeFuzzerFuncs(metafuzzer.Funcs, connectorsfuzzer.Funcs), rand.NewSource(seed), codecs)
	roundtrip.RoundTripExternalTypesWithoutProtobuf(t, scheme, codecs, filler, nil)
}

// TestRoundTripToUnstructured goes to what dynamic clients see, by JSON and CBOR, and back.
func TestRoundTripToUnstructured(t *testing.T) {
	external := v1alpha1.SchemeGroupVersion
	nointernal := sets.New(external.WithKind("CreateOptions"), external.WithKind("UpdateOptions"), external.WithKind("PatchOptions"))
	roundtrip.RoundtripToUnstructured(t, newScheme(t), connectorsfuzzer.Funcs, nil, nointernal)
}

func TestInstall(t *testing.T) {
	scheme := newScheme(t)
	if got := scheme.PrioritizedVersionsForGroup(connectors.GroupName); len(got) != 1 || got[0] != v1alpha1.SchemeGroupVersion {
		t.Errorf("versions %v", got)
	}
	for kind := range scheme.KnownTypes(connectors.SchemeGroupVersion) {
		if !scheme.Recognizes(v1alpha1.SchemeGroupVersion.WithKind(kind)) {
			t.Errorf("%s has no external type", kind)
		}
	}
}
