// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registration_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	registerapi "k8s.io/kubelet/pkg/apis/pluginregistration/v1"

	"connectors.alauda.io/pkg/csi/registration"
	"connectors.alauda.io/pkg/csi/socket"
)

const (
	driver   = "connectors-csi"
	endpoint = "/var/lib/kubelet/plugins/connectors-csi/csi.sock"
)

// serve gives what the kubelet has: a client at a real socket.
func serve(t *testing.T) (*registration.Server, registerapi.RegistrationClient) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "reg.sock")
	made := registration.New(driver, endpoint)
	listening, err := socket.Listen(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	made.RegisterWith(server)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- listening.Serve(ctx, server) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		server.Stop()
	})
	connection, err := grpc.NewClient("unix://"+path, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	return made, registerapi.NewRegistrationClient(connection)
}

func TestTheKubeletTakesTheDriver(t *testing.T) {
	server, kubelet := serve(t)
	if err := server.Ready(); err == nil {
		t.Error("ready before the kubelet has asked")
	}
	info, err := kubelet.GetInfo(t.Context(), &registerapi.InfoRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if info.GetType() != registerapi.CSIPlugin || info.GetName() != driver || info.GetEndpoint() != endpoint ||
		len(info.GetSupportedVersions()) != 1 {
		t.Errorf("the kubelet is told %v", info)
	}
	if _, err := kubelet.NotifyRegistrationStatus(t.Context(), &registerapi.RegistrationStatus{PluginRegistered: true}); err != nil {
		t.Fatal(err)
	}
	if err := server.Ready(); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := server.Await(ctx); err != nil {
		t.Error(err)
	}
}

func TestTheKubeletRefusesTheDriver(t *testing.T) {
	server, kubelet := serve(t)
	for range 2 {
		refusal := &registerapi.RegistrationStatus{Error: "another driver has this name"}
		if _, err := kubelet.NotifyRegistrationStatus(t.Context(), refusal); err != nil {
			t.Fatal(err)
		}
	}
	err := server.Await(t.Context())
	if !errors.Is(err, registration.ErrRefused) || !strings.Contains(err.Error(), "another driver has this name") {
		t.Errorf("error %v", err)
	}
	if server.Ready() == nil {
		t.Error("ready, though refused")
	}
}
