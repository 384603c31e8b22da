// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"k8s.io/apimachinery/pkg/api/resource"
	cliflag "k8s.io/component-base/cli/flag"
	"k8s.io/component-base/logs"
	logsapi "k8s.io/component-base/logs/api/v1"

	"connectors.alauda.io/pkg/csi/driver"
)

// endpointScheme is the one kind of endpoint that a node plugin has.
const endpointScheme = "unix://"

// Options are the flags of the driver.
type Options struct {
	// Kubeconfig is the file that says how to reach the cluster, empty in a Pod.
	Kubeconfig string
	// NodeName is the name of the Node object.
	NodeName string
	Kubelet  KubeletOptions
	// HealthBindAddress is host:port of health checks and metrics; the host may be empty.
	HealthBindAddress string
	// SystemCAFile is the file of the authorities that Pods trust by default, empty for the system's.
	SystemCAFile string
	// VolumeMemory is how many bytes the files of all volumes may take.
	VolumeMemory resource.QuantityValue
	// ShutdownTimeout is how long calls may take after a signal to end.
	ShutdownTimeout time.Duration
	Logs            *logs.Options
}

// KubeletOptions are the flags for where the kubelet and the driver find each other.
type KubeletOptions struct {
	// Endpoint is the socket of the driver, unix:///path.
	Endpoint string
	// RegistrationDir is where the kubelet looks for plugins, RegistrationPath is Endpoint as the kubelet sees it.
	RegistrationDir, RegistrationPath string
	// Dir is the directory of the kubelet, below which all volumes are.
	Dir string
}

// NewOptions gives the options with their defaults.
func NewOptions() *Options {
	return &Options{
		Kubelet: KubeletOptions{
			Endpoint:         endpointScheme + "/csi/csi.sock",
			RegistrationDir:  "/registration",
			RegistrationPath: "/var/lib/kubelet/plugins/" + driver.Name + "/csi.sock",
			Dir:              "/var/lib/kubelet",
		},
		HealthBindAddress: ":9808",
		VolumeMemory:      resource.QuantityValue{Quantity: resource.MustParse("256Mi")},
		ShutdownTimeout:   20 * time.Second,
		Logs:              logs.NewOptions(),
	}
}

// Flags are the flags by theme.
func (o *Options) Flags() cliflag.NamedFlagSets {
	var sets cliflag.NamedFlagSets
	cluster := sets.FlagSet("cluster")
	cluster.StringVar(&o.Kubeconfig, "kubeconfig", o.Kubeconfig,
		"File that says how to reach the cluster. Without it the ServiceAccount of the Pod is used.")
	cluster.StringVar(&o.NodeName, "node-name", o.NodeName, "Name of the Node on which the driver runs. Required.")
	o.Kubelet.addFlags(sets.FlagSet("kubelet"))
	serving := sets.FlagSet("serving")
	serving.StringVar(&o.HealthBindAddress, "health-bind-address", o.HealthBindAddress,
		"host:port of /healthz, /livez, /readyz and /metrics, without TLS and for everybody.")
	serving.DurationVar(&o.ShutdownTimeout, "shutdown-timeout", o.ShutdownTimeout,
		"How long calls under way may take after a signal to end before they are cut off.")
	volumes := sets.FlagSet("volumes")
	volumes.StringVar(&o.SystemCAFile, "system-ca-file", o.SystemCAFile,
		"PEM file of the certificate authorities that the file ca.crt of a volume has besides that of the proxy. Without it the "+
			"file that SSL_CERT_FILE names, or the first one at the usual places. It is read again when it changes.")
	volumes.Var(&o.VolumeMemory, "volume-memory",
		"Memory that the files of all volumes of the node may take. Pods whose volumes would be too many do not start. The memory limit of "+
			"the container must have room for it, and for 128Mi more.")
	logsapi.AddFlags(o.Logs, sets.FlagSet("logs"))
	return sets
}

func (o *KubeletOptions) addFlags(flags *pflag.FlagSet) {
	flags.StringVar(&o.Endpoint, "endpoint", o.Endpoint, "Socket of the driver, unix:///path. A socket that is left there is replaced.")
	flags.StringVar(&o.RegistrationDir, "registration-dir", o.RegistrationDir,
		"Directory in which the kubelet looks for plugins, its plugins_registry, as the driver sees it.")
	flags.StringVar(&o.RegistrationPath, "kubelet-registration-path", o.RegistrationPath,
		"The socket of --endpoint as the kubelet sees it.")
	flags.StringVar(&o.Dir, "kubelet-dir", o.Dir,
		"Directory of the kubelet, at the same path for both. Volumes at other places are refused.")
}

// Validate says everything that is wrong with the options.
func (o *Options) Validate() error {
	var errs []error
	if o.NodeName == "" {
		errs = append(errs, errors.New("--node-name must be given: in a Pod it is spec.nodeName"))
	}
	if _, _, err := net.SplitHostPort(o.HealthBindAddress); err != nil {
		errs = append(errs, fmt.Errorf("--health-bind-address must be host:port or :port: %w", err))
	}
	if o.ShutdownTimeout < 0 {
		errs = append(errs, fmt.Errorf("--shutdown-timeout must not be negative, as %s is", o.ShutdownTimeout))
	}
	if o.VolumeMemory.Value() <= 0 {
		errs = append(errs, fmt.Errorf("--volume-memory must be more than %s", &o.VolumeMemory))
	}
	return errors.Join(append(errs, o.Kubelet.validate()...)...)
}

func (o *KubeletOptions) validate() (errs []error) {
	if !strings.HasPrefix(o.Endpoint, endpointScheme) {
		errs = append(errs, fmt.Errorf("--endpoint must be unix:///path, not %q", o.Endpoint))
	}
	for _, path := range []struct{ flag, value string }{
		{"endpoint", o.socket()},
		{"registration-dir", o.RegistrationDir},
		{"kubelet-registration-path", o.RegistrationPath},
		{"kubelet-dir", o.Dir},
	} {
		if !filepath.IsAbs(path.value) || filepath.Clean(path.value) != path.value || path.value == "/" {
			errs = append(errs, fmt.Errorf("--%s must be an absolute path without . and .. and a slash at its end, not %q", path.flag, path.value))
		}
	}
	return errs
}

// socket is the path of Endpoint.
func (o *KubeletOptions) socket() string { return strings.TrimPrefix(o.Endpoint, endpointScheme) }

// registrationSocket is where the kubelet finds the driver.
func (o *KubeletOptions) registrationSocket() string {
	return filepath.Join(o.RegistrationDir, driver.Name+"-reg.sock")
}
