// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
)

// TestRepositories has the parameter repository in many spellings: a tag of the repository is found, or nobody is asked.
func TestRepositories(t *testing.T) {
	var path atomic.Value
	base := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v2/" {
			path.Store(r.URL.EscapedPath())
		}
		_, _ = w.Write([]byte(`{"tags":[]}`))
	}))
	opened := open(t, anonymous(base))
	host := strings.TrimPrefix(base, "http://")
	for name, test := range map[string]struct {
		repository, want, problem string
	}{
		"one part":            {repository: "alpine", want: "alpine"},
		"two parts":           {repository: "library/app", want: "library/app"},
		"separators":          {repository: "ab/c__d.e/f---g/0", want: "ab/c__d.e/f---g/0"},
		"with the own host":   {repository: host + "/library/app", want: "library/app"},
		"words of the API":    {repository: "tags/list/manifests", want: "tags/list/manifests"},
		"none":                {repository: "", problem: "missing"},
		"the host alone":      {repository: host, problem: "no repository's path"},
		"the host and slash":  {repository: host + "/", problem: "no repository's path"},
		"another host":        {repository: "evil.example.com/library/app", problem: "host"},
		"another port":        {repository: "127.0.0.1:1/library/app", problem: "host"},
		"no port":             {repository: "127.0.0.1/library/app", problem: "host"},
		"the metadata host":   {repository: "169.254.169.254/latest/meta-data", problem: "host"},
		"a name for it":       {repository: "localhost/app", problem: "host"},
		"a URL":               {repository: base + "/library/app", problem: "it is a URL"},
		"a part with a dot":   {repository: "my.team/app", problem: "write this host before it"},
		"a dot behind it all": {repository: host + "/my.team/app", want: "my.team/app"},
		"user information":    {repository: "user:password@" + host + "/app", problem: "host"},
		"dots":                {repository: "library/../../admin", problem: "no repository's path"},
		"encoded dots":        {repository: "library/%2e%2e/admin", problem: "no repository's path"},
		"dots at the front":   {repository: "../admin", problem: "host"},
		"an empty part":       {repository: "library//app", problem: "no repository's path"},
		"a slash before":      {repository: "/library/app", problem: "no repository's path"},
		"a slash after":       {repository: "library/app/", problem: "no repository's path"},
		"a query":             {repository: "library/app?n=1", problem: "no repository's path"},
		"a fragment":          {repository: "library/app#x", problem: "no repository's path"},
		"a tag":               {repository: "library/app:v1", problem: "no repository's path"},
		"a digest":            {repository: "library/app@sha256:" + strings.Repeat("0", 64), problem: "no repository's path"},
		"control characters":  {repository: "library/app\r\nHost: evil", problem: "no repository's path"},
		"upper case":          {repository: "Library/App", problem: "no repository's path"},
		"other letters":       {repository: "bücher/app", problem: "no repository's path"},
		"a part of dots":      {repository: "library/...", problem: "no repository's path"},
		"a hyphen at the end": {repository: "library/app-", problem: "no repository's path"},
		"256 characters":      {repository: strings.Repeat("a", 256), problem: "no repository's path"},
	} {
		t.Run(name, func(t *testing.T) {
			path.Store("")
			_, err := ask(t.Context(), t, opened, tagsPath, "repository="+url.QueryEscape(test.repository))
			if test.problem != "" {
				expectStatus(t, err, http.StatusBadRequest, test.problem, "password")
				if asked := path.Load(); asked != "" {
					t.Errorf("the registry was asked for %s", asked)
				}
				return
			}
			if want := "/v2/" + test.want + "/tags/list"; err != nil || path.Load() != want {
				t.Errorf("the registry was asked for %s, want %s: %v", path.Load(), want, err)
			}
		})
	}
}

func TestReferences(t *testing.T) {
	var path atomic.Value
	base := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v2/" {
			path.Store(r.URL.EscapedPath())
		}
		w.WriteHeader(http.StatusNotFound)
	}))
	opened := open(t, anonymous(base))
	digest := "sha256:" + strings.Repeat("0", 64)
	for name, test := range map[string]struct {
		reference string
		valid     bool
	}{
		"a tag":              {reference: "v1.0_2-RC", valid: true},
		"a long tag":         {reference: strings.Repeat("a", 128), valid: true},
		"a digest":           {reference: digest, valid: true},
		"a digest of 512":    {reference: "sha512:" + strings.Repeat("0", 128), valid: true},
		"none":               {reference: ""},
		"too long":           {reference: strings.Repeat("a", 129)},
		"dots":               {reference: ".."},
		"a dot before":       {reference: ".hidden"},
		"a slash":            {reference: "v1/../v2"},
		"encoded":            {reference: "%2e%2e"},
		"a short digest":     {reference: "sha256:00"},
		"an unknown digest":  {reference: "md5:" + strings.Repeat("0", 32)},
		"a tag and a digest": {reference: "v1@" + digest},
		"a query":            {reference: "v1?x=y"},
		"a line":             {reference: "v1\n"},
	} {
		t.Run(name, func(t *testing.T) {
			path.Store("")
			_, err := ask(t.Context(), t, opened, manifestPath, "repository=library/app&reference="+url.QueryEscape(test.reference))
			if !test.valid {
				expectStatus(t, err, http.StatusBadRequest, "parameter reference")
				if asked := path.Load(); asked != "" {
					t.Errorf("the registry was asked for %s", asked)
				}
				return
			}
			expectStatus(t, err, http.StatusNotFound, test.reference)
			if want := "/v2/library/app/manifests/" + test.reference; path.Load() != want {
				t.Errorf("the registry was asked for %s, want %s", path.Load(), want)
			}
		})
	}
}
