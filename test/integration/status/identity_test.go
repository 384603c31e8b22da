// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"fmt"
	"net/http"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// A Connector has nothing of one of the same name before it: neither what was found out nor the Service.
func TestConnectorOfTheSameName(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	first, second := newTool(t), newTool(t)
	class, host := r.newProxiedClass(t, func(class *v1alpha1.ConnectorClass) {
		proxy := class.Spec.Proxy
		class.Spec = probedSpec()
		class.Spec.Proxy = proxy
	})
	good := allOf(wants{livenessReady: yes(""), authReady: yes(""), proxyReady: yes("")})
	r.newConnector(t, "tool", v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: first.URL, Auth: with(openAuth, "")})
	r.expect(t, "tool", good)
	if err := r.connectors.Connectors(r.namespace).Delete(t.Context(), "tool", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	release := make(chan struct{})
	second.answer(livePath, held(release, code(http.StatusOK)))
	second.answer(authPath, code(http.StatusForbidden))
	c := r.newConnector(t, "tool", v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: second.URL, Auth: with(openAuth, "")})
	// The Service of the first is in the way until the garbage collector has come by.
	r.expect(t, "tool", allOf(wants{livenessReady: unknown("Checking"), authReady: unknown("Checking"), proxyReady: yes("")}))
	r.checkService(t, c, "c-tool", host)
	close(release)
	r.expectSoon(t, "tool", allOf(wants{livenessReady: yes(""), authReady: no("AuthenticationFailed", second.URL), proxyReady: yes("")}))
}

// What somebody else writes into a status does not stay.
func TestStatusIsRepaired(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	tl := newTool(t)
	class := r.newClass(t, withProxy(probedSpec(), tl.URL))
	c := r.newConnector(t, "tool", v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: tl.URL, Auth: with(openAuth, "")})
	good := allOf(wants{livenessReady: yes(""), authReady: yes(""), proxyReady: yes("")})
	address := r.expect(t, c.Name, good).Status.Proxy.HTTPAddress.URL
	asked := tl.count(livePath)
	for _, test := range []struct{ name, patch string }{
		{"no conditions", `{"status":{"conditions":null}}`},
		{"another condition", `{"status":{"conditions":[{"type":"Ready","status":"False","reason":"Made","message":"up"}]}}`},
		{"no address", `{"status":{"proxy":null,"api":null}}`},
		{"another address", `{"status":{"proxy":{"httpAddress":{"url":"http://elsewhere.example.com"}}}}`},
		{"another generation", `{"status":{"observedGeneration":99}}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			r.stack.Kubectl(t, "patch", "connector", c.Name, "-n", r.namespace, "--subresource=status", "--type=merge", "-p", test.patch)
			r.await(t, atOnce, c.Name, func(c *v1alpha1.Connector) error {
				if err := good.check(c); err != nil {
					return err
				}
				if url := c.Status.Proxy.HTTPAddress.URL; url != address {
					return fmt.Errorf("the proxy address is %s, want %s", url, address)
				}
				return nil
			})
		})
	}
	if n := tl.count(livePath); n != asked {
		t.Errorf("the tool was asked %d times for it", n-asked)
	}
}
