// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classapi

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/remote"
)

const (
	image = "bench/many"
	// tagsDir is where a registry has the tags of the image, below its directory.
	tagsDir = "content/docker/registry/v2/repositories/" + image + "/_manifests/tags"
)

func tagNumber(n int) string { return fmt.Sprintf("v1.0-build.%05d", n) }

// pushTags pushes an image with one tag to the registry whose files are in dir, and copies what that wrote down of the tag for the
// others: ten thousand pushes would take minutes.
func pushTags(ctx context.Context, dir, host string, tags int) error {
	first, err := name.NewTag(host+"/"+image+":"+tagNumber(0), name.Insecure)
	if err != nil {
		return err
	}
	err = remote.Write(first, empty.Image, remote.WithContext(ctx),
		remote.WithAuth(authn.FromConfig(authn.AuthConfig{Username: toolUser, Password: toolPassword})))
	if err != nil {
		return fmt.Errorf("pushing %s: %w", first, err)
	}
	all := filepath.Join(dir, tagsDir)
	written := os.DirFS(filepath.Join(all, tagNumber(0)))
	for n := 1; n < tags; n++ {
		if err := os.CopyFS(filepath.Join(all, tagNumber(n)), written); err != nil {
			return fmt.Errorf("copying a tag: %w", err)
		}
	}
	return nil
}
