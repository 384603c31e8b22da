// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

func TestFailures(t *testing.T) {
	connectors := schema.GroupResource{Group: "connectors.alauda.io", Resource: "connectors"}
	for _, tt := range []struct {
		name string
		code codes.Code
		text string
		with func(c *cluster, request *csi.NodePublishVolumeRequest)
	}{
		{"no right", codes.PermissionDenied,
			`serviceaccount "team/ci" may not get Connector "team/git": bind the ClusterRole connectors-connector-viewer-role to it in namespace "team"`,
			func(c *cluster, _ *csi.NodePublishVolumeRequest) {
				c.connectorErr = apierrors.NewForbidden(connectors, "git", errors.New("no"))
			}},
		{"no Connector", codes.NotFound, `Connector "team/git" does not exist: create it`, func(c *cluster, _ *csi.NodePublishVolumeRequest) {
			c.connectorErr = apierrors.NewNotFound(connectors, "git")
		}},
		{"a token that is not accepted", codes.Unauthenticated, `does not accept the token that the kubelet handed over for serviceaccount "team/ci"`,
			func(c *cluster, _ *csi.NodePublishVolumeRequest) { c.connectorErr = apierrors.NewUnauthorized("no") }},
		{"no API server", codes.Unavailable, "not now", func(c *cluster, _ *csi.NodePublishVolumeRequest) {
			c.connectorErr = apierrors.NewServiceUnavailable("not now")
		}},
		{"no class", codes.FailedPrecondition, `ConnectorClass "my-git" of Connector "team/git" does not exist`,
			func(c *cluster, _ *csi.NodePublishVolumeRequest) {
				c.classErr = apierrors.NewNotFound(connectors, "my-git")
			}},
		{"no right to read classes", codes.FailedPrecondition, "apply artifacts/deploy/rbac again",
			func(c *cluster, _ *csi.NodePublishVolumeRequest) {
				c.classErr = apierrors.NewForbidden(connectors, "", nil)
			}},
		{"no address yet", codes.Unavailable, "see its condition ProxyServiceReady",
			func(c *cluster, _ *csi.NodePublishVolumeRequest) { c.connector.Status.Proxy = nil }},
		{"no right to request tokens", codes.FailedPrecondition, "the policy",
			func(c *cluster, _ *csi.NodePublishVolumeRequest) {
				c.tokenErr = apierrors.NewForbidden(connectors, "ci", errors.New("the policy"))
			}},
		{"no token now", codes.Unavailable, "not now",
			func(c *cluster, _ *csi.NodePublishVolumeRequest) {
				c.tokenErr = apierrors.NewServiceUnavailable("not now")
			}},
		{"a configuration that the class lacks", codes.InvalidArgument, `configuration "other": does not exist in the class, which has "gitconfig"`,
			func(_ *cluster, request *csi.NodePublishVolumeRequest) {
				request.VolumeContext["configuration.names"] = "other"
			}},
		{"a configuration that the class lacks, before a token is requested", codes.InvalidArgument, `configuration "other": does not exist`,
			func(c *cluster, request *csi.NodePublishVolumeRequest) {
				request.VolumeContext["configuration.names"] = "other"
				c.tokenErr = apierrors.NewServiceUnavailable("not asked")
			}},
		{"a template that fails", codes.FailedPrecondition, `configuration "gitconfig", file ".gitconfig", line 1`,
			func(c *cluster, _ *csi.NodePublishVolumeRequest) {
				c.class.Spec.Configurations[0].Data[".gitconfig"] = `{{ fail "no" }}`
			}},
		{"an attribute that does not exist", codes.InvalidArgument, `volume attribute "conector.name" does not exist`,
			func(_ *cluster, request *csi.NodePublishVolumeRequest) {
				request.VolumeContext["conector.name"] = "git"
			}},
		{"no tokens", codes.FailedPrecondition, "in tokenRequests",
			func(_ *cluster, request *csi.NodePublishVolumeRequest) { request.Secrets = nil }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			check := func(request *csi.NodePublishVolumeRequest, code codes.Code) {
				t.Helper()
				_, err := f.NodePublishVolume(t.Context(), request)
				said := status.Convert(err)
				if said.Code() != code || !strings.Contains(said.Message(), tt.text) {
					t.Errorf("%s: %s; want %s: %s", said.Code(), said.Message(), code, tt.text)
				}
				if len(said.Message()) >= 700 || strings.Contains(said.Message(), canary) {
					t.Errorf("not fit for an Event: %s", said.Message())
				}
			}
			request := f.request(t)
			// With files that are there already every failure leaves them, and is one that passes.
			f.publish(t, request)
			tt.with(f.cluster, request)
			check(request, codes.Unavailable)
			read(t, request, ".gitconfig")
			// Without, it is what it is, and leaves nothing.
			unpublish := &csi.NodeUnpublishVolumeRequest{VolumeId: request.GetVolumeId(), TargetPath: request.GetTargetPath()}
			if _, err := f.NodeUnpublishVolume(t.Context(), unpublish); err != nil {
				t.Fatal(err)
			}
			check(request, tt.code)
			if _, err := os.Lstat(request.GetTargetPath()); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("something is left: %v", err)
			}
		})
	}
}
