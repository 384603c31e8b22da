// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/bench/client"
	"connectors.alauda.io/test/bench/load"
	"connectors.alauda.io/test/bench/report"
	"connectors.alauda.io/test/registry"
)

const registrySecret = "registry"

// pullSide is one way to the image.
type pullSide struct {
	crane client.Crane
	image string
}

// pull compares pulling an image through the proxy with pulling it from the registry. The registry takes tokens of a
// token service, for which the client asks, or the proxy does.
func (m *measurement) pull(ctx context.Context) (figures []report.Figure, err error) {
	bin, err := cluster.FindBinDir()
	if err != nil {
		return nil, err
	}
	program := filepath.Join(bin, "crane")
	dir := filepath.Join(m.dir, "registry")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	tokens, err := registry.StartTokenService(map[string]registry.User{
		toolUser: {Password: toolPassword, Rights: map[string][]string{"*": {"pull", "push"}}},
	}, tokenLife)
	if err != nil {
		return nil, err
	}
	defer tokens.Close()
	auth, err := tokens.Auth(dir)
	if err != nil {
		return nil, err
	}
	realm := byName(tokens.URL())
	if section, ok := auth["token"].(map[string]any); ok {
		section["realm"] = realm + "/token"
	}
	server, err := registry.Start(ctx, registry.Config{Program: filepath.Join(bin, "registry"), Dir: dir, Auth: auth})
	if err != nil {
		return nil, fmt.Errorf("is there a registry, as `make registry` builds it? %w", err)
	}
	defer func() { err = errors.Join(err, server.Stop(), os.RemoveAll(dir)) }()
	sides, err := m.pullSides(ctx, program, server.URL(), realm)
	if err != nil {
		return nil, err
	}
	return m.comparePulls(ctx, sides)
}

// byName gives the URL with a name for the host: crane follows no registry to an address of this machine.
func byName(url string) string { return strings.Replace(url, loopback, "localhost", 1) }

// pullSides gives the way through the proxy and the direct one.
func (m *measurement) pullSides(ctx context.Context, program, server, tokens string) ([]pullSide, error) {
	if err := m.ground.registry(ctx, server, tokens); err != nil {
		return nil, err
	}
	through, err := client.NewCrane(program, filepath.Join(m.dir, "login-through"), m.request.ours.address, "any", m.ground.token)
	if err != nil {
		return nil, err
	}
	host := strings.TrimPrefix(server, "http://")
	direct, err := client.NewCrane(program, filepath.Join(m.dir, "login-direct"), host, toolUser, toolPassword)
	return []pullSide{
		{through, m.request.ours.address + "/namespaces/" + namespace + "/connectors/" + registrySecret + "/" + image},
		{direct, host + "/" + image},
	}, err
}

// registry makes a Connector of a registry.
func (g *ground) registry(ctx context.Context, server, tokens string) error {
	_, err := g.kube.CoreV1().Secrets(namespace).Create(ctx, &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: registrySecret},
		Type:       "cpaas.io/distribution-registry-token",
		StringData: map[string]string{"username": toolUser, "password": toolPassword},
	}, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	c := connector(registrySecret, server, registrySecret)
	c.Spec.ConnectorClassName, c.Spec.Auth.Name = "oci", "tokenAuth"
	c.Spec.AddressExtensions = []v1alpha1.Param{{Name: "token-service", Value: v1alpha1.NewStringValue(tokens)}}
	return g.create(ctx, c)
}

func (m *measurement) comparePulls(ctx context.Context, sides []pullSide) ([]report.Figure, error) {
	direct := sides[1]
	if err := pushImage(ctx, direct.crane, filepath.Join(m.dir, "layers"), direct.image, m.PullBytes); err != nil {
		return nil, err
	}
	values, err := load.Rounds(m.BulkRounds, sides, func(s pullSide, _ int) (float64, error) {
		return m.transfer("pull of "+s.image, m.PullBytes, func() error { return pullImage(ctx, s.crane, s.image) })
	})
	if err != nil {
		return nil, err
	}
	return []report.Figure{{
		Name: fmt.Sprintf("registry pull of %d MiB, against direct", m.PullBytes>>20), Unit: perSecond,
		Ours: values[0], Peer: values[1], Bound: report.AtLeast(0.9),
	}}, nil
}
