// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci

import (
	"bytes"
	"context"
	"errors"
	"net/http"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"golang.org/x/sync/errgroup"

	"connectors.alauda.io/pkg/target"
)

const (
	// maxSized is of how many platforms of an index the size is looked up, sizing how many at a time.
	maxSized = 64
	sizing   = 4
	// unknown is what builders write for parts of an index that run nowhere, such as attestations.
	unknown = "unknown"
)

// addImage adds what only an image's configuration says, if the registry has it.
func (m *Manifest) addImage(fetched *remote.Descriptor) error {
	image, err := fetched.Image()
	if err != nil {
		return err
	}
	raw, err := image.RawConfigFile()
	switch {
	case isAway(err):
		return nil
	case err != nil:
		return err
	}
	config, err := v1.ParseConfigFile(bytes.NewReader(raw))
	if err != nil {
		return malformed("a configuration that is none of an image")
	}
	if !config.Created.IsZero() {
		m.Created = &config.Created.Time
	}
	if config.OS != "" {
		m.Platforms = append(m.Platforms, Platform{
			OS: config.OS, Architecture: config.Architecture, Variant: config.Variant, OSVersion: config.OSVersion,
			Digest: m.Digest, Size: m.Size,
		})
	}
	return nil
}

// isAway is for what the registry does not have, or keeps where the credential does not go.
func isAway(err error) bool {
	var (
		no        *refusal
		elsewhere *target.ElsewhereError
	)
	return errors.As(err, &elsewhere) || errors.As(err, &no) && no.code == http.StatusNotFound
}

// platforms are those that an index names, with the sizes of what is behind them.
func (r *registry) platforms(ctx context.Context, repository name.Repository, index *v1.IndexManifest) ([]Platform, error) {
	found := []Platform{}
	for _, entry := range index.Manifests {
		if on := entry.Platform; on != nil && on.OS != unknown {
			found = append(found, Platform{
				OS: on.OS, Architecture: on.Architecture, Variant: on.Variant, OSVersion: on.OSVersion, Digest: entry.Digest.String(),
			})
		}
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(sizing)
	for i := range found[:min(len(found), maxSized)] {
		group.Go(func() error {
			var err error
			found[i].Size, err = r.size(ctx, repository.Digest(found[i].Digest))
			return err
		})
	}
	return found, group.Wait()
}

// size is that of an image; nil if the registry does not have it, as mirrors lack platforms, or if it is no image.
func (r *registry) size(ctx context.Context, image name.Digest) (*int64, error) {
	fetched, err := r.puller.Get(ctx, image)
	switch {
	case isAway(err):
		return nil, nil
	case err != nil:
		return nil, err
	}
	content, err := parse(fetched)
	if err != nil || content.image == nil {
		return nil, err
	}
	return &content.size, nil
}
