// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci_test

import (
	"io"
	"log"
	"strings"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	containerregistry "github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// created is when the images of the tests were made.
func created() time.Time { return time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC) }

// images is a registry that keeps images in memory.
type images struct {
	t    *testing.T
	base string
}

func newImages(t *testing.T) images {
	t.Helper()
	return images{t: t, base: serve(t, containerregistry.New(containerregistry.Logger(log.New(io.Discard, "", 0))))}
}

// reference is that of library/app.
func (i images) reference(identifier string) name.Reference {
	i.t.Helper()
	reference, err := name.ParseReference(strings.TrimPrefix(i.base, "http://")+"/library/app"+identifier, name.Insecure)
	if err != nil {
		i.t.Fatal(err)
	}
	return reference
}

func (i images) push(tag string, image v1.Image) {
	i.t.Helper()
	if err := remote.Write(i.reference(":"+tag), image); err != nil {
		i.t.Fatal(err)
	}
}

func (i images) pushIndex(tag string, index v1.ImageIndex) {
	i.t.Helper()
	if err := remote.WriteIndex(i.reference(":"+tag), index); err != nil {
		i.t.Fatal(err)
	}
}

// image makes one for a platform, with three layers.
func (i images) image(manifest, config types.MediaType, on v1.Platform) v1.Image {
	i.t.Helper()
	image, err := random.Image(1000, 3)
	if err != nil {
		i.t.Fatal(err)
	}
	file, err := image.ConfigFile()
	if err != nil {
		i.t.Fatal(err)
	}
	file.OS, file.Architecture, file.Variant, file.OSVersion = on.OS, on.Architecture, on.Variant, on.OSVersion
	file.Created = v1.Time{Time: created()}
	if image, err = mutate.ConfigFile(image, file); err != nil {
		i.t.Fatal(err)
	}
	return mutate.ConfigMediaType(mutate.MediaType(image, manifest), config)
}

// ociImage makes one with the media types of OCI.
func (i images) ociImage(on v1.Platform) v1.Image {
	i.t.Helper()
	return i.image(types.OCIManifestSchema1, types.OCIConfigJSON, on)
}

// stored is how many bytes an image has, and its digest.
func (i images) stored(image v1.Image) (int64, string) {
	i.t.Helper()
	manifest, err := image.Manifest()
	if err != nil {
		i.t.Fatal(err)
	}
	raw, err := image.RawManifest()
	if err != nil {
		i.t.Fatal(err)
	}
	digest, err := image.Digest()
	if err != nil {
		i.t.Fatal(err)
	}
	size := int64(len(raw)) + manifest.Config.Size
	for _, layer := range manifest.Layers {
		size += layer.Size
	}
	return size, digest.String()
}
