// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classapi

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"connectors.alauda.io/test/bench/report"
	"connectors.alauda.io/test/gitserver"
)

const referencesPath = "/git/refs"

// Our page against the peer's whole list: all references are read for both, but for a search.
const (
	mostOfList   = 1.25
	mostOfSearch = 0.2
)

// references compares pages of the references of a large repository with git ls-remote, which has all of them listed by the same
// server, and looks at the memory of the class API.
func (m *measurement) references(ctx context.Context) (figures []report.Figure, err error) {
	dir := filepath.Join(m.dir, "git")
	server, err := gitserver.Start(gitserver.Config{Dir: dir, Username: toolUser, Password: toolPassword})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, server.Close(), os.RemoveAll(dir)) }()
	if err := server.CreateRepository(repository); err != nil {
		return nil, err
	}
	if err := fill(ctx, server.RepositoryDir(repository), m.References); err != nil {
		return nil, err
	}
	whole, direct, err := m.browse(ctx, gitKind(), server.URL())
	if err != nil {
		return nil, err
	}
	defer whole.close()
	defer direct.close()
	if figures, err = m.memory(ctx, whole); err != nil {
		return figures, err
	}
	compared, err := m.compareReferences(ctx, whole, direct, lsRemote(server.URL()+"/"+repository))
	return append(figures, compared...), err
}

func (m *measurement) compareReferences(ctx context.Context, whole, direct browser, git peer) ([]report.Figure, error) {
	page := of(repository, usual)
	narrow := and(page, "search", search)
	for _, each := range []browser{whole, direct} {
		err := errors.Join(
			each.await(ctx, referencesPath, page, m.References), each.await(ctx, referencesPath, narrow, found))
		if err != nil {
			return nil, err
		}
	}
	// git tells in lines of their own what HEAD and annotated tags point at.
	if err := git.check(ctx, m.References+m.References/tagShare+1); err != nil {
		return nil, err
	}
	values, err := m.medians(ctx,
		whole.page(referencesPath, page), direct.page(referencesPath, page),
		whole.page(referencesPath, narrow), direct.page(referencesPath, narrow), git.list)
	if err != nil {
		return nil, err
	}
	listed := against{name: "git ls-remote", unit: "ms", values: values[4]}
	return []report.Figure{
		listed.figure(fmt.Sprintf("page of %d references", m.References), values[0], report.AtMost(mostOfList)),
		listed.figure("page of references, past both API servers", values[1], report.Bound{}),
		listed.figure(fmt.Sprintf("search for %d references", found), values[2], report.AtMost(mostOfSearch)),
		listed.figure("search, past both API servers", values[3], report.Bound{}),
	}, nil
}
