// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci

import (
	"connectors.alauda.io/pkg/classapi/endpoint"
	"connectors.alauda.io/pkg/classapi/list"
	"connectors.alauda.io/pkg/classapi/tool"
)

// parameterReference is the parameter beside those of lists and tool.ParameterRepository.
const parameterReference = "reference"

// Endpoints are the paths of this class API.
func Endpoints() []endpoint.Endpoint {
	return []endpoint.Endpoint{
		{Path: "/oci/repositories", Parameters: list.Parameters(), Answer: repositories},
		{Path: "/oci/tags", Parameters: append(list.Parameters(), tool.ParameterRepository), Answer: tags},
		{Path: "/oci/manifest", Parameters: []string{tool.ParameterRepository, parameterReference}, Answer: manifest},
	}
}
