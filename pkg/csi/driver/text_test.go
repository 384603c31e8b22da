// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// However long the names are that somebody has chosen, what is told has room in an Event.
func TestLongNames(t *testing.T) {
	namespace, name := strings.Repeat("n", 63), strings.Repeat("a", 253)
	connectors := schema.GroupResource{Group: "connectors.alauda.io", Resource: "connectors"}
	for _, tt := range []struct {
		name string
		code codes.Code
		with func(c *cluster, request *csi.NodePublishVolumeRequest)
	}{
		{"no right", codes.PermissionDenied, func(c *cluster, _ *csi.NodePublishVolumeRequest) {
			c.connectorErr = apierrors.NewForbidden(connectors, name, errors.New("no"))
		}},
		{"no Connector", codes.NotFound, func(c *cluster, _ *csi.NodePublishVolumeRequest) {
			c.connectorErr = apierrors.NewNotFound(connectors, name)
		}},
		{"a token that is not accepted", codes.Unauthenticated, func(c *cluster, _ *csi.NodePublishVolumeRequest) {
			c.connectorErr = apierrors.NewUnauthorized("no")
		}},
		{"no class", codes.FailedPrecondition, func(c *cluster, _ *csi.NodePublishVolumeRequest) {
			c.classErr = apierrors.NewNotFound(connectors, name)
		}},
		{"no right to read the class", codes.FailedPrecondition, func(c *cluster, _ *csi.NodePublishVolumeRequest) {
			c.classErr = apierrors.NewForbidden(connectors, name, nil)
		}},
		{"no address", codes.Unavailable, func(c *cluster, _ *csi.NodePublishVolumeRequest) { c.connector.Status.Proxy = nil }},
		{"a template that fails", codes.FailedPrecondition, func(c *cluster, _ *csi.NodePublishVolumeRequest) {
			c.class.Spec.Configurations[0].Data = map[string]string{name: fmt.Sprintf("{{ fail %q }}", name)}
		}},
		{"a configuration that does not exist", codes.InvalidArgument, func(_ *cluster, request *csi.NodePublishVolumeRequest) {
			request.VolumeContext["configuration.names"] = name
		}},
		{"attributes that do not exist", codes.InvalidArgument, func(_ *cluster, request *csi.NodePublishVolumeRequest) {
			for i := range 9 {
				request.VolumeContext[fmt.Sprint(i)+strings.Repeat("\x00", 60)] = "x"
			}
		}},
		{"a path elsewhere", codes.InvalidArgument, func(_ *cluster, request *csi.NodePublishVolumeRequest) {
			request.TargetPath = "/" + strings.Repeat("\x01", 4000)
		}},
		{"a file system", codes.InvalidArgument, func(_ *cluster, request *csi.NodePublishVolumeRequest) {
			request.VolumeCapability.GetMount().FsType = strings.Repeat("\x01", 4000)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			f.cluster.connector.Namespace, f.cluster.connector.Name = namespace, name
			f.cluster.connector.Spec.ConnectorClassName = name
			request := f.request(t)
			for key, value := range map[string]string{
				"csi.storage.k8s.io/pod.name": name, "csi.storage.k8s.io/pod.namespace": namespace,
				"csi.storage.k8s.io/serviceAccount.name": name, "connector.name": name, "connector.namespace": namespace,
			} {
				request.VolumeContext[key] = value
			}
			tt.with(f.cluster, request)
			_, err := f.NodePublishVolume(t.Context(), request)
			if said := status.Convert(err); said.Code() != tt.code || len(said.Message()) >= 700 || said.Message() == "" {
				t.Errorf("%s: %d bytes: %s", said.Code(), len(said.Message()), said.Message())
			}
		})
	}
}
