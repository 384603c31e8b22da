// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci

import (
	"net/url"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"

	"connectors.alauda.io/pkg/classapi/failure"
	"connectors.alauda.io/pkg/classapi/tool"
	"connectors.alauda.io/pkg/target"
)

// repositoryOf reads the parameter repository: the path of a repository, or that with the registry's own host before it. A
// first part with a dot or a colon is a host, as in all names of images.
func repositoryOf(address target.Address, query url.Values) (name.Repository, error) {
	text := query.Get(tool.ParameterRepository)
	if text == "" {
		return name.Repository{}, failure.BadParameter(tool.ParameterRepository,
			"it is missing: write the path of a repository, as in library/app")
	}
	host, path, slash := strings.Cut(text, "/")
	switch {
	case strings.Contains(text, "://"):
		return name.Repository{}, failure.BadParameter(tool.ParameterRepository,
			"it is a URL: write the path of a repository alone, as in library/app")
	case !slash || !isHost(host):
		path = text
	case !isSameHost(address, host):
		return name.Repository{}, failure.BadParameter(tool.ParameterRepository, "it begins with a host that is not the one of the "+
			"Connector's address, which is "+address.Authority()+": write the path of a repository there, as in library/app. If the "+
			"first part of the path has a dot, write this host before it")
	}
	repository, err := name.NewRepository(imaginary+"/"+path, name.StrictValidation)
	if err != nil || !isPath(path) {
		return name.Repository{}, failure.BadParameter(tool.ParameterRepository, "it is no repository's path: write lower-case letters "+
			"and digits, parted by single dots, underscores, hyphens and slashes, 255 at most, as in library/app")
	}
	return repository, nil
}

func isHost(part string) bool { return part == "localhost" || strings.ContainsAny(part, ".:") }

func isSameHost(address target.Address, host string) bool {
	other, err := target.ParseAddress(address.Scheme() + "://" + host)
	return err == nil && other.Host() == address.Host() && other.Port() == address.Port()
}

// isPath refuses what the library lets pass: parts that are empty, or begin or end with a separator, "." and ".." among them.
func isPath(path string) bool {
	for part := range strings.SplitSeq(path, "/") {
		if strings.Trim(part, "._-") != part || part == "" {
			return false
		}
	}
	return true
}

// referenceOf reads the parameter reference: a tag, or a digest, which has a colon in it.
func referenceOf(repository name.Repository, query url.Values) (name.Reference, error) {
	text := query.Get(parameterReference)
	switch {
	case text == "":
		return nil, failure.BadParameter(parameterReference, "it is missing: write a tag, or a digest, as in sha256:...")
	case strings.ContainsAny(text, "/@"):
	case strings.Contains(text, ":"):
		if digest, err := name.NewDigest(repository.Name()+"@"+text, name.StrictValidation); err == nil {
			return digest, nil
		}
	case !strings.ContainsAny(text[:1], ".-"):
		if tag, err := name.NewTag(repository.Name()+":"+text, name.StrictValidation); err == nil {
			return tag, nil
		}
	}
	return nil, failure.BadParameter(parameterReference, "it is neither a tag nor a digest: write letters, digits, underscores, dots "+
		"and hyphens, 128 at most, or a digest, as in sha256:...")
}
