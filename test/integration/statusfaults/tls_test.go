// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package statusfaults

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// atOnce is how long a change may take to show in a status on a busy machine.
const atOnce = time.Minute

const unknownAuthority = "the tool's certificate is signed by an unknown authority"

// enableAuthorities turns on the feature flag for as long as the test takes.
func (r room) enableAuthorities(t *testing.T) {
	t.Helper()
	r.setFlag(t, "true")
	t.Cleanup(func() { r.setFlag(t, "false") })
}

func (r room) setFlag(t *testing.T, value string) {
	t.Helper()
	patch := fmt.Appendf(nil, `{"data":{"enable-custom-ca-certs":%q}}`, value)
	_, err := r.kube.CoreV1().ConfigMaps(v1alpha1.SystemNamespace).Patch(context.WithoutCancel(t.Context()),
		"connectors-config", types.MergePatchType, patch, metav1.PatchOptions{})
	if err != nil {
		t.Error(err)
	}
}

// A tool whose certificate is not good is not reached, and the message says what is wrong with it.
func TestCertificatesThatAreNotGood(t *testing.T) {
	r := newRoom(t, stack)
	r.enableAuthorities(t)
	trusted := newIssuer(t, nil)
	r.putSecret(t, "trusted", map[string]string{"ca.crt": trusted.pem})
	class := r.newClass(t, asking(""))
	alone := newIssuer(t, nil)
	itself := serveTLS(t, tls.Certificate{Certificate: [][]byte{alone.certificate.Raw}, PrivateKey: alone.key})
	trusting := func(name, address string) {
		r.createConnector(t, name, v1alpha1.ConnectorSpec{
			ConnectorClassName: class, Address: address, CACertSecretRef: &v1alpha1.LocalSecretReference{Name: "trusted"},
		})
	}
	for _, test := range []struct{ name, address, says string }{
		{"expired", trusted.serve(t, func(c *x509.Certificate) { c.NotAfter = c.NotBefore.Add(time.Hour) }), "it has expired on "},
		{"not yet valid", trusted.serve(t, func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Hour / 2) }), "it is not valid before "},
		{"of another host", trusted.serve(t, func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 2)} }),
			"not valid for the host of the address"},
		{"of a client", trusted.serve(t, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }),
			"it may not be used for this purpose"},
		{"of another authority", newIssuer(t, nil).serve(t, nil), unknownAuthority},
		{"self-signed", itself, unknownAuthority},
		{"no TLS", "https" + strings.TrimPrefix(newTool(t, ok).URL, "http"), "does not speak TLS"},
	} {
		t.Run(test.name, func(t *testing.T) {
			name := named(test.name)
			trusting(name, test.address)
			r.expect(t, time.Minute, name, v1alpha1.ConnectorReady, metav1.ConditionFalse, "ConnectionFailed", test.address, test.says)
		})
	}
	trusting("good", trusted.serve(t, nil))
	r.expectReady(t, time.Minute, "good")
}

// What a Secret with authorities holds besides certificates does no harm, and one without any is named.
func TestSecretsWithAuthorities(t *testing.T) {
	r := newRoom(t, stack)
	r.enableAuthorities(t)
	class := r.newClass(t, asking(""))
	root, other := newIssuer(t, nil), newIssuer(t, nil)
	middle := newIssuer(t, root)
	address := middle.serve(t, nil)
	broken := strings.Replace(root.pem, "M", "!", 2)
	all := []struct {
		name  string
		data  map[string]string
		valid bool
		ready bool
	}{
		{"garbage", map[string]string{"ca.crt": "-----BEGIN CERTIFICATE-----\ngarbage\n-----END CERTIFICATE-----\n"}, false, false},
		{"broken PEM", map[string]string{"ca.crt": broken}, false, false},
		{"no PEM", map[string]string{"ca.crt": "certificate"}, false, false},
		{"empty", nil, false, false},
		{"an empty key", map[string]string{"ca.crt": ""}, false, false},
		{"a private key alone", map[string]string{"ca.crt": middle.keyPEM}, false, false},
		{"another authority", map[string]string{"ca.crt": other.pem}, true, false},
		{"the root alone", map[string]string{"ca.crt": root.pem}, true, false},
		{"a chain", map[string]string{"ca.crt": middle.pem + root.pem}, true, true},
		{"a chain backwards", map[string]string{"ca.crt": root.pem + middle.pem}, true, true},
		{"a chain in two keys", map[string]string{"a.pem": root.pem, "b.crt": middle.pem}, true, true},
		{"a certificate and its private key", map[string]string{"tls.pem": middle.keyPEM + middle.pem + root.pem}, true, true},
		{"garbage before and after", map[string]string{"ca.crt": "garbage\n" + broken + middle.pem + root.pem + "garbage"}, true, true},
		{"garbage in another key", map[string]string{"a.crt": "garbage", "ca.crt": middle.pem + root.pem}, true, true},
	}
	// Each Secret in turn is that of the same Connector, so that what was trusted before must be forgotten.
	r.createConnector(t, "tool", v1alpha1.ConnectorSpec{
		ConnectorClassName: class, Address: address, CACertSecretRef: &v1alpha1.LocalSecretReference{Name: "authorities"},
	})
	r.expect(t, time.Minute, "tool", v1alpha1.ConnectorCACertReady, metav1.ConditionFalse, v1alpha1.ReasonSecretNotFound, "authorities", r.namespace)
	r.expect(t, time.Minute, "tool", v1alpha1.ConnectorReady, metav1.ConditionFalse, "ConnectionFailed", address, unknownAuthority)
	for _, test := range all {
		t.Run(test.name, func(t *testing.T) {
			r.putSecret(t, "authorities", test.data)
			if test.valid {
				r.expect(t, atOnce, "tool", v1alpha1.ConnectorCACertReady, metav1.ConditionTrue, "Valid", "authorities")
			} else {
				r.expect(t, atOnce, "tool", v1alpha1.ConnectorCACertReady, metav1.ConditionFalse, v1alpha1.ReasonInvalidPEM, "authorities")
			}
			if test.ready {
				r.expectReady(t, atOnce, "tool")
			} else {
				r.expect(t, atOnce, "tool", v1alpha1.ConnectorReady, metav1.ConditionFalse, "ConnectionFailed", address, unknownAuthority)
			}
			// Ready, so that the next case begins with another result.
			r.putSecret(t, "authorities", map[string]string{"ca.crt": middle.pem + root.pem})
			r.expectReady(t, atOnce, "tool")
		})
	}
}
