// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci

import (
	"context"

	"github.com/google/go-containerregistry/pkg/v1/remote"

	"connectors.alauda.io/pkg/classapi/endpoint"
	"connectors.alauda.io/pkg/classapi/list"
)

// allRepositories is what the catalog is called in messages.
const allRepositories = "a list of its repositories"

// Item is a repository or a tag in a list.
type Item struct {
	// Name is the path of a repository, or a tag.
	Name string `json:"name"`
}

// repositories answers GET /oci/repositories.
func repositories(ctx context.Context, r *endpoint.Request) (any, error) {
	options, err := list.Parse(r.Query)
	if err != nil {
		return nil, err
	}
	registry, err := open(ctx, r)
	if err != nil {
		return nil, err
	}
	pages, err := registry.puller.Catalogger(ctx, registry.host)
	if err != nil {
		return nil, registry.unlisted(err)
	}
	found, err := collect(ctx, pages, func(p *remote.Catalogs) page { return page{names: p.Repos, next: p.Next} }, r, options)
	if err != nil {
		return nil, registry.failed(err, allRepositories)
	}
	return found, nil
}

// tags answers GET /oci/tags.
func tags(ctx context.Context, r *endpoint.Request) (any, error) {
	options, err := list.Parse(r.Query)
	if err != nil {
		return nil, err
	}
	repository, err := repositoryOf(r.Tool.Address, r.Query)
	if err != nil {
		return nil, err
	}
	registry, err := open(ctx, r)
	if err != nil {
		return nil, err
	}
	what := "repository " + repository.RepositoryStr()
	pages, err := registry.puller.Lister(ctx, repository)
	if err != nil {
		return nil, registry.failed(err, what)
	}
	found, err := collect(ctx, pages, func(p *remote.Tags) page { return page{names: p.Tags, next: p.Next} }, r, options)
	if err != nil {
		return nil, registry.failed(err, what)
	}
	return found, nil
}
