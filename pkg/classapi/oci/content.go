// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci

import (
	"bytes"
	"encoding/json"
	"mime"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// content is what a manifest says. Either image or index is set; neither for the first schema of Docker, which is in use no
// more and not read.
type content struct {
	mediaType types.MediaType
	image     *v1.Manifest
	index     *v1.IndexManifest
	// size is that of the manifest and of what an image refers to, in bytes.
	size int64
}

// parse reads a manifest by its media type. Digests in it are valid.
func parse(fetched *remote.Descriptor) (*content, error) {
	c := &content{mediaType: mediaTypeOf(fetched), size: int64(len(fetched.Manifest))}
	var err error
	switch {
	case c.mediaType.IsIndex():
		c.index, err = v1.ParseIndexManifest(bytes.NewReader(fetched.Manifest))
	case c.mediaType.IsImage():
		c.image, err = v1.ParseManifest(bytes.NewReader(fetched.Manifest))
	case !c.mediaType.IsSchema1():
		return nil, malformed("a manifest of no media type that is known, or something else: is the address that of a registry?")
	}
	if err != nil {
		return nil, malformed("a manifest that cannot be read as its media type says")
	}
	if c.image != nil {
		err = c.addSizes()
	}
	return c, err
}

// mediaTypeOf is what the answer's header says, else what the manifest says: some registries store files, and tell JSON only.
func mediaTypeOf(fetched *remote.Descriptor) types.MediaType {
	if text, _, err := mime.ParseMediaType(string(fetched.MediaType)); err == nil && isManifest(types.MediaType(text)) {
		return types.MediaType(text)
	}
	var said struct {
		MediaType types.MediaType `json:"mediaType"`
	}
	if err := json.Unmarshal(fetched.Manifest, &said); err != nil {
		return ""
	}
	return said.MediaType
}

func isManifest(kind types.MediaType) bool {
	return kind.IsIndex() || kind.IsImage() || kind.IsSchema1()
}

// addSizes adds what the image's descriptors say. A registry chooses the numbers: the sum must not overflow.
func (c *content) addSizes() error {
	const most = 1 << 60
	for _, part := range append([]v1.Descriptor{c.image.Config}, c.image.Layers...) {
		if part.Size < 0 || part.Size > most || c.size > most {
			return malformed("a manifest with sizes in it that cannot be")
		}
		c.size += part.Size
	}
	return nil
}

// isImage says whether there is a configuration that names a platform, of a size that is read.
func (c *content) isImage() bool {
	return c.image != nil && c.image.Config.MediaType.IsConfig() && c.image.Config.Size <= maxManifestBytes
}
