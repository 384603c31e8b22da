// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package oci is the built-in class API of registries: their repositories, the tags of one, and what is behind a tag.
//
// What registries speak is the business of go-containerregistry (pkg/v1/remote), which brings its own login and its own
// rules for hosts. None of them is used: the library is told of a registry at https://registry.invalid, a name that
// nobody can have, and all its requests go through a door, which sends them to the tool of the Connector.
//
// # Why it is safe
//
// Where requests go. The door takes from the library's URL only the path and the query, and asks the tool (package tool) for
// a URL below the Connector's address. So it does not matter what the library concludes from names of hosts: that
// addresses of private networks speak http, that docker.io is another host, that http is worth a try where https fails.
//
// Where the credential goes. The library never has one: it is told that everybody may read. It asks a registry first who it
// is, and would go to the token service that the answer names; the door answers that question itself, and nothing is asked
// for. The exchange of a password for a token is the tool's. WWW-Authenticate never reaches the library, and no answer
// but a 200 does: what the others mean is read here, and of their texts nothing is repeated.
//
// What a caller can do. The repository is a path of the grammar of names, or that with the Connector's own host before it;
// a tag or digest is one by its grammar. So the path that is asked for is no other than that of the distribution API.
//
// What a registry can do. Each answer is bounded in bytes and, before it is parsed, in parts, for a few bytes of JSON may become
// many. What is held of all answers is counted (package memory). Lists are bounded in pages and names, and the time is that of
// the request's context.
// Of a link to the next page only the query is taken, and only if it leads to the same list of the same registry. Lists that
// go in circles are refused. Manifests and configurations that are asked for by digest are compared with it; of an index, the
// sizes of the first 64 platforms are looked up, 4 at a time. A configuration that the registry keeps elsewhere is not
// fetched: then it is not known which platform an image is for.
package oci
