// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"bytes"
	"crypto/x509"
	"slices"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	kubefake "k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/tools/cache"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

func parsed(t *testing.T, texts ...[]byte) []*x509.Certificate {
	t.Helper()
	certificates := parseCertificates(slices.Concat(texts...))
	if len(certificates) != len(texts) {
		t.Fatalf("%d certificates, want %d", len(certificates), len(texts))
	}
	return certificates
}

func newTestTrust(t *testing.T, enabled bool, global, classCAs []*x509.Certificate) *trust {
	t.Helper()
	made, err := newTrust(kubefake.NewClientset(), classCAs, func() {}, nobody{}.InvalidFlag)
	if err != nil {
		t.Fatal(err)
	}
	made.enabled, made.global = enabled, global
	return made
}

// Who vouches for a class API: those that its class names and no others, else all who vouch for tools and those that were
// configured for class APIs.
func TestAuthoritiesOfClassAPIs(t *testing.T) {
	global, configured, named := certificate(t, 1), certificate(t, 2), certificate(t, 3)
	for _, test := range []struct {
		name           string
		enabled        bool
		global, others []*x509.Certificate
		named          []byte
		// system is true when the system's authorities vouch too, and nil stands for them alone.
		system bool
		want   []*x509.Certificate
	}{
		{"the system's", true, nil, nil, nil, true, nil},
		{"of all tools", true, parsed(t, global), nil, nil, true, parsed(t, global)},
		{"of all tools, flag off", false, parsed(t, global), nil, nil, true, nil},
		{"configured", true, nil, parsed(t, configured), nil, true, parsed(t, configured)},
		{"configured, flag off", false, parsed(t, global), parsed(t, configured), nil, true, parsed(t, configured)},
		{"configured and of all tools", true, parsed(t, global), parsed(t, configured), nil, true, parsed(t, global, configured)},
		{"of the class", true, parsed(t, global), parsed(t, configured), named, false, parsed(t, named)},
		{"of the class, flag off", false, nil, nil, named, false, parsed(t, named)},
		{"of the class, none that can be read", true, parsed(t, global), parsed(t, configured), []byte("garbage"), false, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			trust := newTestTrust(t, test.enabled, test.global, test.others)
			got := trust.ofAPI(string(test.named))
			want := x509.NewCertPool()
			if test.system {
				want = trust.system.Clone()
			}
			for _, certificate := range test.want {
				want.AddCert(certificate)
			}
			if test.system && test.want == nil {
				want = nil
			}
			if !got.pool.Equal(want) {
				t.Error("another pool")
			}
			if (got.id == "") != (want == nil) {
				t.Errorf("the pool is called %q", got.id)
			}
			if again := trust.ofAPI(string(test.named)); again.pool != got.pool || again.id != got.id {
				t.Error("the same pool is made again")
			}
			if tools := trust.roots(nil); test.others != nil && tools.id == got.id {
				t.Error("authorities of class APIs vouch for tools")
			}
		})
	}
	trust := newTestTrust(t, true, parsed(t, named), nil)
	if trust.ofAPI("").id == trust.ofAPI(string(named)).id {
		t.Error("pools with and without the system's authorities have one name")
	}
}

func TestCustomRootsAsPEM(t *testing.T) {
	one, two := certificate(t, 1), certificate(t, 2)
	trust := newTestTrust(t, true, parsed(t, one), nil)
	got := encodePEM(trust.roots(parsed(t, two, one)).custom)
	if want := append(slices.Clone(one), two...); !bytes.Equal(got, want) {
		t.Errorf("got\n%s, want each certificate once:\n%s", got, want)
	}
	for name, none := range map[string]roots{
		"flag off": newTestTrust(t, false, parsed(t, one), nil).roots(parsed(t, two)),
		"none":     newTestTrust(t, true, nil, nil).roots(nil),
	} {
		if text := encodePEM(none.custom); text != nil {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// overtaken is an informer that something else happens to while it is being read for the first time.
type overtaken struct {
	cache.SharedIndexInformer
	meanwhile func()
}

// GetStore implements cache.SharedInformer.
func (o *overtaken) GetStore() cache.Store {
	if meanwhile := o.meanwhile; meanwhile != nil {
		o.meanwhile = nil
		meanwhile()
	}
	return o.SharedIndexInformer.GetStore()
}

// hold puts an object into an informer that does not run.
func hold(t *testing.T, informer cache.SharedIndexInformer, object any) {
	t.Helper()
	if err := informer.GetStore().Add(object); err != nil {
		t.Error(err)
	}
}

// An authority comes while the flag is being read, which the other informer tells of.
func TestNewsOfAuthoritiesAtOnce(t *testing.T) {
	trust := newTestTrust(t, false, nil, nil)
	hold(t, trust.configMaps, &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Namespace: v1alpha1.SystemNamespace, Name: configMapName},
		Data:       map[string]string{customCAFlag: "true"},
	})
	authority, err := keepCertificates(&corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Namespace: v1alpha1.SystemNamespace, Name: "ca"},
		Data:       map[string][]byte{"ca.crt": certificate(t, 1)},
	})
	if err != nil {
		t.Fatal(err)
	}
	told := make(chan struct{})
	trust.configMaps = &overtaken{trust.configMaps, func() {
		hold(t, trust.secrets, authority)
		go func() {
			defer close(told)
			trust.reload()
		}()
		select {
		case <-told: // it has not waited: what was read before may replace what it has read
		case <-time.After(100 * time.Millisecond):
		}
	}}
	trust.reload()
	<-told
	if known, enabled := trust.custom(); !enabled || len(known) != 1 {
		t.Errorf("%d authorities are known, enabled: %t", len(known), enabled)
	}
}
