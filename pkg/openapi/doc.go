// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package openapi compiles the OpenAPI description of a ConnectorClass and says of a request which operation it is. Two
// extensions of an operation, its path or the description as a whole tell where it goes, the nearest one first:
//
//	x-provider-type     api, the class API, or proxy, the tool's own API; proxy where nothing is said
//	x-openapi-address   at which address of the Connector: the name of an address extension or a URL
//
// # Which operation
//
// As in OpenAPI the path is found first and then the method. Paths are compared segment by segment from the left; in the
// first segment in which two paths differ, text goes before parameters with text beside them, and those before a parameter
// alone; of two with text beside them, the one with more of it in front goes first, then behind, then in between. A path that
// later turns out not to match gives way to the next. A path that matches and does not have the method declares nothing for
// it, whatever other paths match too; only HEAD falls back to GET. A parameter stands for what is not empty, and has no slash.
// /tags/ is another path than /tags. The addresses of servers count for nothing: paths are below the address of the class API,
// or of the tool.
//
// # What is accepted
//
// Descriptions of OpenAPI 3.0 and 3.1, as an object, or as text in JSON or YAML. What does not say where a request goes is
// not looked at: a description without info, with operations without responses, with parameters that are not described
// or with wrong schemas is as good as any. Refused is what leaves a request without one clear answer: no version of
// OpenAPI, or one that is not understood; paths that no request can have, or that match the same requests as another;
// members twice; fields of a path that are no methods; other values of the extensions; references to other documents,
// which nobody would read.
//
// # Why it is safe
//
// A description comes from who may write classes, and is compiled in every process that uses them; a path comes from any
// caller.
//
// Compiling ends soon and stays small. The text and the number of values in it are bounded, where an alias of YAML counts
// as all that it stands for, before it is written out; objects are nested at most so deep that recursion is harmless; the
// paths, their fields and the references between them are bounded too. References are followed for path items only, a few of them, by this package.
// References in schemas, where circles are legal and libraries have been caught in them, are not followed at all: the
// library that reads path items gets an outline, in which operations hold the two extensions and nothing else. Should a
// library panic all the same, that is an error of the description.
//
// A path is compared in one form, decoded once, and refused where others on its way could read another path into it:
// segments of dots, empty segments, encoded slashes, backslashes, control characters, what is not UTF-8. So what is meant
// for the class API does not get to the tool by another spelling, nor the other way round. Comparing takes time in
// proportion to the path, and to the patterns that share its beginning: each node of the tree is visited once at most.
//
// Errors show names that the description chose, shortened, but no address, which may hold a password.
package openapi
