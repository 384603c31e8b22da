// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package expression

import (
	"sync"

	"github.com/google/cel-go/cel"
	"k8s.io/apimachinery/pkg/util/version"
	"k8s.io/apiserver/pkg/cel/environment"
)

// The names of the variables. They are whole names, not fields of a variable
// response, so that a misspelt one is found when an expression is compiled.
const (
	statusCode = "response.statusCode"
	headers    = "response.headers"
	bodyString = "response.bodyString"
	body       = "response.body"
)

// sharedEnv makes the environment when the first expression is compiled, which
// is after feature gates are set; it is only read from then on.
var sharedEnv = sync.OnceValues(func() (*cel.Env, error) {
	base := environment.MustBaseEnvSet(version.MajorMinor(1, 36))
	set, err := base.Extend(environment.VersionedOptions{
		IntroducedVersion: version.MajorMinor(1, 0),
		EnvOptions: []cel.EnvOption{
			cel.Variable(statusCode, cel.IntType),
			cel.Variable(headers, cel.MapType(cel.StringType, cel.ListType(cel.StringType))),
			cel.Variable(bodyString, cel.StringType),
			cel.Variable(body, cel.DynType),
			cel.ParserRecursionLimit(maxNesting),
		},
	})
	if err != nil {
		return nil, err
	}
	return set.StoredExpressionsEnv(), nil
})
