// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"connectors.alauda.io/pkg/classapi/memory"
	"connectors.alauda.io/pkg/classapi/tool"
)

const (
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

// door is the only way from the library to a registry.
type door struct {
	// lists and manifests are the same tool, which reads as much as is good for the one or the other.
	lists, manifests *tool.Tool
	memory           *memory.Call
}

func newDoor(t *tool.Tool, m *memory.Call) *door {
	return &door{lists: t.Limited(maxListBytes), manifests: t.Limited(maxManifestBytes), memory: m}
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
	by, parts := d.manifests, maxManifestParts
	isPage := isList(req.URL.Path)
	if isPage {
		by, parts = d.lists, maxListParts
	}
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
	answer.Body = &held{ReadCloser: newParted(answer.Body, parts), ctx: req.Context(), memory: d.memory, page: isPage}
	return answer, nil
}

// isList says whether the page of a list is at a path; else it is a manifest or a configuration.
func isList(path string) bool { return path == catalogPath || strings.HasSuffix(path, tagsSuffix) }

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
