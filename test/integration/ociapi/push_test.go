// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ociapi_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

func (i images) reference(t *testing.T, path string) name.Reference {
	t.Helper()
	reference, err := name.ParseReference(strings.TrimPrefix(i.base, "http://")+"/"+path, name.Insecure)
	if err != nil {
		t.Fatal(err)
	}
	return reference
}

func (i images) login() remote.Option {
	return remote.WithAuth(&authn.Basic{Username: robot, Password: i.password})
}

// push makes an image for a platform, and gives its digest.
func (i images) push(t *testing.T, path string, on v1.Platform) string {
	t.Helper()
	image := newImage(t, on)
	if err := remote.Write(i.reference(t, path), image, i.login()); err != nil {
		t.Fatal(err)
	}
	digest, err := image.Digest()
	if err != nil {
		t.Fatal(err)
	}
	return digest.String()
}

// pushIndex makes an image for several platforms.
func (i images) pushIndex(t *testing.T, path string, platforms ...v1.Platform) {
	t.Helper()
	index := mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	for _, on := range platforms {
		index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: newImage(t, on), Descriptor: v1.Descriptor{Platform: &on}})
	}
	if err := remote.WriteIndex(i.reference(t, path), index, i.login()); err != nil {
		t.Fatal(err)
	}
}

func newImage(t *testing.T, on v1.Platform) v1.Image {
	t.Helper()
	image, err := random.Image(1000, 2)
	if err != nil {
		t.Fatal(err)
	}
	config, err := image.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	config.OS, config.Architecture, config.Variant = on.OS, on.Architecture, on.Variant
	if image, err = mutate.ConfigFile(image, config); err != nil {
		t.Fatal(err)
	}
	return image
}

// tag gives an image more tags, as the registry's file system has them: by pushing it would take minutes.
func (i images) tag(t *testing.T, repository, digest string, tags []string) {
	t.Helper()
	for _, tag := range tags {
		dir := filepath.Join(i.content, "repositories", repository, "_manifests", "tags", tag, "current")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "link"), []byte(digest), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
