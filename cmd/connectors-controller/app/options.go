// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/pflag"
	genericoptions "k8s.io/apiserver/pkg/server/options"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
	cliflag "k8s.io/component-base/cli/flag"
	componentconfig "k8s.io/component-base/config"
	componentoptions "k8s.io/component-base/config/options"
	"k8s.io/component-base/logs"
	logsapi "k8s.io/component-base/logs/api/v1"

	"connectors.alauda.io/cmd/internal/classapiflags"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/proxy/upstream/dialflags"
)

const (
	name        = "connectors-controller"
	defaultPort = 10270
)

// Options are the flags of the controller.
type Options struct {
	// Kubeconfig is the file that says how to reach the cluster; empty in a Pod.
	Kubeconfig     string
	SecureServing  *genericoptions.SecureServingOptionsWithLoopback
	Authentication *genericoptions.DelegatingAuthenticationOptions
	Authorization  *genericoptions.DelegatingAuthorizationOptions
	LeaderElection componentconfig.LeaderElectionConfiguration
	Logs           *logs.Options
	Dial           dialflags.Options
	Probes         ProbeOptions
	Classes        ClassOptions
	ClassAPIs      classapiflags.Options
	// Workers is how many Connectors are reconciled at once.
	Workers int
}

// ProbeOptions are the flags for probes of tools.
type ProbeOptions struct {
	// Interval, MaxBackoff, Timeout and TimeRefresh are described at their flags.
	Interval, MaxBackoff, Timeout, TimeRefresh time.Duration
	// Concurrency and PerHost bound the probes under way.
	Concurrency, PerHost int
}

// ClassOptions are the flags for the services of classes.
type ClassOptions struct {
	// Interval and MaxBackoff are described at their flags.
	Interval, MaxBackoff time.Duration
}

// NewOptions gives the options with their defaults.
func NewOptions() *Options {
	o := &Options{
		SecureServing:  genericoptions.NewSecureServingOptions().WithLoopback(),
		Authentication: genericoptions.NewDelegatingAuthenticationOptions(),
		Authorization:  genericoptions.NewDelegatingAuthorizationOptions().WithAlwaysAllowPaths("/healthz", "/livez", "/readyz"),
		Logs:           logs.NewOptions(),
		Probes: ProbeOptions{
			Interval: time.Minute, MaxBackoff: 5 * time.Minute, Timeout: 10 * time.Second, TimeRefresh: 15 * time.Minute,
			Concurrency: 256, PerHost: 32,
		},
		Classes: ClassOptions{Interval: time.Minute, MaxBackoff: 5 * time.Minute},
		Workers: 16,
	}
	o.SecureServing.BindPort = defaultPort
	o.SecureServing.ServerCert.CertDirectory = ""
	o.SecureServing.ServerCert.PairName = name
	o.Authentication.RemoteKubeConfigFileOptional = true
	o.Authorization.RemoteKubeConfigFileOptional = true
	o.LeaderElection.LeaderElect = true
	o.LeaderElection.LeaseDuration.Duration = 15 * time.Second
	o.LeaderElection.RenewDeadline.Duration = 10 * time.Second
	o.LeaderElection.RetryPeriod.Duration = 2 * time.Second
	o.LeaderElection.ResourceLock = resourcelock.LeasesResourceLock
	o.LeaderElection.ResourceName = name
	o.LeaderElection.ResourceNamespace = v1alpha1.SystemNamespace
	return o
}

// Flags are the flags by theme.
func (o *Options) Flags() cliflag.NamedFlagSets {
	var sets cliflag.NamedFlagSets
	generic := sets.FlagSet("generic")
	generic.StringVar(&o.Kubeconfig, "kubeconfig", o.Kubeconfig,
		"The kubeconfig file that says how to reach the cluster. The account of the Pod when empty.")
	generic.IntVar(&o.Workers, "concurrent-connector-syncs", o.Workers, "How many Connectors are reconciled at once.")
	o.SecureServing.AddFlags(sets.FlagSet("secure serving"))
	o.Authentication.AddFlags(sets.FlagSet("authentication"))
	o.Authorization.AddFlags(sets.FlagSet("authorization"))
	componentoptions.BindLeaderElectionFlags(&o.LeaderElection, sets.FlagSet("leader election"))
	o.Dial.AddFlags(sets.FlagSet("tools"))
	o.Probes.addFlags(sets.FlagSet("probes"))
	o.Classes.addFlags(sets.FlagSet("classes"))
	o.ClassAPIs.AddFlags(sets.FlagSet("class APIs"))
	logsapi.AddFlags(o.Logs, sets.FlagSet("logs"))
	return sets
}

func (o *ProbeOptions) addFlags(flags *pflag.FlagSet) {
	flags.DurationVar(&o.Interval, "probe-interval", o.Interval,
		"How long after a probe of a tool that is well the next one is. It varies by a tenth. Changes are probed at once.")
	flags.DurationVar(&o.MaxBackoff, "probe-max-backoff", o.MaxBackoff,
		"What the interval grows to, doubling with every failure in a row.")
	flags.DurationVar(&o.Timeout, "probe-timeout", o.Timeout,
		"How long one probe may take, with redirects, body and expression.")
	flags.DurationVar(&o.TimeRefresh, "probe-time-refresh", o.TimeRefresh,
		"The least time between two writes of lastProbeTime while nothing changes. Each Connector has its own, up to two and a quarter times as long.")
	flags.IntVar(&o.Concurrency, "concurrent-probes", o.Concurrency,
		"How many Connectors are probed at once. Slow tools take half of it at most.")
	flags.IntVar(&o.PerHost, "concurrent-probes-per-host", o.PerHost,
		"How many Connectors with the same host and port are probed at once. Slow tools take half of it at most.")
}

func (o *ClassOptions) addFlags(flags *pflag.FlagSet) {
	flags.DurationVar(&o.Interval, "class-check-interval", o.Interval,
		"How long after a check of a ConnectorClass that is ready the next one is. It varies by a tenth. Changes are checked at once.")
	flags.DurationVar(&o.MaxBackoff, "class-check-max-backoff", o.MaxBackoff,
		"What the time until the next check grows to, doubling from five seconds with every check in a row that finds the class not ready.")
}

// Validate says everything that is wrong with the options.
func (o *Options) Validate() error {
	errs := o.SecureServing.Validate()
	errs = append(errs, o.Authentication.Validate()...)
	errs = append(errs, o.Authorization.Validate()...)
	if _, err := o.Dial.Rules(); err != nil {
		errs = append(errs, err)
	}
	if err := o.ClassAPIs.Validate(); err != nil {
		errs = append(errs, err)
	}
	for flag, value := range map[string]time.Duration{
		"probe-interval": o.Probes.Interval, "probe-timeout": o.Probes.Timeout, "probe-time-refresh": o.Probes.TimeRefresh,
		"class-check-interval": o.Classes.Interval,
	} {
		if value <= 0 {
			errs = append(errs, fmt.Errorf("--%s must be positive, not %s", flag, value))
		}
	}
	if o.Probes.MaxBackoff < o.Probes.Interval {
		errs = append(errs, fmt.Errorf("--probe-max-backoff must not be shorter than --probe-interval, %s", o.Probes.Interval))
	}
	if o.Classes.MaxBackoff < o.Classes.Interval {
		errs = append(errs, fmt.Errorf("--class-check-max-backoff must not be shorter than --class-check-interval, %s", o.Classes.Interval))
	}
	if o.Probes.Concurrency < 2 || o.Probes.PerHost < 2 {
		errs = append(errs, errors.New("--concurrent-probes and --concurrent-probes-per-host must be 2 at least: half is for slow tools"))
	}
	if o.Workers < 1 {
		errs = append(errs, fmt.Errorf("--concurrent-connector-syncs must be positive, not %d", o.Workers))
	}
	return errors.Join(errs...)
}
