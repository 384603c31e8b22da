// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/pflag"
	genericoptions "k8s.io/apiserver/pkg/server/options"
	cliflag "k8s.io/component-base/cli/flag"
	"k8s.io/component-base/logs"
	logsapi "k8s.io/component-base/logs/api/v1"

	"connectors.alauda.io/pkg/classapi/server"
	"connectors.alauda.io/pkg/proxy/upstream/dialflags"
)

const (
	name        = "connectors-classapi"
	defaultPort = 10271
)

// Options are the flags of the class APIs.
type Options struct {
	// Kubeconfig is the file that says how to reach the cluster; empty in a Pod.
	Kubeconfig     string
	SecureServing  *genericoptions.SecureServingOptionsWithLoopback
	Authentication *genericoptions.DelegatingAuthenticationOptions
	Authorization  *genericoptions.DelegatingAuthorizationOptions
	Requests       RequestOptions
	Dial           dialflags.Options
	Logs           *logs.Options
}

// RequestOptions are the flags for how requests are served.
type RequestOptions struct {
	// MaxInFlight is how many may be under way at once.
	MaxInFlight int
	// Timeout is how long one may take.
	Timeout time.Duration
	// ShutdownDelay is how long requests are taken after a signal to end.
	ShutdownDelay time.Duration
}

// NewOptions gives the options with their defaults.
func NewOptions() *Options {
	o := &Options{
		SecureServing:  genericoptions.NewSecureServingOptions().WithLoopback(),
		Authentication: genericoptions.NewDelegatingAuthenticationOptions(),
		Authorization:  genericoptions.NewDelegatingAuthorizationOptions().WithAlwaysAllowPaths(healthPaths()...),
		Requests:       RequestOptions{MaxInFlight: server.DefaultMaxRequestsInFlight, Timeout: server.DefaultRequestTimeout},
		Logs:           logs.NewOptions(),
	}
	o.SecureServing.BindPort = defaultPort
	o.SecureServing.ServerCert.CertDirectory = ""
	o.SecureServing.ServerCert.PairName = name
	return o
}

// healthPaths are what everybody may ask for.
func healthPaths() []string { return []string{"/healthz", "/livez", "/readyz"} }

// Flags are the flags by theme.
func (o *Options) Flags() cliflag.NamedFlagSets {
	var sets cliflag.NamedFlagSets
	sets.FlagSet("cluster").StringVar(&o.Kubeconfig, "kubeconfig", o.Kubeconfig,
		"File that says how to reach the cluster. Without it the ServiceAccount of the Pod is used.")
	o.SecureServing.AddFlags(sets.FlagSet("secure serving"))
	o.Authentication.AddFlags(sets.FlagSet("authentication"))
	o.Authorization.AddFlags(sets.FlagSet("authorization"))
	o.Requests.addFlags(sets.FlagSet("requests"))
	o.Dial.AddFlags(sets.FlagSet("tools"))
	logsapi.AddFlags(o.Logs, sets.FlagSet("logs"))
	return sets
}

func (o *RequestOptions) addFlags(flags *pflag.FlagSet) {
	flags.IntVar(&o.MaxInFlight, "max-requests-inflight", o.MaxInFlight,
		"How many requests may be under way at once, an eighth of them about the tools of one host; others are answered 429.")
	flags.DurationVar(&o.Timeout, "request-timeout", o.Timeout,
		"How long a request may take, all questions to the tool among it. The API server of Connectors waits for 30 seconds.")
	flags.DurationVar(&o.ShutdownDelay, "shutdown-delay-duration", o.ShutdownDelay,
		"How long requests are still taken after a signal to end, while /readyz fails already. Those under way may end after it.")
}

// Validate says everything that is wrong with the options.
func (o *Options) Validate() error {
	errs := o.SecureServing.Validate()
	errs = append(errs, o.Authentication.Validate()...)
	errs = append(errs, o.Authorization.Validate()...)
	if _, err := o.Dial.Rules(); err != nil {
		errs = append(errs, err)
	}
	if o.SecureServing.BindPort == 0 && o.SecureServing.Listener == nil {
		errs = append(errs, errors.New("--secure-port must not be 0: there is nothing else to serve on"))
	}
	if o.Requests.MaxInFlight < 1 {
		errs = append(errs, fmt.Errorf("--max-requests-inflight must be positive, not %d", o.Requests.MaxInFlight))
	}
	if o.Requests.Timeout <= 0 {
		errs = append(errs, fmt.Errorf("--request-timeout must be positive, not %s", o.Requests.Timeout))
	}
	if o.Requests.ShutdownDelay < 0 {
		errs = append(errs, fmt.Errorf("--shutdown-delay-duration must not be negative, as %s is", o.Requests.ShutdownDelay))
	}
	return errors.Join(errs...)
}
