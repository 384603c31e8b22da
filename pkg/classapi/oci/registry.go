// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"

	"connectors.alauda.io/pkg/classapi/tool"
)

const (
	// imaginary is the registry that the library believes in. Its domain is reserved by RFC 2606, and nothing in the name has
	// the library treat it as a special one.
	imaginary = "registry.invalid"
	// pingPath is what the library asks first, to learn how to log in.
	pingPath = "/v2/"
	// catalogPath and tagsSuffix are what the paths of lists are known by.
	catalogPath = "/v2/_catalog"
	tagsSuffix  = "/tags/list"
	// maxListBytes bounds a page of a list, and maxManifestBytes a manifest or a configuration: the distribution
	// specification has registries take manifests of 4 MiB.
	maxListBytes     = 8 << 20
	maxManifestBytes = 4 << 20
)

// errOutside is for requests that the library has no reason to make.
var errOutside = errors.New("a request that is none of the distribution API's read requests")

// registry is that of one request to the class API.
type registry struct {
	tool   *tool.Tool
	host   name.Registry
	puller *remote.Puller
}

// open makes the library ready, and asks nobody. Its error is an *apierrors.StatusError.
func open(ctx context.Context, t *tool.Tool) (*registry, error) {
	t, err := t.AsRegistry()
	if err != nil {
		return nil, err
	}
	host, err := name.NewRegistry(imaginary, name.StrictValidation)
	if err != nil {
		return nil, t.Failure(err)
	}
	// The library takes a transport of its own make as it is: without trying again, which the caller's time does not allow
	// for, and without writing requests into logs.
	ready, err := transport.NewWithContext(ctx, host, authn.Anonymous, newDoor(t), nil)
	if err != nil {
		return nil, t.Failure(err)
	}
	puller, err := remote.NewPuller(remote.WithTransport(ready), remote.WithAuth(authn.Anonymous))
	if err != nil {
		return nil, t.Failure(err)
	}
	return &registry{tool: t, host: host, puller: puller}, nil
}

// door is the only way from the library to a registry.
type door struct {
	// lists and manifests are the same tool, which reads as much as is good for the one or the other.
	lists, manifests *tool.Tool
}

func newDoor(t *tool.Tool) *door {
	return &door{lists: t.Limited(maxListBytes), manifests: t.Limited(maxManifestBytes)}
}

// RoundTrip implements http.RoundTripper.
func (d *door) RoundTrip(req *http.Request) (*http.Response, error) {
	switch {
	case req.Method != http.MethodGet || req.URL.Scheme != "https" || req.URL.Host != imaginary:
		return nil, errOutside
	case req.URL.Path == pingPath:
		return pong(req), nil
	}
	sent, err := d.translate(req)
	if err != nil {
		return nil, err
	}
	by, parts := d.reader(req.URL.Path)
	answer, err := by.Client().Do(sent) //nolint:gosec // the tool sends to its own address only
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return nil, d.refused(answer)
	}
	if err := d.translateAnswer(answer, sent.URL, req); err != nil {
		_ = answer.Body.Close()
		return nil, err
	}
	answer.Body = newParted(answer.Body, parts)
	return answer, nil
}

// reader gives the tool that reads what is at a path, and how many parts that may have.
func (d *door) reader(path string) (by *tool.Tool, parts int) {
	if path == catalogPath || strings.HasSuffix(path, tagsSuffix) {
		return d.lists, maxListParts
	}
	return d.manifests, maxManifestParts
}

// pong says that the registry does not want to know who asks.
func pong(req *http.Request) *http.Response {
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{}, Body: http.NoBody, Request: req,
	}
}

// translate makes the request for the tool. What the library accepts is the only header that goes along.
func (d *door) translate(req *http.Request) (*http.Request, error) {
	u, err := d.manifests.URL(req.URL.EscapedPath(), req.URL.RawQuery)
	if err != nil {
		return nil, err
	}
	//nolint:gosec // u is below the tool's address
	sent, err := http.NewRequestWithContext(req.Context(), http.MethodGet, u.String(), http.NoBody)
	if err != nil {
		return nil, err
	}
	if accept := req.Header.Get("Accept"); accept != "" {
		sent.Header.Set("Accept", accept)
	}
	return sent, nil
}

// translateAnswer makes the tool's answer to a request for asked one of the imaginary registry. No other header is of use.
func (d *door) translateAnswer(answer *http.Response, asked *url.URL, req *http.Request) error {
	header := http.Header{}
	for _, name := range []string{"Content-Type", "Docker-Content-Digest"} {
		if value := answer.Header.Get(name); value != "" {
			header.Set(name, value)
		}
	}
	if link := answer.Header.Get("Link"); link != "" {
		query, err := nextQuery(link, d.lists.Address, asked, req.URL.Path)
		if err != nil {
			return err
		}
		header.Set("Link", "<"+req.URL.Path+"?"+query+">")
	}
	answer.Header, answer.Request = header, req
	return nil
}
