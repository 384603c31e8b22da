// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"errors"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/target/proxyname"
)

const (
	dotted = "git.example.com"
	local  = "127.0.0.1:8080"
)

// byHost is the Route of a request to the host of team/git.
func byHost(path string) Route {
	return Route{Namespace: "team", Connector: "git", Service: "c-git", Path: path}
}

// byPath is the Route of a request to the path of team/git.
func byPath(path string) Route {
	return Route{Namespace: "team", Connector: "git", Public: "/namespaces/team/connectors/git", Path: path}
}

func TestHostNamesTheConnector(t *testing.T) {
	hashed := proxyname.Service(dotted)
	for _, tt := range []struct {
		name, host string
		want       Route
	}{
		{"short", "c-git.team.svc", byHost("/a")},
		{"whole", "c-git.team.svc.cluster.local", byHost("/a")},
		{"port", "c-git.team.svc.cluster.local:80", byHost("/a")},
		{"empty port", "c-git.team.svc:", byHost("/a")},
		{"absolute", "c-git.team.svc.cluster.local.", byHost("/a")},
		{"absolute with a port", "c-git.team.svc.:8080", byHost("/a")},
		{"upper case", "C-GIT.Team.SVC.Cluster.LOCAL", byHost("/a")},
		{"hashed", hashed + ".team.svc", Route{Namespace: "team", Connector: hashed[2:], Service: hashed, Path: "/a"}},
		{"digits", "c-1.2.svc", Route{Namespace: "2", Connector: "1", Service: "c-1", Path: "/a"}},
	} {
		t.Run(tt.name, func(t *testing.T) { check(t, tt.host, "/a", tt.want, nil) })
	}
}

func TestHostsThatNameNoConnector(t *testing.T) {
	for _, host := range []string{
		"", ".", "localhost", local, "[::1]:80", "git.team.svc", "c-git", "c-git.team", "c-git.team.svc.example.com",
		"c-git.team.svc.cluster.local..", "c-git..svc", "c-.team.svc", "c--git.team.svc", "c-git-.team.svc", "c-git.a.b.svc",
		"x.c-git.team.svc", "c-git.team.svc:80:80", "c-git.team.svc:http", "c-git.team.svc@evil", "c-gIt%2e.team.svc",
		"c-git.team.svc.cluster.local.cluster.local", "c-git.team.svc.cluster.local.svc", "c-\u212Aey.team.svc", "c-git .team.svc",
		"c-" + strings.Repeat("a", 62) + ".team.svc", "c-git." + strings.Repeat("a", 64) + ".svc",
	} {
		t.Run(host, func(t *testing.T) { check(t, host, "/a", Route{}, ErrNoConnector) })
	}
}

func TestPathNamesTheConnector(t *testing.T) {
	for _, tt := range []struct {
		name, path string
		want       Route
	}{
		{"nothing below", "/namespaces/team/connectors/git", byPath("")},
		{"slash below", "/namespaces/team/connectors/git/", byPath("/")},
		{"bytes below", "/namespaces/team/connectors/git/a%2Fb//c/..;/%41", byPath("/a%2Fb//c/..;/%41")},
		{"the same below", "/namespaces/team/connectors/git/namespaces/x/connectors/y", byPath("/namespaces/x/connectors/y")},
		{
			"dots", "/namespaces/team/connectors/git.example.com/a",
			Route{Namespace: "team", Connector: dotted, Public: "/namespaces/team/connectors/git.example.com", Path: "/a"},
		},
		{
			"encoded", "/%6eamespaces/te%61m/connectors/gi%74/%61",
			Route{Namespace: "team", Connector: "git", Public: "/%6eamespaces/te%61m/connectors/gi%74", Path: "/%61"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, host := range []string{local, "", "proxy.example.com", "[::1]:8080", "connectors-proxy.connectors-system.svc"} {
				check(t, host, tt.path, tt.want, nil)
			}
		})
	}
}

// byImage is the Route of a request for an image of team/git.
func byImage(path string) Route {
	return Route{Namespace: "team", Connector: "git", Public: "/v2/namespaces/team/connectors/git", Path: path, Registry: true}
}

func TestRepositoryNamesTheConnector(t *testing.T) {
	encoded := byImage("/v2/a")
	encoded.Public = "/%762/n%61mespaces/team/connectors/git"
	for _, tt := range []struct {
		name, host, path string
		want             Route
		err              error
	}{
		{"manifest", local, "/v2/namespaces/team/connectors/git/org/app/manifests/1.0", byImage("/v2/org/app/manifests/1.0"), nil},
		{"upload", local, "/v2/namespaces/team/connectors/git/app/blobs/uploads/", byImage("/v2/app/blobs/uploads/"), nil},
		{"bytes", local, "/v2/namespaces/team/connectors/git/a%2Fb//c/..;/%41", byImage("/v2/a%2Fb//c/..;/%41"), nil},
		{"encoded", local, "/%762/n%61mespaces/team/connectors/git/a", encoded, nil},
		{"its root", local, "/v2/namespaces/team/connectors/git/", byImage("/v2/"), nil},
		{"its root without a slash", local, "/v2/namespaces/team/connectors/git", byImage("/v2"), nil},
		{"the same below", local, "/v2/namespaces/team/connectors/git/v2/namespaces/a/connectors/b", byImage("/v2/v2/namespaces/a/connectors/b"), nil},
		{"the host of the same", "c-git.team.svc", "/v2/namespaces/team/connectors/git/a", byImage("/v2/a"), nil},
		{"the host of another", "c-git.other.svc", "/v2/namespaces/team/connectors/git/a", Route{}, ErrTwoConnectors},
		{"a path of the tool", local, "/namespaces/team/connectors/git/v2/a", byPath("/v2/a"), nil},
		{"twice", local, "/v2/v2/namespaces/team/connectors/git/a", Route{}, ErrNoConnector},
		{"no name", local, "/v2/namespaces/team/connectors/", Route{}, ErrNoConnector},
		{"another version", local, "/v1/namespaces/team/connectors/git/a", Route{}, ErrNoConnector},
		{"a repository of the host's Connector", "c-git.team.svc", "/v2/app/manifests/1", byHost("/v2/app/manifests/1"), nil},
	} {
		t.Run(tt.name, func(t *testing.T) { check(t, tt.host, tt.path, tt.want, tt.err) })
	}
}

func TestPing(t *testing.T) {
	ping := Route{Ping: true}
	for _, tt := range []struct {
		name, host, path string
		want             Route
		err              error
	}{
		{"with a slash", local, "/v2/", ping, nil},
		{"without", local, "/v2", ping, nil},
		{"encoded", "", "/v%32/", ping, nil},
		{"of a Connector", "c-git.team.svc", "/v2/", byHost("/v2/"), nil},
		{"two slashes", local, "/v2//", Route{}, ErrNoConnector},
		{"catalog of no Connector", local, "/v2/_catalog", Route{}, ErrNoConnector},
		{"a name like it", local, "/v2a/", Route{}, ErrNoConnector},
	} {
		t.Run(tt.name, func(t *testing.T) { check(t, tt.host, tt.path, tt.want, tt.err) })
	}
}

func TestPathsThatNameNoConnector(t *testing.T) {
	for _, path := range []string{
		"", "/", "/a", "/namespaces", "/namespaces/team/connectors", "/namespaces/team/connectors/", "//namespaces/team/connectors/git",
		"/namespaces//team/connectors/git", "/namespaces/team//connectors/git", "/namespaces/team/connectors//git",
		"/Namespaces/team/connectors/git", "/namespaces/TEAM/connectors/git", "/namespaces/team/connectors/GIT",
		"/namespaces/../connectors/git", "/namespaces/team/connectors/..", "/namespaces/a.b/connectors/git", "/namespaces/team/connectors/git%2Fa",
		"/namespaces/team/connectors/%2e%2e/a", "/namespaces/team/connectors/gi%2574", "/x/namespaces/team/connectors/git",
		"/namespaces/team/connectors/git;a", "/namespaces/team/connectors/git_a", "/namespaces/team/connectors/%zz",
	} {
		t.Run(path, func(t *testing.T) {
			check(t, local, path, Route{}, ErrNoConnector)
			check(t, "c-git.team.svc", path, byHost(path), nil) // it is the tool's
		})
	}
}

func TestHostAndPathAgree(t *testing.T) {
	const below = "/namespaces/team/connectors/git/a"
	for _, tt := range []struct {
		name, host, path string
		want             Route
		err              error
	}{
		{"the same", "c-git.team.svc:80", below, byPath("/a"), nil},
		{"the same in upper case", "C-GIT.TEAM.SVC", below, byPath("/a"), nil},
		{
			"the same, hashed", proxyname.Service(dotted) + ".team.svc", "/namespaces/team/connectors/git.example.com",
			Route{Namespace: "team", Connector: dotted, Public: "/namespaces/team/connectors/git.example.com"}, nil,
		},
		{"another name", "c-other.team.svc", below, Route{}, ErrTwoConnectors},
		{"another namespace", "c-git.other.svc", below, Route{}, ErrTwoConnectors},
		{"another name, encoded", "c-other.team.svc", "/namespaces/team/connectors/%67it", Route{}, ErrTwoConnectors},
		{"the name that a hashed one seems to be", "c-git.team.svc", "/namespaces/team/connectors/git.example.com", Route{}, ErrTwoConnectors},
		{"the asterisk", "c-git.team.svc", "*", Route{}, ErrNoPath},
		{"an authority", "c-git.team.svc", "tool:443", Route{}, ErrNoPath},
	} {
		t.Run(tt.name, func(t *testing.T) { check(t, tt.host, tt.path, tt.want, tt.err) })
	}
}

func check(t *testing.T, host, path string, want Route, wantErr error) {
	t.Helper()
	got, err := Parse(host, path)
	if got != want || !errors.Is(err, wantErr) {
		t.Errorf("Parse(%q, %q) is %+v, %v; want %+v, %v", host, path, got, err, want, wantErr)
	}
}
