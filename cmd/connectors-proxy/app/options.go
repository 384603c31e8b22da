// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/spf13/pflag"
	genericoptions "k8s.io/apiserver/pkg/server/options"
	cliflag "k8s.io/component-base/cli/flag"
	"k8s.io/component-base/logs"
	logsapi "k8s.io/component-base/logs/api/v1"

	"connectors.alauda.io/cmd/internal/toolflags"
)

// Options are the flags of the proxy.
type Options struct {
	// Kubeconfig is the file that says how to reach the cluster, empty in a Pod.
	Kubeconfig string
	Serving    ServingOptions
	Callers    CallerOptions
	CA         CAOptions
	Tools      toolflags.Options
	Audit      AuditOptions
	Tracing    *genericoptions.TracingOptions
	Logs       *logs.Options
}

// ServingOptions are the flags for what the proxy listens on.
type ServingOptions struct {
	// BindAddress and Port are where requests to tools are taken.
	BindAddress net.IP
	Port        int
	// HealthBindAddress is host:port of health checks and metrics; the host may be empty.
	HealthBindAddress string
	// SecurePort is where requests to tools are taken over TLS; zero for nowhere.
	SecurePort int
	// MaxRequestsInFlight is how many requests may be under way at once, MaxRequestsPerConnector how many of them of one
	// Connector. MaxConnections is how many connections may be open on each port.
	MaxRequestsInFlight, MaxRequestsPerConnector, MaxConnections int
	// AllowPassthrough lets clients of the forward proxy reach hosts that belong to no Connector, without a credential.
	AllowPassthrough bool
	// ShutdownDelay and ShutdownTimeout are how long the proxy goes on serving after a signal to end, and how long
	// requests may take afterwards.
	ShutdownDelay, ShutdownTimeout time.Duration
}

// NewOptions gives the options with their defaults.
func NewOptions() *Options {
	return &Options{
		Serving: ServingOptions{
			BindAddress:             net.IPv4zero,
			Port:                    8080,
			HealthBindAddress:       ":8081",
			SecurePort:              8443,
			MaxRequestsInFlight:     10000,
			MaxRequestsPerConnector: 5000,
			MaxConnections:          20000,
			ShutdownTimeout:         time.Minute,
		},
		CA:      NewCAOptions(),
		Tools:   toolflags.NewOptions(),
		Audit:   NewAuditOptions(),
		Tracing: genericoptions.NewTracingOptions(),
		Logs:    logs.NewOptions(),
	}
}

// Flags are the flags by theme.
func (o *Options) Flags() cliflag.NamedFlagSets {
	var sets cliflag.NamedFlagSets
	sets.FlagSet("cluster").StringVar(&o.Kubeconfig, "kubeconfig", o.Kubeconfig,
		"File that says how to reach the cluster. Without it the ServiceAccount of the Pod is used.")
	o.Serving.addFlags(sets.FlagSet("serving"))
	o.Callers.addFlags(sets.FlagSet("callers"))
	o.CA.AddFlags(sets.FlagSet("certificates"))
	o.Tools.AddFlags(sets.FlagSet("tools"))
	o.Audit.AddFlags(sets.FlagSet("audit"))
	o.Tracing.AddFlags(sets.FlagSet("traces"))
	logsapi.AddFlags(o.Logs, sets.FlagSet("logs"))
	return sets
}

func (o *ServingOptions) addFlags(flags *pflag.FlagSet) {
	flags.IPVar(&o.BindAddress, "bind-address", o.BindAddress,
		"Address on which requests to tools are taken; 0.0.0.0 and :: mean all.")
	flags.IntVar(&o.Port, "port", o.Port, "Port on which requests to tools are taken, without TLS.")
	flags.StringVar(&o.HealthBindAddress, "health-bind-address", o.HealthBindAddress,
		"host:port of /healthz, /livez, /readyz and /metrics, without TLS and for everybody.")
	flags.IntVar(&o.SecurePort, "secure-port", o.SecurePort, "Port on which requests to tools are taken over TLS; 0 for none.")
	flags.IntVar(&o.MaxRequestsInFlight, "max-requests-inflight", o.MaxRequestsInFlight,
		"How many requests may be under way at once, upgraded connections and tunnels among them; others are answered 429.")
	flags.IntVar(&o.MaxRequestsPerConnector, "max-requests-inflight-per-connector", o.MaxRequestsPerConnector,
		"How many of them may be of one Connector, so that one that hangs leaves places for the others.")
	flags.IntVar(&o.MaxConnections, "max-connections", o.MaxConnections,
		"How many connections may be open at once on each port; others wait to be accepted.")
	flags.BoolVar(&o.AllowPassthrough, "allow-passthrough", o.AllowPassthrough,
		"Let clients of the forward proxy reach hosts that belong to no Connector, without a credential and never inside the cluster.")
	flags.DurationVar(&o.ShutdownDelay, "shutdown-delay-duration", o.ShutdownDelay,
		"How long requests are still taken after a signal to end, while /readyz fails already.")
	flags.DurationVar(&o.ShutdownTimeout, "shutdown-timeout", o.ShutdownTimeout,
		"How long requests under way may take after that delay before they are cut off.")
}

// address is where requests to tools are taken on a port.
func (o *ServingOptions) address(port int) string {
	return net.JoinHostPort(o.BindAddress.String(), strconv.Itoa(port))
}

// Validate says everything that is wrong with the options.
func (o *Options) Validate() error {
	return errors.Join(o.Serving.validate(), o.CA.Validate(), o.Tools.Validate(), o.Audit.Validate())
}

func (o *ServingOptions) validate() error {
	var errs []error
	if o.BindAddress == nil {
		errs = append(errs, errors.New("--bind-address must be an IP address"))
	}
	if o.Port < 1 || o.Port > 65535 {
		errs = append(errs, fmt.Errorf("--port must be from 1 to 65535, not %d", o.Port))
	}
	if _, _, err := net.SplitHostPort(o.HealthBindAddress); err != nil {
		errs = append(errs, fmt.Errorf("--health-bind-address must be host:port or :port: %w", err))
	}
	if o.SecurePort < 0 || o.SecurePort > 65535 || o.SecurePort == o.Port {
		errs = append(errs, fmt.Errorf("--secure-port must be from 0 to 65535 and another one than --port, not %d", o.SecurePort))
	}
	for _, bound := range []struct {
		flag  string
		value int
	}{
		{"max-requests-inflight", o.MaxRequestsInFlight},
		{"max-requests-inflight-per-connector", o.MaxRequestsPerConnector},
		{"max-connections", o.MaxConnections},
	} {
		if bound.value <= 0 {
			errs = append(errs, fmt.Errorf("--%s must be positive, not %d", bound.flag, bound.value))
		}
	}
	if o.ShutdownDelay < 0 {
		errs = append(errs, fmt.Errorf("--shutdown-delay-duration must not be negative, as %s is", o.ShutdownDelay))
	}
	if o.ShutdownTimeout < 0 {
		errs = append(errs, fmt.Errorf("--shutdown-timeout must not be negative, as %s is", o.ShutdownTimeout))
	}
	return errors.Join(errs...)
}
