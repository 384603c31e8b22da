// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/pflag"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	genericoptions "k8s.io/apiserver/pkg/server/options"
	cliflag "k8s.io/component-base/cli/flag"
	"k8s.io/component-base/logs"
	logsapi "k8s.io/component-base/logs/api/v1"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/apiserver"
	"connectors.alauda.io/pkg/proxy/upstream/dialflags"
)

// Options are the flags of the API server.
type Options struct {
	Server      *genericoptions.ServerRunOptions
	Recommended *genericoptions.RecommendedOptions
	Logs        *logs.Options
	Tools       ToolOptions

	scheme *runtime.Scheme
	codecs serializer.CodecFactory
}

// ToolOptions are the flags for connections to tools.
type ToolOptions struct {
	// Dial says which addresses may be dialled.
	Dial dialflags.Options
	// HeaderTimeout is how long a tool may take to answer with a header.
	HeaderTimeout time.Duration
}

// NewOptions gives the options with their defaults.
func NewOptions() (*Options, error) {
	scheme, codecs, err := apiserver.NewScheme()
	if err != nil {
		return nil, err
	}
	o := &Options{
		Server: genericoptions.NewServerRunOptions(),
		Recommended: genericoptions.NewRecommendedOptions(
			"/registry/"+connectors.GroupName, codecs.LegacyCodec(v1alpha1.SchemeGroupVersion)),
		Logs:   logs.NewOptions(),
		Tools:  ToolOptions{HeaderTimeout: time.Minute},
		scheme: scheme,
		codecs: codecs,
	}
	o.Recommended.Etcd.StorageConfig.EncodeVersioner = v1alpha1.SchemeGroupVersion
	return o, nil
}

// Flags are the flags by theme.
func (o *Options) Flags() cliflag.NamedFlagSets {
	var sets cliflag.NamedFlagSets
	o.Server.AddUniversalFlags(sets.FlagSet("generic"))
	o.Recommended.Etcd.AddFlags(sets.FlagSet("etcd"))
	o.Recommended.SecureServing.AddFlags(sets.FlagSet("secure serving"))
	o.Recommended.Authentication.AddFlags(sets.FlagSet("authentication"))
	o.Recommended.Authorization.AddFlags(sets.FlagSet("authorization"))
	o.Recommended.Audit.AddFlags(sets.FlagSet("auditing"))
	o.Recommended.Features.AddFlags(sets.FlagSet("features"))
	o.Recommended.CoreAPI.AddFlags(sets.FlagSet("core API"))
	o.Recommended.Admission.AddFlags(sets.FlagSet("admission"))
	o.Recommended.EgressSelector.AddFlags(sets.FlagSet("egress selector"))
	o.Recommended.Traces.AddFlags(sets.FlagSet("traces"))
	o.Tools.AddFlags(sets.FlagSet("tools"))
	logsapi.AddFlags(o.Logs, sets.FlagSet("logs"))
	return sets
}

// AddFlags adds the flags for connections to tools.
func (o *ToolOptions) AddFlags(flags *pflag.FlagSet) {
	o.Dial.AddFlags(flags)
	flags.DurationVar(&o.HeaderTimeout, "tool-header-timeout", o.HeaderTimeout,
		"How long a tool may take to answer with a header before the request ends with 504.")
}

// Complete fills in what depends on other options.
func (o *Options) Complete() error {
	return o.Server.Complete()
}

// Validate says everything that is wrong with the options.
func (o *Options) Validate() error {
	errs := append(o.Server.Validate(), o.Recommended.Validate()...)
	if _, err := o.Tools.Dial.Rules(); err != nil {
		errs = append(errs, err)
	}
	if o.Tools.HeaderTimeout <= 0 {
		errs = append(errs, fmt.Errorf("--tool-header-timeout must be positive, not %s", o.Tools.HeaderTimeout))
	}
	return errors.Join(errs...)
}
