// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package git

import (
	"context"
	"net/url"

	"connectors.alauda.io/pkg/classapi/endpoint"
	"connectors.alauda.io/pkg/classapi/failure"
	"connectors.alauda.io/pkg/classapi/git/protocol"
	"connectors.alauda.io/pkg/classapi/list"
	"connectors.alauda.io/pkg/classapi/tool"
)

// The parameters beside those of lists and of tool.ParameterRepository.
const (
	parameterType = "type"
	parameterRef  = "ref"
)

// Endpoints gives the paths of this class API.
func Endpoints() []endpoint.Endpoint {
	return []endpoint.Endpoint{
		{
			Path:       "/git/refs",
			Parameters: append(list.Parameters(), tool.ParameterRepository, parameterType),
			Answer:     answerReferences,
		},
		{
			Path:       "/git/commit",
			Parameters: []string{tool.ParameterRepository, parameterRef},
			Answer:     answerCommit,
		},
	}
}

// open asks the server of the repository that the query names what it speaks.
func open(ctx context.Context, r *endpoint.Request) (*protocol.Repository, error) {
	server, err := r.Tool.AsGit()
	if err != nil {
		return nil, err
	}
	at, err := repositoryURL(server, r.Query.Get(tool.ParameterRepository))
	if err != nil {
		return nil, err
	}
	repository, err := protocol.Open(ctx, protocol.Sender{Client: server.Client(), Refused: server.Refused}, at)
	if err != nil {
		return nil, server.Failure(err)
	}
	return repository, nil
}

func repositoryURL(server *tool.Tool, repository string) (*url.URL, error) {
	if repository == "" {
		return nil, failure.BadParameter(tool.ParameterRepository,
			"it is required: write the path of the repository below the Connector's address, as in team/app.git")
	}
	path, err := server.LocalPath(repository)
	if err != nil {
		return nil, err
	}
	if path != "" {
		path = "/" + path
	}
	return server.URL(path, "")
}
