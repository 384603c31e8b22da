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
	Tools      toolflags.Options
	Logs       *logs.Options
}

// ServingOptions are the flags for what the proxy listens on.
type ServingOptions struct {
	// BindAddress and Port are where requests to tools are taken.
	BindAddress net.IP
	Port        int
	// HealthBindAddress is host:port of health checks and metrics; the host may be empty.
	HealthBindAddress string
	// MaxRequestsInFlight is how many requests may be under way at once.
	MaxRequestsInFlight int
	// ShutdownDelay and ShutdownTimeout are how long the proxy goes on serving after a signal to end, and how long
	// requests may take afterwards.
	ShutdownDelay, ShutdownTimeout time.Duration
}

// NewOptions gives the options with their defaults.
func NewOptions() *Options {
	return &Options{
		Serving: ServingOptions{
			BindAddress:         net.IPv4zero,
			Port:                8080,
			HealthBindAddress:   ":8081",
			MaxRequestsInFlight: 1000,
			ShutdownTimeout:     time.Minute,
		},
		Tools: toolflags.NewOptions(),
		Logs:  logs.NewOptions(),
	}
}

// Flags are the flags by theme.
func (o *Options) Flags() cliflag.NamedFlagSets {
	var sets cliflag.NamedFlagSets
	sets.FlagSet("cluster").StringVar(&o.Kubeconfig, "kubeconfig", o.Kubeconfig,
		"File that says how to reach the cluster. Without it the ServiceAccount of the Pod is used.")
	o.Serving.addFlags(sets.FlagSet("serving"))
	o.Tools.AddFlags(sets.FlagSet("tools"))
	logsapi.AddFlags(o.Logs, sets.FlagSet("logs"))
	return sets
}

func (o *ServingOptions) addFlags(flags *pflag.FlagSet) {
	flags.IPVar(&o.BindAddress, "bind-address", o.BindAddress,
		"Address on which requests to tools are taken; 0.0.0.0 and :: mean all.")
	flags.IntVar(&o.Port, "port", o.Port, "Port on which requests to tools are taken, without TLS.")
	flags.StringVar(&o.HealthBindAddress, "health-bind-address", o.HealthBindAddress,
		"host:port of /healthz, /livez, /readyz and /metrics, without TLS and for everybody.")
	flags.IntVar(&o.MaxRequestsInFlight, "max-requests-inflight", o.MaxRequestsInFlight,
		"How many requests may be under way at once, upgraded connections among them; others are answered 429.")
	flags.DurationVar(&o.ShutdownDelay, "shutdown-delay-duration", o.ShutdownDelay,
		"How long requests are still taken after a signal to end, while /readyz fails already.")
	flags.DurationVar(&o.ShutdownTimeout, "shutdown-timeout", o.ShutdownTimeout,
		"How long requests under way may take after that delay before they are cut off.")
}

// address is where requests to tools are taken.
func (o *ServingOptions) address() string {
	return net.JoinHostPort(o.BindAddress.String(), strconv.Itoa(o.Port))
}

// Validate says everything that is wrong with the options.
func (o *Options) Validate() error {
	return errors.Join(o.Serving.validate(), o.Tools.Validate())
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
	if o.MaxRequestsInFlight <= 0 {
		errs = append(errs, fmt.Errorf("--max-requests-inflight must be positive, not %d", o.MaxRequestsInFlight))
	}
	if o.ShutdownDelay < 0 {
		errs = append(errs, fmt.Errorf("--shutdown-delay-duration must not be negative, as %s is", o.ShutdownDelay))
	}
	if o.ShutdownTimeout < 0 {
		errs = append(errs, fmt.Errorf("--shutdown-timeout must not be negative, as %s is", o.ShutdownTimeout))
	}
	return errors.Join(errs...)
}
