// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorsapi_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/url"
	"strconv"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// caller is the user in the certificate that the API server shows to class APIs.
const caller = harness.APIServer

// A class API is verified before it is told anything, and may demand to know who calls.
func TestTrust(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	ca, other := harness.NewAuthority(t), harness.NewAuthority(t)
	service := "api." + r.namespace + ".svc.cluster.local"
	named := newTLSServer(t, "named", ca, service)
	r.newService(t, "api", named)
	r.newService(t, "renamed", named)
	ofTheCluster := startTLS(t, unstarted(t, "of the cluster"), r.clusterCertificate(t), nil)
	demanding := startTLS(t, unstarted(t, "demanding"), ca.Issue(t, func(*x509.Certificate) {}), pool(t, string(stack.Cluster().CA())))
	strange := startTLS(t, unstarted(t, "strange"), ca.Issue(t, func(*x509.Certificate) {}), pool(t, other.PEM))
	plain := newServer(t, "plain")
	for _, test := range []struct {
		name  string
		api   v1alpha1.ConnectorClassAPI
		by    *server
		wrong string
	}{
		{"the authority of the class", v1alpha1.ConnectorClassAPI{URI: named.URL, CACerts: ca.PEM}, named, ""},
		{"a Service", v1alpha1.ConnectorClassAPI{Ref: r.serviceRef("api"), CACerts: ca.PEM}, named, ""},
		{"a Service of another name", v1alpha1.ConnectorClassAPI{Ref: r.serviceRef("renamed"), CACerts: ca.PEM}, named, "not valid for the host"},
		{"another authority", v1alpha1.ConnectorClassAPI{URI: named.URL, CACerts: other.PEM}, named, "unknown authority"},
		{"no authority", v1alpha1.ConnectorClassAPI{URI: named.URL}, named, "unknown authority"},
		{"the authority of a flag", v1alpha1.ConnectorClassAPI{URI: ofTheCluster.URL}, ofTheCluster, ""},
		{"the authority of a flag where the class has its own", v1alpha1.ConnectorClassAPI{URI: ofTheCluster.URL, CACerts: ca.PEM},
			ofTheCluster, "unknown authority"},
		{"it knows who calls", v1alpha1.ConnectorClassAPI{URI: demanding.URL, CACerts: ca.PEM}, demanding, ""},
		{"it does not know who calls", v1alpha1.ConnectorClassAPI{URI: strange.URL, CACerts: ca.PEM}, strange, "502"},
		{"plain http", v1alpha1.ConnectorClassAPI{URI: plain.URL}, plain, "--allow-plaintext-class-api"},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.api.OpenAPI = describe(t, map[string]map[string]operation{"/refs": get("api", "")})
			c := r.newConnector(t, v1alpha1.ConnectorSpec{
				ConnectorClassName: r.newClass(t, test.api), Address: "https://tool.example.com", Auth: r.withSecret(t, newCredential()),
			})
			r.eachWay(t, func(t *testing.T, by way) {
				// The API server may learn of the class before it learns of the Service that the class refers to.
				if test.wrong == "" {
					r.awaitSaid(t, by, c, call{rest: "/refs"}, test.by)
					return
				}
				before := test.by.count()
				code := http.StatusBadGateway
				if test.by == plain {
					code = http.StatusServiceUnavailable
				}
				r.awaitStatus(t, by, c, call{rest: "/refs"}, code, test.wrong)
				if test.by.count() != before {
					t.Error("something was sent")
				}
			})
		})
	}
	if got := demanding.last(t).TLS.PeerCertificates[0].Subject.CommonName; got != caller {
		t.Errorf("%q called, want %q", got, caller)
	}
}

// clusterCertificate is one by the authority that the flags of the API server name.
func (r room) clusterCertificate(t *testing.T) tls.Certificate {
	t.Helper()
	files, err := stack.Cluster().ServingCertificate(r.namespace, "api")
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := tls.LoadX509KeyPair(files.Certificate, files.Key)
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}

func pool(t *testing.T, authority string) *x509.CertPool {
	t.Helper()
	made := x509.NewCertPool()
	if !made.AppendCertsFromPEM([]byte(authority)) {
		t.Fatal("no authority")
	}
	return made
}

func (r room) serviceRef(name string) *v1alpha1.ObjectReference {
	return &v1alpha1.ObjectReference{APIVersion: "v1", Kind: "Service", Namespace: r.namespace, Name: name}
}

// newService makes a Service that leads to a server on this machine.
func (r room) newService(t *testing.T, name string, to *server) {
	t.Helper()
	parsed, err := url.Parse(to.URL)
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.ParseInt(parsed.Port(), 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.kube.CoreV1().Services(r.namespace).Create(t.Context(), &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: corev1.ServiceSpec{
			Type: corev1.ServiceTypeExternalName, ExternalName: "localhost",
			Ports: []corev1.ServicePort{{Name: "https", Port: 443, TargetPort: intstr.FromInt32(int32(port))}},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
}
