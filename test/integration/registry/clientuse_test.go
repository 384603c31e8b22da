// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registry_test

import (
	"crypto/rand"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
	"connectors.alauda.io/test/registry"
	"connectors.alauda.io/test/registry/registrytest"
)

func TestCrane(t *testing.T) {
	tl := newReadyTool(t)
	c := newClient(t, proxyHost(t), tl.token)
	app, copied := tl.image(t, connectorName, "org/app"), tl.image(t, connectorName, "copied")
	c.crane("append", "-f", c.layer(1<<20), "-t", app+":1")
	c.crane("append", "-b", app+":1", "-f", c.layer(1<<10), "-t", app+":2")
	if got := strings.Fields(c.crane("ls", app)); strings.Join(got, " ") != "1 2" {
		t.Errorf("tags %q", got)
	}
	// A copy within one registry mounts blobs of the other repository.
	c.crane("copy", app+":2", copied+":2")
	digest := c.crane("digest", app+":2")
	if got := c.crane("digest", copied+":2"); got != digest {
		t.Errorf("the copy has the digest %s, the image %s", got, digest)
	}
	c.crane("validate", "--remote", copied+":2")
	c.crane("pull", copied+":2", filepath.Join(c.home, "image.tar"))
	c.crane("delete", app+"@"+digest)
	if got := c.crane("ls", app); got != "1" {
		t.Errorf("tags after deleting one: %q", got)
	}
	mounts := 0
	for _, asked := range tl.tokens.Asked() {
		if asked.User != robot {
			t.Errorf("a token was asked for as %q", asked.User)
		}
		if asked.Scope == "repository:copied:pull,push repository:org/app:pull" {
			mounts++
		}
	}
	if mounts != 1 {
		t.Errorf("%d tokens for mounting blobs", mounts)
	}
	if tl.blobs.Served() == 0 || tl.blobs.Refused() > 0 {
		t.Errorf("of the blobs %d were fetched, %d with a credential", tl.blobs.Served(), tl.blobs.Refused())
	}
	tl.expectLogWithout(t)
}

func TestSkopeo(t *testing.T) {
	tl := newReadyTool(t)
	c := newClient(t, proxyHost(t), tl.token)
	app, copied := tl.image(t, connectorName, "org/app"), tl.image(t, connectorName, "copied")
	c.crane("append", "-f", c.layer(1<<20), "-t", app+":1")
	layout := "oci:" + filepath.Join(c.home, "layout") + ":1"
	c.skopeo("copy", "--src-tls-verify=false", "docker://"+app+":1", layout)
	c.skopeo("copy", "--dest-tls-verify=false", layout, "docker://"+app+":2")
	c.skopeo("copy", "--src-tls-verify=false", "--dest-tls-verify=false", "docker://"+app+":2", "docker://"+copied+":2")
	if got := c.skopeo("list-tags", "--tls-verify=false", "docker://"+app); !strings.Contains(got, `"2"`) {
		t.Errorf("tags %s", got)
	}
	inspect := func(image string) string {
		return c.skopeo("inspect", "--tls-verify=false", "--format", "{{.Digest}}", "docker://"+image)
	}
	if got, want := inspect(copied+":2"), inspect(app+":2"); got != want {
		t.Errorf("the copy has the digest %s, the image %s", got, want)
	}
	c.skopeo("delete", "--tls-verify=false", "docker://"+copied+":2")
	if out, err := c.try("skopeo", "inspect", "--tls-verify=false", "docker://"+copied+":2"); err == nil {
		t.Errorf("a deleted image is there: %s", out)
	}
	if tl.blobs.Served() == 0 || tl.blobs.Refused() > 0 {
		t.Errorf("of the blobs %d were fetched, %d with a credential", tl.blobs.Served(), tl.blobs.Refused())
	}
	tl.expectLogWithout(t)
}

// The proxy Service's name chooses the Connector: repositories have their own names.
func TestConnectorByHost(t *testing.T) {
	tl := newTool(t, 5*time.Minute, nil)
	connector := tl.connect(t, connectorName, robot, tl.password)
	address, err := url.Parse(connector.Status.Proxy.HTTPAddress.URL)
	if err != nil {
		t.Fatal(err)
	}
	relay := startRelay(t, address.Host)
	c := newClient(t, relay, tl.token)
	c.crane("append", "-f", c.layer(1<<20), "-t", relay+"/org/app:1")
	c.crane("append", "-f", c.layer(1<<10), "-t", relay+"/other:1")
	if got := strings.Fields(c.crane("catalog", relay)); strings.Join(got, " ") != "org/app other" {
		t.Errorf("catalog %q", got)
	}
	c.crane("validate", "--remote", relay+"/org/app:1")
	// And the path of the status does, in front of the repository's.
	if got, want := c.crane("ls", relay+address.Path+"/org/app"), "1"; got != want {
		t.Errorf("tags %q", got)
	}
	tl.expectLogWithout(t)
}

// What is public can be had without a Secret, and no more.
func TestPublicImages(t *testing.T) {
	tl := newTool(t, time.Minute, map[string]registry.User{"": {Rights: map[string][]string{"public": {"pull"}}}})
	tl.connect(t, connectorName, robot, tl.password)
	_, err := harness.Connectors(t, stack.Admin(t)).Connectors(tl.namespace).Create(t.Context(), &v1alpha1.Connector{
		ObjectMeta: metav1.ObjectMeta{Name: "open"},
		Spec: v1alpha1.ConnectorSpec{
			ConnectorClassName: "oci", Address: tl.address, Auth: &v1alpha1.ConnectorAuth{Name: "tokenAuth"},
			AddressExtensions: []v1alpha1.Param{{Name: "token-service", Value: v1alpha1.NewStringValue(tl.tokens.URL())}},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	awaitReady(t, tl.namespace, "open")
	c := newClient(t, proxyHost(t), tl.token)
	for _, repository := range []string{"public", "private"} {
		c.crane("append", "-f", c.layer(1<<10), "-t", tl.image(t, connectorName, repository)+":1")
	}
	c.crane("validate", "--remote", tl.image(t, "open", "public")+":1")
	if out, err := c.try(registrytest.Program(t, "crane"), "--insecure", "ls", tl.image(t, "open", "private")); err == nil {
		t.Errorf("everybody may see what is private: %s", out)
	}
	if out, err := c.try(registrytest.Program(t, "crane"), "--insecure", "append", "-f", c.layer(1<<10), "-t", tl.image(t, "open", "public")+":2"); err == nil {
		t.Errorf("everybody may write: %s", out)
	}
}

func TestLargeImage(t *testing.T) {
	tl := newReadyTool(t)
	c := newClient(t, proxyHost(t), tl.token)
	image := tl.image(t, connectorName, "large") + ":" + strings.ToLower(rand.Text())
	c.crane("append", "-f", c.layer(64<<20), "-t", image)
	c.crane("validate", "--remote", image)
	tl.expectLogWithout(t)
}
