// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"connectors.alauda.io/test/bench/client"
	"connectors.alauda.io/test/bench/load"
	"connectors.alauda.io/test/bench/report"
	"connectors.alauda.io/test/gitserver"
)

// fetch is one way to fetch something large: from where, and the header that opens the way.
type fetch struct {
	url, header string
}

// clone compares a git clone through the proxy with one from the server.
func (m *measurement) clone(ctx context.Context) (figures []report.Figure, err error) {
	dir := filepath.Join(m.dir, "git")
	server, err := gitserver.Start(gitserver.Config{Dir: dir, Username: toolUser, Password: toolPassword})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, server.Close(), os.RemoveAll(dir)) }()
	if err := server.CreateRepository(repository); err != nil {
		return nil, err
	}
	if err := fill(ctx, server.RepositoryDir(repository), m.CloneBytes); err != nil {
		return nil, err
	}
	name, err := m.ground.connect(ctx, "git", server.URL())
	if err != nil {
		return nil, err
	}
	sides := []fetch{
		{m.stage.ProxyURL() + "/namespaces/" + namespace + "/connectors/" + name + "/" + repository, "Authorization: Bearer " + m.ground.token},
		{server.URL() + "/" + repository, "Authorization: " + authorization()},
	}
	values, err := load.Rounds(m.BulkRounds, sides, func(f fetch, _ int) (float64, error) {
		return m.transfer("git clone of "+f.url, m.CloneBytes, func() error { return m.cloneOnce(ctx, f) })
	})
	if err != nil {
		return nil, err
	}
	return []report.Figure{{
		Name: fmt.Sprintf("git clone of %d MiB, against direct", m.CloneBytes>>20), Unit: perSecond,
		Ours: values[0], Peer: values[1], Bound: report.AtLeast(0.9),
	}}, nil
}

func (m *measurement) cloneOnce(ctx context.Context, from fetch) (err error) {
	dir := filepath.Join(m.dir, "clone")
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	return client.RunGit(ctx, client.GitHeader(from.header), "clone", "--quiet", "--bare", from.url, dir)
}
