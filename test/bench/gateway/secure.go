// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"path/filepath"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	applycorev1 "k8s.io/client-go/applyconfigurations/core/v1"

	"connectors.alauda.io/hack/local/pki"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/proxy/ca"
	"connectors.alauda.io/test/bench/child"
)

const (
	systemNamespace = v1alpha1.SystemNamespace
	// flags is the ConfigMap of feature flags.
	flags = "connectors-config"
	// bundlePatience is how long a new proxy may take until it has published its authority.
	bundlePatience = 20 * time.Second
)

// secureTool is a tool over TLS, in a process of its own.
type secureTool struct {
	process *child.Process
	// roots vouch for it, which in PEM are authority.
	roots     *x509.CertPool
	authority []byte
}

func (m *measurement) startSecureTool(ctx context.Context) (*secureTool, error) {
	dir := filepath.Join(m.dir, "pki")
	authority, err := pki.OpenAuthority(pki.In(dir, "ca"), "tools of the benchmark")
	if err != nil {
		return nil, err
	}
	files := pki.In(dir, "tool")
	if err := authority.Ensure(files, pki.Request{CommonName: "tool", IPs: []net.IP{net.ParseIP(loopback)}, Server: true}); err != nil {
		return nil, err
	}
	process, err := child.Start(ctx, WatchArgument, files.Certificate, files.Key)
	return &secureTool{process: process, roots: authority.Pool(), authority: authority.PEM()}, err
}

// trust makes a Secret with authorities that Connectors may refer to, and turns the feature on.
func (g *ground) trust(ctx context.Context, name string, authorities []byte) error {
	_, err := g.kube.CoreV1().Secrets(namespace).Create(ctx, &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: name}, Data: map[string][]byte{"ca.crt": authorities},
	}, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	on := applycorev1.ConfigMap(flags, systemNamespace).WithData(map[string]string{"enable-custom-ca-certs": "true"})
	_, err = g.kube.CoreV1().ConfigMaps(systemNamespace).Apply(ctx, on, metav1.ApplyOptions{FieldManager: "bench", Force: true})
	return err
}

// proxyRoots are the authorities of which the proxy has published that it signs with them.
func (g *ground) proxyRoots(ctx context.Context) (*x509.CertPool, error) {
	roots := x509.NewCertPool()
	err := wait.PollUntilContextTimeout(ctx, startPause, bundlePatience, true, func(ctx context.Context) (bool, error) {
		found, err := g.kube.CoreV1().ConfigMaps(systemNamespace).Get(ctx, ca.ConfigMapName, metav1.GetOptions{})
		if apierrors.IsNotFound(err) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		return roots.AppendCertsFromPEM([]byte(found.Data[ca.BundleKey])), nil
	})
	if err != nil {
		return nil, fmt.Errorf("ConfigMap %s/%s has no authority: %w", systemNamespace, ca.ConfigMapName, err)
	}
	return roots, nil
}

// secureConnectors makes Connectors of a tool over TLS and gives the tunnels to them.
func (m *measurement) secureConnectors(ctx context.Context, tool *secureTool, names ...string) ([]tunnel, error) {
	if err := m.ground.trust(ctx, "tool-authority", tool.authority); err != nil {
		return nil, err
	}
	roots, err := m.ground.proxyRoots(ctx)
	if err != nil {
		return nil, err
	}
	tunnels := make([]tunnel, 0, len(names))
	for _, name := range names {
		c := connector(name, "https://"+tool.process.Addresses[0], object)
		c.Spec.CACertSecretRef = &v1alpha1.LocalSecretReference{Name: "tool-authority"}
		if err := m.ground.create(ctx, c); err != nil {
			return nil, err
		}
		tunnels = append(tunnels, newTunnel(m.request.ours.address, tool.process.Addresses[0], namespace+"/"+name, m.ground.token, roots))
	}
	return tunnels, m.awaitTunnel(ctx, tunnels[0])
}
