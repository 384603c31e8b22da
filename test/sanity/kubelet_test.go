// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package sanity

import (
	"context"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc"
)

// asKubelet stands between csi-sanity and the driver. It adds to calls what a kubelet adds for an inline volume and csi-sanity does not
// know: that the volume is read-only, the Pod that it is for, and the Pod's tokens. It also plays a Controller service, without
// which csi-sanity would leave out the tests that need a volume: volumes are nothing but a name. All else goes to the driver and
// back as it is.
func asKubelet(
	ctx context.Context, method string, request, answer any, connection *grpc.ClientConn, invoke grpc.UnaryInvoker, options ...grpc.CallOption,
) error {
	switch method {
	case csi.Controller_CreateVolume_FullMethodName:
		answer.(*csi.CreateVolumeResponse).Volume = &csi.Volume{VolumeId: request.(*csi.CreateVolumeRequest).GetName()}
		return nil
	case csi.Controller_DeleteVolume_FullMethodName, csi.Controller_ControllerGetCapabilities_FullMethodName:
		return nil
	case csi.Node_NodePublishVolume_FullMethodName:
		addPod(request.(*csi.NodePublishVolumeRequest))
	}
	err := invoke(ctx, method, request, answer, connection, options...)
	if plugin, ok := answer.(*csi.GetPluginCapabilitiesResponse); ok && err == nil {
		plugin.Capabilities = append(plugin.Capabilities, &csi.PluginCapability{Type: &csi.PluginCapability_Service_{
			Service: &csi.PluginCapability_Service{Type: csi.PluginCapability_Service_CONTROLLER_SERVICE},
		}})
	}
	return err
}

// addPod says for whom a volume is.
func addPod(request *csi.NodePublishVolumeRequest) {
	request.Readonly = true
	request.VolumeContext = map[string]string{
		"csi.storage.k8s.io/ephemeral": "true", "csi.storage.k8s.io/pod.name": "build", "csi.storage.k8s.io/pod.namespace": "team",
		"csi.storage.k8s.io/pod.uid": "uid-1", "csi.storage.k8s.io/serviceAccount.name": "ci", "connector.name": "git",
	}
	request.Secrets = map[string]string{"csi.storage.k8s.io/serviceAccount.tokens": `{
		"": {"token": "for-the-api-server", "expirationTimestamp": "2099-01-01T00:00:00Z"},
		"connectors-proxy": {"token": "for-the-proxy", "expirationTimestamp": "2099-01-01T00:00:00Z"}
	}`}
}
