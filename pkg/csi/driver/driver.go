// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/utils/clock"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/csi/attributes"
	"connectors.alauda.io/pkg/csi/render"
	"connectors.alauda.io/pkg/csi/token"
	"connectors.alauda.io/pkg/target"
)

// Connectors reads Connectors as the account of a token. Its errors are API errors or those of ctx, with texts for everybody.
type Connectors interface {
	Get(ctx context.Context, apiServerToken target.Credential, key types.NamespacedName) (*v1alpha1.Connector, error)
}

// Classes gives ConnectorClasses, compiled. Its errors are as those of Connectors.
type Classes interface {
	Get(ctx context.Context, name string) (*render.Class, *v1alpha1.ConnectorClass, error)
	// HasSynced says whether all classes are known.
	HasSynced() bool
}

// Tokens says which token a volume gets, and whether it is one that the driver requested. Its errors are as those of Connectors.
type Tokens interface {
	For(ctx context.Context, pod attributes.Pod, expiration time.Duration, kubelet token.Tokens, live target.Credential) (
		tok target.Credential, minted bool, err error)
}

// Config is what a driver is made from. All fields are needed.
type Config struct {
	// Node is the name of this node, Version what the driver calls its version.
	Node, Version string
	// KubeletDir is the directory of the kubelet, absolute, in which all volumes are.
	KubeletDir string
	// Memory is how many bytes the files of all volumes may take of the node's memory. Live volumes count and are never refused.
	Memory     int64
	Connectors Connectors
	Classes    Classes
	Tokens     Tokens
	// SystemCAs gives the certificates that the system trusts, as PEM; as long as they are the same, the same string. It is called with
	// every volume, concurrently.
	SystemCAs func() string
	Metrics   *Metrics
	Clock     clock.PassiveClock
}

func (c *Config) validate() error {
	switch {
	case c.Node == "":
		return errors.New("the name of the node is missing")
	case !filepath.IsAbs(c.KubeletDir) || filepath.Clean(c.KubeletDir) != c.KubeletDir || c.KubeletDir == "/":
		return fmt.Errorf("the directory of the kubelet must be an absolute path and not the root, which %q is not", c.KubeletDir)
	case c.Memory <= 0:
		return fmt.Errorf("the memory for volumes must be more than %d bytes", c.Memory)
	case c.Connectors == nil, c.Classes == nil, c.Tokens == nil, c.SystemCAs == nil, c.Metrics == nil, c.Clock == nil:
		return errors.New("driver.Config: Connectors, Classes, Tokens, SystemCAs, Metrics and Clock are needed")
	}
	return nil
}

// NewServer makes a gRPC server with the services Identity and Node of CSI. It listens nowhere yet.
func NewServer(config Config) (*grpc.Server, error) {
	if err := config.validate(); err != nil {
		return nil, err
	}
	server := grpc.NewServer(grpc.ChainUnaryInterceptor(observe(config.Metrics, config.Clock), recovered(config.Metrics)))
	csi.RegisterIdentityServer(server, &identity{version: config.Version, synced: config.Classes.HasSynced})
	csi.RegisterNodeServer(server, &node{config: config, memory: newBudget(config.Memory), origins: newOrigins()})
	return server, nil
}
