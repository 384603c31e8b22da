// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classapi

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/test/bench/client"
	"connectors.alauda.io/test/bench/report"
	"connectors.alauda.io/test/registry"
)

const tagsPath = "/oci/tags"

// tags compares pages of the tags of a repository with crane ls, which has all of them listed. Both read all pages of the registry,
// which takes the password itself.
func (m *measurement) tags(ctx context.Context) (figures []report.Figure, err error) {
	bin, err := cluster.FindBinDir()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(m.dir, "registry")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	auth, err := registry.Users(dir, toolUser, toolPassword)
	if err != nil {
		return nil, err
	}
	server, err := registry.Start(ctx, registry.Config{Program: filepath.Join(bin, "registry"), Dir: dir, Auth: auth})
	if err != nil {
		return nil, fmt.Errorf("is there a registry, as `make registry` builds it? %w", err)
	}
	defer func() { err = errors.Join(err, server.Stop(), os.RemoveAll(dir)) }()
	host := strings.TrimPrefix(server.URL(), "http://")
	if err := pushTags(ctx, dir, host, m.Tags); err != nil {
		return nil, err
	}
	crane, err := client.NewCrane(filepath.Join(bin, "crane"), filepath.Join(m.dir, "login"), host, toolUser, toolPassword)
	if err != nil {
		return nil, err
	}
	whole, direct, err := m.browse(ctx, ociKind(), server.URL())
	if err != nil {
		return nil, err
	}
	defer whole.close()
	defer direct.close()
	return m.compareTags(ctx, whole, direct, craneLs(crane, host+"/"+image))
}

func (m *measurement) compareTags(ctx context.Context, whole, direct browser, crane peer) ([]report.Figure, error) {
	page := of(image, usual)
	for _, each := range []browser{whole, direct} {
		if err := each.await(ctx, tagsPath, page, m.Tags); err != nil {
			return nil, err
		}
	}
	if err := crane.check(ctx, m.Tags); err != nil {
		return nil, err
	}
	values, err := m.medians(ctx, whole.page(tagsPath, page), direct.page(tagsPath, page), crane.list)
	if err != nil {
		return nil, err
	}
	listed := against{name: "crane ls", unit: "ms", values: values[2]}
	return []report.Figure{
		listed.figure(fmt.Sprintf("page of %d tags", m.Tags), values[0], report.AtMost(mostOfList)),
		listed.figure("page of tags, past both API servers", values[1], report.Bound{}),
	}, nil
}
