// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxyca_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/component-base/metrics"
	"k8s.io/klog/v2"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/proxy/ca"
	"connectors.alauda.io/test/integration/harness"
)

const (
	tool = "git.example.com"
	year = 365 * 24 * time.Hour
	week = 7 * 24 * time.Hour
)

// options say in what a replica differs.
type options struct {
	lifetime, overlap time.Duration
	wrap              func(http.RoundTripper) http.RoundTripper
}

// replica is an authority at work.
type replica struct {
	*ca.Authority
	stop func()
}

// asProxy is how the proxy reaches the cluster.
func asProxy(t *testing.T) *rest.Config {
	t.Helper()
	file, err := stack.Cluster().UserKubeconfig(harness.Proxy, cluster.ServiceAccountUser(v1alpha1.SystemNamespace, harness.Proxy))
	if err != nil {
		t.Fatal(err)
	}
	config, err := clientcmd.BuildConfigFromFlags("", file)
	if err != nil {
		t.Fatal(err)
	}
	config.QPS = -1
	// Logs show text as it is, and other encodings as hexadecimal numbers, in which no test finds anything.
	config.ContentType = runtime.ContentTypeJSON
	return config
}

// run starts a replica that ends with the test, or earlier.
func run(t *testing.T, o options) replica {
	t.Helper()
	config := asProxy(t)
	if o.wrap != nil {
		config.Wrap(o.wrap)
	}
	if o.lifetime == 0 {
		o.lifetime, o.overlap = year, week
	}
	client, err := metadata.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	figures, err := ca.NewMetrics(metrics.NewKubeRegistry())
	if err != nil {
		t.Fatal(err)
	}
	listed := &lists{Interface: client}
	made, err := ca.New(ca.Config{
		Kube: harness.Kube(t, config), Metadata: listed, Metrics: figures, Lifetime: o.lifetime, Overlap: o.overlap,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		made.Run(ctx)
	}()
	r := replica{Authority: made, stop: func() {
		cancel()
		<-ended
		listed.end()
	}}
	t.Cleanup(r.stop)
	return r
}

// store is what is stored and published, as an administrator sees it.
type store struct{ kube kubernetes.Interface }

// unlogged is for requests of the tests themselves: what they log is not looked at.
func unlogged(ctx context.Context) context.Context { return klog.NewContext(ctx, klog.Logger{}) }

// fromNothing removes what other tests have left.
func fromNothing(t *testing.T) store {
	t.Helper()
	s := store{harness.Kube(t, stack.Admin(t))}
	for _, remove := range []func(context.Context, string, metav1.DeleteOptions) error{
		s.kube.CoreV1().Secrets(v1alpha1.SystemNamespace).Delete, s.kube.CoreV1().ConfigMaps(v1alpha1.SystemNamespace).Delete,
	} {
		if err := remove(t.Context(), "connectors-proxy-ca", metav1.DeleteOptions{}); err != nil && !apierrors.IsNotFound(err) {
			t.Fatal(err)
		}
	}
	return s
}

func (s store) secret(t *testing.T) *corev1.Secret {
	t.Helper()
	found, err := s.kube.CoreV1().Secrets(v1alpha1.SystemNamespace).Get(unlogged(t.Context()), ca.SecretName, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// edit changes the Secret, whoever writes to it at the same time.
func (s store) edit(t *testing.T, change func(*corev1.Secret)) {
	t.Helper()
	harness.Eventually(t, "the Secret is edited", func(ctx context.Context) error {
		secret := s.secret(t)
		change(secret)
		_, err := s.kube.CoreV1().Secrets(v1alpha1.SystemNamespace).Update(unlogged(ctx), secret, metav1.UpdateOptions{})
		return err
	})
}

// bundle is what is published, empty without a ConfigMap.
func (s store) bundle(ctx context.Context) (string, error) {
	found, err := s.kube.CoreV1().ConfigMaps(v1alpha1.SystemNamespace).Get(unlogged(ctx), ca.ConfigMapName, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return found.Data[ca.BundleKey], nil
}

// verifies says whether a client that trusts a bundle takes what a replica signs.
func verifies(r replica, host, bundle string) error {
	certificate, err := r.Leaf(host)
	if err != nil {
		return err
	}
	return verify(certificate, host, bundle)
}

func verify(certificate *tls.Certificate, host, bundle string) error {
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM([]byte(bundle)) {
		return fmt.Errorf("nothing can be trusted: %q", bundle)
	}
	_, err := certificate.Leaf.Verify(x509.VerifyOptions{DNSName: host, Roots: roots})
	return err
}

// agree waits until all replicas sign with the stored authority and what they sign is trusted.
func (s store) agree(t *testing.T, replicas ...replica) string {
	t.Helper()
	var bundle string
	harness.Eventually(t, "the replicas agree", func(ctx context.Context) (err error) {
		if bundle, err = s.bundle(ctx); err != nil {
			return err
		}
		secret, err := s.kube.CoreV1().Secrets(v1alpha1.SystemNamespace).Get(unlogged(ctx), ca.SecretName, metav1.GetOptions{})
		if err != nil {
			return err
		}
		for i, r := range replicas {
			if err := verifies(r, tool, string(secret.Data[corev1.TLSCertKey])); err != nil {
				return fmt.Errorf("replica %d does not sign with what is stored: %w", i, err)
			}
			if string(r.Bundle()) != bundle {
				return fmt.Errorf("replica %d has another bundle than is published", i)
			}
			if err := verifies(r, tool, bundle); err != nil {
				return fmt.Errorf("replica %d: %w", i, err)
			}
		}
		return nil
	})
	return bundle
}
