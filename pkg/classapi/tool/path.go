// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package tool

import (
	"fmt"
	"strings"

	"connectors.alauda.io/pkg/classapi/failure"
	"connectors.alauda.io/pkg/target"
)

const (
	// ParameterRepository is the parameter that LocalPath reads.
	ParameterRepository = "repository"
	maxRepositoryBytes  = 1024
	// judge is an address with a path. Below one, whatever some tool may read as a dot segment is refused.
	judge = "http://judge.invalid/prefix"
)

// LocalPath gives the escaped path below the tool's address that a parameter "repository" names, without slashes around it:
// the parameter is such a path, or a whole URL at the address. Empty is the address itself. Whatever leads elsewhere is
// refused with an *apierrors.StatusError, code 400: other hosts, user information, dot segments, queries, control characters.
func (t *Tool) LocalPath(repository string) (string, error) {
	if len(repository) > maxRepositoryBytes {
		return "", badRepository(fmt.Sprintf("it is longer than %d bytes", maxRepositoryBytes))
	}
	if strings.Contains(repository, "://") {
		return t.cutAddress(repository)
	}
	if strings.Contains(repository, "//") {
		return "", badRepository("it holds two slashes in a row: write the path below the Connector's address, as in team/app.git")
	}
	path := strings.Trim(repository, "/")
	first, _, _ := strings.Cut(path, "/")
	switch {
	case path == "":
		return "", nil
	case strings.ContainsAny(path, "?#\\"):
		return "", badRepository("it holds a question mark, a number sign or a backslash: write the path alone, as in team/app.git")
	case strings.ContainsAny(first, ":@"):
		return "", badRepository("it names a host or a user: write the path below the Connector's address, as in team/app.git")
	}
	return judged(path)
}

// judged escapes what may not stand in a path.
func judged(path string) (string, error) {
	address, err := target.ParseAddress(judge)
	if err != nil {
		return "", err
	}
	joined, err := address.Join("/" + path)
	if err != nil {
		return "", badRepository(err.Error())
	}
	return strings.TrimPrefix(joined, address.Prefix()+"/"), nil
}

// cutAddress takes the tool's address off a URL.
func (t *Tool) cutAddress(text string) (string, error) {
	given, err := target.ParseAddress(text)
	if err != nil {
		return "", badRepository(err.Error())
	}
	rest, below := t.Address.CutPrefix(given.Prefix())
	if given.Scheme() != t.Address.Scheme() || given.HostPort() != t.Address.HostPort() || !below {
		return "", badRepository("it is a URL that does not begin with the address of the Connector, which is the only place the " +
			"credential is sent to: write the path below that address, as in team/app.git")
	}
	return strings.TrimPrefix(rest, "/"), nil
}

func badRepository(problem string) error { return failure.BadParameter(ParameterRepository, problem) }
