// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci

import (
	"context"
	"time"

	"github.com/google/go-containerregistry/pkg/name"

	"connectors.alauda.io/pkg/classapi/endpoint"
)

// Manifest is what a tag or a digest stands for.
type Manifest struct {
	// Name is the tag or the digest that was asked for.
	Name string `json:"name"`
	// Digest is that of the manifest.
	Digest string `json:"digest"`
	// MediaType is that of the manifest: of an image, an artifact, or an index of such.
	MediaType string `json:"mediaType"`
	// ArtifactType says what kind of artifact it is: what its manifest says, else the media type of its configuration. Empty
	// for an index that does not say.
	ArtifactType string `json:"artifactType,omitempty"`
	// Size is how many bytes manifest, configuration and layers have together, as they are stored. It is left out for an
	// index, whose platforms have one each.
	Size *int64 `json:"size,omitempty"`
	// Created is when an image was made, as it says itself.
	Created *time.Time `json:"created,omitempty"`
	// Platforms are what the images run on: one of an image, those of an index, none of other artifacts, or where the
	// registry keeps the image's configuration at another host. Never null.
	Platforms []Platform `json:"platforms"`
	// Annotations are those of the manifest. Never null.
	Annotations map[string]string `json:"annotations"`
}

// Platform is what an image runs on.
type Platform struct {
	OS           string `json:"os"`
	Architecture string `json:"architecture"`
	Variant      string `json:"variant,omitempty"`
	OSVersion    string `json:"osVersion,omitempty"`
	// Digest is that of the image's manifest.
	Digest string `json:"digest"`
	// Size is how many bytes manifest, configuration and layers of the image have together, as they are stored. It is left out
	// where the registry does not have the manifest, and beyond the first 64 platforms.
	Size *int64 `json:"size,omitempty"`
}

// manifest answers GET /oci/manifest.
func manifest(ctx context.Context, r *endpoint.Request) (any, error) {
	repository, err := repositoryOf(r.Tool.Address, r.Query)
	if err != nil {
		return nil, err
	}
	reference, err := referenceOf(repository, r.Query)
	if err != nil {
		return nil, err
	}
	registry, err := open(ctx, r)
	if err != nil {
		return nil, err
	}
	what := repository.RepositoryStr() + ":" + reference.Identifier()
	if _, ok := reference.(name.Digest); ok {
		what = repository.RepositoryStr() + "@" + reference.Identifier()
	}
	answer, err := registry.describe(ctx, reference)
	if err != nil {
		return nil, registry.failed(err, what)
	}
	return answer, nil
}

// describe fetches a manifest, and what else is needed to describe it.
func (r *registry) describe(ctx context.Context, reference name.Reference) (*Manifest, error) {
	fetched, err := r.puller.Get(ctx, reference)
	if err != nil {
		return nil, err
	}
	content, err := parse(fetched)
	if err != nil {
		return nil, err
	}
	answer := &Manifest{
		Name: reference.Identifier(), Digest: fetched.Digest.String(), MediaType: string(content.mediaType),
		ArtifactType: fetched.ArtifactType, Platforms: []Platform{}, Annotations: fetched.Annotations,
	}
	if answer.Annotations == nil {
		answer.Annotations = map[string]string{}
	}
	if content.index != nil {
		answer.Platforms, err = r.platforms(ctx, reference.Context(), content.index)
		return answer, err
	}
	answer.Size = &content.size
	if content.isImage() {
		err = answer.addImage(fetched)
	}
	return answer, err
}
