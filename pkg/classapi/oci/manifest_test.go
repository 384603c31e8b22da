// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"k8s.io/utils/ptr"

	"connectors.alauda.io/pkg/classapi/oci"
)

// manifest asks for what a tag or a digest of library/app stands for.
func (i images) manifest(reference string) *oci.Manifest {
	i.t.Helper()
	answer, err := ask(i.t.Context(), i.t, open(i.t, anonymous(i.base)), manifestPath, "repository=library/app&reference="+reference)
	if err != nil {
		i.t.Fatal(err)
	}
	found, ok := answer.(*oci.Manifest)
	if !ok {
		i.t.Fatalf("the answer is a %T", answer)
	}
	return found
}

func (i images) expect(reference string, want *oci.Manifest) {
	i.t.Helper()
	if diff := cmp.Diff(want, i.manifest(reference)); diff != "" {
		i.t.Error(diff)
	}
}

func TestImages(t *testing.T) {
	arm := v1.Platform{OS: "linux", Architecture: "arm64", Variant: "v8"}
	windows := v1.Platform{OS: "windows", Architecture: "amd64", OSVersion: "10.0.20348.1"}
	for name, test := range map[string]struct {
		manifest, config types.MediaType
		on               v1.Platform
		platforms        []oci.Platform
		artifact         bool
	}{
		"OCI": {
			manifest: types.OCIManifestSchema1, config: types.OCIConfigJSON, on: arm,
			platforms: []oci.Platform{{OS: "linux", Architecture: "arm64", Variant: "v8"}},
		},
		"Docker": {
			manifest: types.DockerManifestSchema2, config: types.DockerConfigJSON, on: windows,
			platforms: []oci.Platform{{OS: "windows", Architecture: "amd64", OSVersion: "10.0.20348.1"}},
		},
		"an image for nothing": {manifest: types.OCIManifestSchema1, config: types.OCIConfigJSON, platforms: []oci.Platform{}},
		"a chart": {
			manifest: types.OCIManifestSchema1, config: "application/vnd.cncf.helm.config.v1+json", on: arm,
			platforms: []oci.Platform{}, artifact: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			i := newImages(t)
			image := i.image(test.manifest, test.config, test.on)
			i.push("v1", image)
			size, digest := i.stored(image)
			for n := range test.platforms {
				test.platforms[n].Digest, test.platforms[n].Size = digest, &size
			}
			want := &oci.Manifest{
				Name: "v1", Digest: digest, MediaType: string(test.manifest), ArtifactType: string(test.config), Size: &size,
				Created: ptr.To(created()), Platforms: test.platforms, Annotations: map[string]string{},
			}
			if test.artifact {
				want.Created = nil
			}
			i.expect("v1", want)
			want.Name = digest
			i.expect(digest, want)
		})
	}
}

func TestAnnotations(t *testing.T) {
	i := newImages(t)
	annotations := map[string]string{"org.opencontainers.image.version": "1.2.3"}
	image, ok := mutate.Annotations(i.ociImage(v1.Platform{OS: "linux", Architecture: "amd64"}), annotations).(v1.Image)
	if !ok {
		t.Fatal("it is no image any more")
	}
	i.push("v1", image)
	if diff := cmp.Diff(annotations, i.manifest("v1").Annotations); diff != "" {
		t.Error(diff)
	}
}

func TestIndex(t *testing.T) {
	for name, media := range map[string]types.MediaType{"OCI": types.OCIImageIndex, "Docker": types.DockerManifestList} {
		t.Run(name, func(t *testing.T) {
			i := newImages(t)
			amd, arm := v1.Platform{OS: "linux", Architecture: "amd64"}, v1.Platform{OS: "linux", Architecture: "arm", Variant: "v7"}
			index := mutate.IndexMediaType(empty.Index, media)
			var platforms []oci.Platform
			for _, on := range []v1.Platform{amd, arm} {
				image := i.ociImage(on)
				index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: image, Descriptor: v1.Descriptor{Platform: &on}})
				size, digest := i.stored(image)
				platforms = append(platforms, oci.Platform{
					OS: on.OS, Architecture: on.Architecture, Variant: on.Variant, Digest: digest, Size: &size,
				})
			}
			// What builders add to say how an image was made.
			attestation := i.ociImage(v1.Platform{})
			nowhere := v1.Platform{OS: "unknown", Architecture: "unknown"}
			index = mutate.AppendManifests(index,
				mutate.IndexAddendum{Add: attestation, Descriptor: v1.Descriptor{Platform: &nowhere}},
				mutate.IndexAddendum{Add: i.ociImage(v1.Platform{})},
			)
			i.pushIndex("v1", index)
			digest, err := index.Digest()
			if err != nil {
				t.Fatal(err)
			}
			i.expect("v1", &oci.Manifest{
				Name: "v1", Digest: digest.String(), MediaType: string(media), Platforms: platforms, Annotations: map[string]string{},
			})
		})
	}
}

// TestIndexWithHoles is for mirrors that keep some platforms only.
func TestIndexWithHoles(t *testing.T) {
	i := newImages(t)
	index := v1.ImageIndex(empty.Index)
	for _, architecture := range []string{"amd64", "arm64"} {
		on := v1.Platform{OS: "linux", Architecture: architecture}
		index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: i.ociImage(on), Descriptor: v1.Descriptor{Platform: &on}})
	}
	i.pushIndex("v1", index)
	gone := i.manifest("v1").Platforms[1].Digest
	request, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, i.base+"/v2/library/app/manifests/"+gone, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	got := i.manifest("v1").Platforms
	if len(got) != 2 || got[0].Size == nil || got[1].Size != nil || got[1].Digest != gone {
		t.Errorf("after %s had gone: %+v", gone, got)
	}
}
