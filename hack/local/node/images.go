// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"context"
	"path"
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/image"
	"connectors.alauda.io/hack/local/manifest"
)

// importImages gives containerd the images that it does not have.
func (n *Node) importImages(ctx context.Context, c *cluster.Cluster) error {
	listed, err := images(ctx, c, "ls")
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, archive := range missing(n.images, listed) {
		n.progress("importing the image " + archive.Ref)
		group.Go(func() error {
			_, err := images(ctx, c, "import", archive.Path)
			return err
		})
	}
	return group.Wait()
}

func images(ctx context.Context, c *cluster.Cluster, args ...string) (string, error) {
	return Run(ctx, c, "ctr", append([]string{"--namespace=k8s.io", "images"}, args...)...)
}

// missing returns the archives of images that are not, or not so, in the list that `ctr images ls` prints. There, an image
// that the kubelet can use is listed twice, by its name and by its ID, with the same digest.
func missing(archives []image.Archive, listed string) []image.Archive {
	digests := map[string]string{}
	for line := range strings.Lines(listed) {
		const name, digest = 0, 2
		if fields := strings.Fields(line); len(fields) > digest {
			digests[fields[name]] = fields[digest]
		}
	}
	var all []image.Archive
	for _, archive := range archives {
		if byName, known := digests[archive.Ref]; !known || byName != digests[archive.ID] {
			all = append(all, archive)
		}
	}
	return all
}

// Images are the images that Pods can use, by their names without registry and tag.
func (n *Node) Images() map[string]manifest.Image {
	images := map[string]manifest.Image{}
	for _, archive := range n.images {
		name, _, _ := strings.Cut(path.Base(archive.Ref), ":")
		images[name] = manifest.Image{Ref: archive.Ref, ID: archive.ID}
	}
	return images
}
