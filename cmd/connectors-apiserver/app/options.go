// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	genericoptions "k8s.io/apiserver/pkg/server/options"
	cliflag "k8s.io/component-base/cli/flag"
	"k8s.io/component-base/logs"
	logsapi "k8s.io/component-base/logs/api/v1"

	"connectors.alauda.io/cmd/internal/classapiflags"
	"connectors.alauda.io/cmd/internal/toolflags"
	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/apiserver"
)

// Options are the flags of the API server.
type Options struct {
	Server      *genericoptions.ServerRunOptions
	Recommended *genericoptions.RecommendedOptions
	Logs        *logs.Options
	Tools       toolflags.Options
	ClassAPIs   classapiflags.Options
	// APIWriteMethods lets connectors/api take methods that change something.
	APIWriteMethods bool

	scheme *runtime.Scheme
	codecs serializer.CodecFactory
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
		Tools:  toolflags.NewOptions(),
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
	apis := sets.FlagSet("class APIs")
	o.ClassAPIs.AddFlags(apis)
	apis.BoolVar(&o.APIWriteMethods, "api-write-methods", o.APIWriteMethods,
		"Take POST, PUT, PATCH and DELETE at connectors/api as well, and not only methods that read.")
	logsapi.AddFlags(o.Logs, sets.FlagSet("logs"))
	return sets
}

// Complete fills in what depends on other options.
func (o *Options) Complete() error {
	return o.Server.Complete()
}

// Validate says everything that is wrong with the options.
func (o *Options) Validate() error {
	errs := append(o.Server.Validate(), o.Recommended.Validate()...)
	return errors.Join(append(errs, o.Tools.Validate(), o.ClassAPIs.Validate())...)
}
