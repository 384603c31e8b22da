// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package registration makes a CSI driver known to the kubelet. The kubelet finds a socket in its directory for plugins, asks there
// who serves it and where the driver's own socket is, asks the driver for its node, and tells whether it has taken the driver.
//
// It takes a driver again when it starts, and whenever the socket is made anew: package socket sees to it that there is one.
package registration

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"google.golang.org/grpc"
	"k8s.io/klog/v2"
	registerapi "k8s.io/kubelet/pkg/apis/pluginregistration/v1"
)

// csiVersion is the version of CSI that the kubelet is told. It knows the features of later ones by the capabilities of the driver, and
// compares versions only to choose between two drivers of the same name.
const csiVersion = "1.0.0"

// ErrRefused is why a driver must end: the kubelet will not use it. A new process is a new attempt.
var ErrRefused = errors.New("the kubelet has not taken the driver")

// A Server answers the kubelet. It is safe for concurrent use.
type Server struct {
	registerapi.UnimplementedRegistrationServer

	driver, endpoint string
	registered       atomic.Bool
	refused          chan error
}

// New makes a Server for the driver of this name, which the kubelet reaches at the socket endpoint: a path as the kubelet sees it, which
// differs from that in the container of the driver.
func New(driver, endpoint string) *Server {
	return &Server{driver: driver, endpoint: endpoint, refused: make(chan error, 1)}
}

// RegisterWith adds the service to a server.
func (s *Server) RegisterWith(server grpc.ServiceRegistrar) {
	registerapi.RegisterRegistrationServer(server, s)
}

// GetInfo says which driver it is and where.
func (s *Server) GetInfo(context.Context, *registerapi.InfoRequest) (*registerapi.PluginInfo, error) {
	return &registerapi.PluginInfo{
		Type:              registerapi.CSIPlugin,
		Name:              s.driver,
		Endpoint:          s.endpoint,
		SupportedVersions: []string{csiVersion},
	}, nil
}

// NotifyRegistrationStatus hears whether the kubelet has taken the driver.
func (s *Server) NotifyRegistrationStatus(
	ctx context.Context, status *registerapi.RegistrationStatus,
) (*registerapi.RegistrationStatusResponse, error) {
	s.registered.Store(status.GetPluginRegistered())
	if status.GetPluginRegistered() {
		klog.FromContext(ctx).Info("The kubelet has taken the driver", "driver", s.driver, "endpoint", s.endpoint)
		return &registerapi.RegistrationStatusResponse{}, nil
	}
	select {
	case s.refused <- fmt.Errorf("%w %s at %s: %s", ErrRefused, s.driver, s.endpoint, status.GetError()):
	default: // the first refusal ends the process
	}
	return &registerapi.RegistrationStatusResponse{}, nil
}

// Await returns an error that is ErrRefused once the kubelet refuses the driver, and nil when ctx ends.
func (s *Server) Await(ctx context.Context) error {
	select {
	case err := <-s.refused:
		return err
	case <-ctx.Done():
		return nil
	}
}

// Ready returns nil once the kubelet has taken the driver. It does not see that a kubelet ends: the next one asks again.
func (s *Server) Ready() error {
	if !s.registered.Load() {
		return fmt.Errorf("the kubelet has not asked for %s yet, or has refused it: see whether the directory of its plugins is mounted", s.driver)
	}
	return nil
}
