// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package csi

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/rest"

	"connectors.alauda.io/pkg/csi/lookup"
	"connectors.alauda.io/pkg/csi/token"
	"connectors.alauda.io/test/bench/child"
)

// BareArgument makes this program the peer: ServeBare.
const BareArgument = "bare-csi-driver"

// bareDriver asks for the Connector, with the Pod's token, and does nothing else: what no driver can do without.
type bareDriver struct {
	csi.UnimplementedNodeServer

	connectors *lookup.Connectors
}

// NodePublishVolume implements csi.NodeServer.
func (d *bareDriver) NodePublishVolume(ctx context.Context, request *csi.NodePublishVolumeRequest) (*csi.NodePublishVolumeResponse, error) {
	tokens, err := token.FromKubelet(request.GetVolumeContext(), request.GetSecrets())
	if err != nil {
		return nil, err
	}
	_, err = d.connectors.Get(ctx, tokens.APIServer, types.NamespacedName{
		Namespace: namespace, Name: request.GetVolumeContext()["connector.name"],
	})
	return &csi.NodePublishVolumeResponse{}, err
}

// ServeBare serves the peer until the process that started it ends. Args are a socket, the URL of the API server, and the file of
// the authority that vouches for it.
func ServeBare(ctx context.Context, args []string, out io.Writer) error {
	debug.SetGCPercent(50) // as ours has it
	if len(args) != 3 {
		return fmt.Errorf("%s takes a socket, a URL and a file, not %d arguments", BareArgument, len(args))
	}
	connectors, err := lookup.NewConnectors(&rest.Config{Host: args[1], TLSClientConfig: rest.TLSClientConfig{CAFile: args[2]}})
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "unix", args[0])
	if err != nil {
		return err
	}
	server := grpc.NewServer()
	csi.RegisterNodeServer(server, &bareDriver{connectors: connectors})
	if err := json.NewEncoder(out).Encode(args[:1]); err != nil {
		return err
	}
	go func() {
		defer server.Stop()
		_, _ = io.Copy(io.Discard, os.Stdin) // ends with the parent, in whatever way
	}()
	return server.Serve(listener)
}

// bare is the peer as it runs.
type bare struct {
	*kubelet

	process *child.Process
}

// startBare starts the peer, with its files in dir.
func startBare(ctx context.Context, config *rest.Config, dir string) (*bare, error) {
	authority := filepath.Join(dir, "authority.pem")
	if err := os.WriteFile(authority, config.CAData, 0o600); err != nil {
		return nil, err
	}
	process, err := child.Start(ctx, BareArgument, filepath.Join(dir, "bare.sock"), config.Host, authority)
	if err != nil {
		return nil, err
	}
	k, err := connect(process.Addresses[0], process.PID())
	return &bare{kubelet: k, process: process}, err
}
