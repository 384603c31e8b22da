// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registry_test

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	localstack "connectors.alauda.io/hack/local/stack"
)

const (
	empty       = "{}"
	configType  = "application/vnd.oci.image.config.v1+json"
	imageType   = "application/vnd.oci.image.manifest.v1+json"
	octetStream = "application/octet-stream"
)

// wire sends the requests of the distribution specification to a Connector.
type wire struct {
	t       *testing.T
	token   string
	base    *url.URL
	connect string
}

func newWire(t *testing.T, tl tool) wire {
	t.Helper()
	base, err := url.Parse(localstack.ProxyEndpoint(stack.Cluster()))
	if err != nil {
		t.Fatal(err)
	}
	return wire{t: t, token: tl.token, base: base, connect: "/v2/namespaces/" + tl.namespace + "/connectors/" + connectorName}
}

// ask sends a request to a path in the registry, or to a Location or Link that came from it.
func (w wire) ask(code int, method, path, body string, headers ...string) *http.Response {
	w.t.Helper()
	if !strings.HasPrefix(path, w.connect) {
		path = w.connect + path
	}
	to, err := w.base.Parse(path)
	if err != nil {
		w.t.Fatal(err)
	}
	answer, text := request(w.t, method, to.String(), w.token, body, headers...)
	if answer.StatusCode != code {
		w.t.Fatalf("%s %s: %s, want %d: %s", method, path, answer.Status, code, text)
	}
	return answer
}

// location is that of an answer. It must lead through the Connector.
func (w wire) location(answer *http.Response) string {
	w.t.Helper()
	location := answer.Header.Get("Location")
	if !strings.HasPrefix(location, w.connect+"/") {
		w.t.Fatalf("Location %q does not lead through the Connector", location)
	}
	return location
}

func digestOf(content string) string { return fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(content))) }

func withDigest(location, content string) string {
	return location + "&digest=" + url.QueryEscape(digestOf(content))
}

// push puts a blob at once, and gives what it is.
func (w wire) push(repository, content string) string {
	w.t.Helper()
	upload := w.location(w.ask(http.StatusAccepted, http.MethodPost, "/"+repository+"/blobs/uploads/", ""))
	w.location(w.ask(http.StatusCreated, http.MethodPut, withDigest(upload, content), content, "Content-Type", octetStream))
	return digestOf(content)
}

// expectBlob looks whether a blob is there: then the registry says where.
func (w wire) expectBlob(path string) {
	w.t.Helper()
	w.ask(http.StatusTemporaryRedirect, http.MethodHead, path, "")
}

func TestUploads(t *testing.T) {
	tl := newReadyTool(t)
	w := newWire(t, tl)
	whole := w.push("app", "whole content")

	upload := w.location(w.ask(http.StatusAccepted, http.MethodPost, "/app/blobs/uploads/", ""))
	const first, second = "first part, ", "second part"
	answer := w.ask(http.StatusAccepted, http.MethodPatch, upload, first, "Content-Type", octetStream, "Content-Range", fmt.Sprintf("0-%d", len(first)-1))
	if answer.Header.Get("Range") == "" || answer.Header.Get("Docker-Upload-Uuid") == "" {
		t.Errorf("headers of an upload: %v", answer.Header)
	}
	upload = w.location(answer)
	status := w.ask(http.StatusNoContent, http.MethodGet, upload, "")
	if got, want := status.Header.Get("Range"), fmt.Sprintf("0-%d", len(first)-1); got != want {
		t.Errorf("%q is there of the upload, want %q", got, want)
	}
	answer = w.ask(http.StatusAccepted, http.MethodPatch, upload, second, "Content-Type", octetStream,
		"Content-Range", fmt.Sprintf("%d-%d", len(first), len(first+second)-1))
	w.ask(http.StatusCreated, http.MethodPut, withDigest(w.location(answer), first+second), "")
	w.expectBlob("/app/blobs/" + digestOf(first+second))

	source := url.QueryEscape(strings.TrimPrefix(w.connect, "/v2/") + "/app")
	mounted := w.ask(http.StatusCreated, http.MethodPost, "/other/blobs/uploads/?mount="+whole+"&from="+source, "")
	w.expectBlob(w.location(mounted))

	cancelled := w.location(w.ask(http.StatusAccepted, http.MethodPost, "/app/blobs/uploads/", ""))
	w.ask(http.StatusNoContent, http.MethodDelete, cancelled, "")
	w.ask(http.StatusAccepted, http.MethodDelete, "/app/blobs/"+whole, "")
	tl.expectLogWithout(t)
}

// pushImage makes an image of nothing and gives its digest. What it is about may be empty.
func (w wire) pushImage(repository, reference, subject string) string {
	w.t.Helper()
	config := w.push(repository, empty)
	about := ""
	if subject != "" {
		about = fmt.Sprintf(`,"subject":{"mediaType":%q,"digest":%q,"size":1}`, imageType, subject)
	}
	manifest := fmt.Sprintf(`{"schemaVersion":2,"mediaType":%q,"config":{"mediaType":%q,"digest":%q,"size":%d},"layers":[]%s}`,
		imageType, configType, config, len(empty), about)
	if reference == "" {
		reference = digestOf(manifest)
	}
	answer := w.ask(http.StatusCreated, http.MethodPut, "/"+repository+"/manifests/"+reference, manifest, "Content-Type", imageType)
	if got := answer.Header.Get("Docker-Content-Digest"); got != digestOf(manifest) {
		w.t.Errorf("digest %q", got)
	}
	return digestOf(manifest)
}

// Lists in pages lead the client through the Connector from page to page.
func TestPages(t *testing.T) {
	tl := newReadyTool(t)
	w := newWire(t, tl)
	for _, name := range []string{"a", "b", "c"} {
		w.pushImage("app", name, "")
		w.pushImage(name, "1", "")
	}
	for _, list := range []string{"/_catalog?n=2", "/app/tags/list?n=2"} {
		answer := w.ask(http.StatusOK, http.MethodGet, list, "")
		link, rest, ok := strings.Cut(strings.TrimPrefix(answer.Header.Get("Link"), "<"), ">")
		if !ok || !strings.HasPrefix(link, w.connect+"/") || rest != `; rel="next"` {
			t.Fatalf("%s: Link %q", list, answer.Header.Get("Link"))
		}
		w.ask(http.StatusOK, http.MethodGet, link, "")
	}
	tl.expectLogWithout(t)
}

// The registry of these tests knows no referrers; its answer, and what clients do instead, pass.
func TestReferrers(t *testing.T) {
	tl := newReadyTool(t)
	w := newWire(t, tl)
	image := w.pushImage("app", "1", "")
	w.pushImage("app", "", image)
	w.ask(http.StatusNotFound, http.MethodGet, "/app/referrers/"+image, "")
	tag := strings.Replace(image, ":", "-", 1)
	w.pushImage("app", tag, "")
	w.ask(http.StatusOK, http.MethodGet, "/app/manifests/"+tag, "", "Accept", imageType)
}

// What a redirect to another host shows.
func TestRedirectedBlob(t *testing.T) {
	tl := newReadyTool(t)
	w := newWire(t, tl)
	blob := w.push("app", "content")
	answer := w.ask(http.StatusTemporaryRedirect, http.MethodGet, "/app/blobs/"+blob, "")
	location, err := url.Parse(answer.Header.Get("Location"))
	if err != nil || location.Hostname() != "localhost" || location.User != nil || location.RawQuery != "" {
		t.Errorf("Location %q, %v", location, err)
	}
	if answer.Header.Get("Authorization") != "" || answer.Header.Get("Www-Authenticate") != "" {
		t.Errorf("headers %v", answer.Header)
	}
}

func TestPing(t *testing.T) {
	tl := newReadyTool(t)
	base := localstack.ProxyEndpoint(stack.Cluster()) + "/v2/"
	for _, test := range []struct {
		name, url, token string
		code             int
	}{
		{"of the proxy", base, tl.token, http.StatusOK},
		{"of the proxy, without a token", base, "", http.StatusUnauthorized},
		{"of the Connector", base + "namespaces/" + tl.namespace + "/connectors/" + connectorName + "/", tl.token, http.StatusOK},
	} {
		t.Run(test.name, func(t *testing.T) {
			answer, body := request(t, http.MethodGet, test.url, test.token, "")
			if answer.StatusCode != test.code {
				t.Errorf("%s: %s", answer.Status, body)
			}
			if asks := strings.HasPrefix(answer.Header.Get("WWW-Authenticate"), "Basic "); asks != (test.code == http.StatusUnauthorized) {
				t.Errorf("challenge %q", answer.Header.Get("WWW-Authenticate"))
			}
			if test.code == http.StatusOK && answer.Header.Get("Docker-Distribution-Api-Version") != "registry/2.0" {
				t.Errorf("headers %v", answer.Header)
			}
		})
	}
}
