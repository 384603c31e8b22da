// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"context"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"k8s.io/klog/v2"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/csi/attributes"
	"connectors.alauda.io/pkg/csi/render"
	"connectors.alauda.io/pkg/csi/token"
	"connectors.alauda.io/pkg/target"
)

// wish is what a Pod wants in a volume, with what is needed to give it.
type wish struct {
	*attributes.Attributes

	tokens token.Tokens
}

// wishOf reads what came with a request. With an error it holds what could be read.
func wishOf(request *csi.NodePublishVolumeRequest) (wish, error) {
	var w wish
	var err error
	if w.Attributes, err = attributes.Parse(request.GetVolumeContext()); err != nil {
		return w, refusal(codes.InvalidArgument, "%s", err)
	}
	if w.tokens, err = token.FromKubelet(request.GetVolumeContext(), request.GetSecrets()); err != nil {
		return w, refusal(codes.FailedPrecondition, "%s", err)
	}
	return w, nil
}

// noted gives a logger that says whose volume it is. Nothing else of a wish is logged.
func (w wish) noted(logger klog.Logger) klog.Logger {
	if w.Attributes == nil {
		return logger
	}
	return logger.WithValues("pod", klog.KRef(w.Pod.Namespace, w.Pod.Name), "connector", klog.KRef(w.Connector.Namespace, w.Connector.Name))
}

// content is what a volume is to hold.
type content struct {
	files render.Files
	// minted is the token if the driver requested it, and empty if it is the kubelet's.
	minted target.Credential
}

// content makes the files of a volume. live is the token that the driver requested for it earlier.
func (n *node) content(ctx context.Context, w wish, live target.Credential, watch *stopwatch) (content, error) {
	connector, err := n.connector(ctx, w, watch)
	if err != nil {
		return content{}, err
	}
	class, seen, err := n.class(ctx, w, connector, watch)
	if err != nil {
		return content{}, err
	}
	answered := watch.asking()
	volumeToken, minted, err := n.config.Tokens.For(ctx, w.Pod, w.Expiration, w.tokens, live)
	answered()
	if err != nil {
		return content{}, questionFailure(err)
	}
	files, err := class.Render(ctx, render.Input{
		Connector: seen, Names: w.Configurations, Params: w.Params, Token: volumeToken, SystemCAs: n.config.SystemCAs(), Bundle: &n.bundle,
	})
	if err != nil {
		return content{}, renderFailure(w.Connector, connector.Spec.ConnectorClassName, err)
	}
	made := content{files: files}
	if minted {
		made.minted = volumeToken
	}
	return made, nil
}

// connector reads the Connector as the Pod's account.
func (n *node) connector(ctx context.Context, w wish, watch *stopwatch) (*v1alpha1.Connector, error) {
	defer watch.asking()()
	connector, err := n.config.Connectors.Get(ctx, w.tokens.APIServer, w.Connector)
	if err != nil {
		return nil, connectorFailure(w.Pod, w.Connector, err)
	}
	return connector, nil
}

// class gives the class of the Connector if it offers what the Pod wants: no token is requested for a volume that cannot be. With it
// comes the Connector as templates see it, with the defaults of the class.
func (n *node) class(ctx context.Context, w wish, connector *v1alpha1.Connector, watch *stopwatch) (*render.Class, *v1alpha1.Connector, error) {
	name := connector.Spec.ConnectorClassName
	answered := watch.asking()
	compiled, class, err := n.config.Classes.Get(ctx, name)
	answered()
	if err != nil {
		return nil, nil, classFailure(w.Connector, name, err)
	}
	if class.Spec.Proxy != nil && !hasProxyAddress(connector) {
		return nil, nil, refusal(codes.Unavailable,
			"Connector %s has no proxy address yet: see its condition ProxyServiceReady", named(w.Connector.String()))
	}
	if err := compiled.Check(w.Configurations, w.Params); err != nil {
		return nil, nil, renderFailure(w.Connector, name, err)
	}
	seen := target.Effective(connector, class)
	seen.Status = connector.Status
	return compiled, seen, nil
}

func hasProxyAddress(connector *v1alpha1.Connector) bool {
	proxy := connector.Status.Proxy
	return proxy != nil && proxy.HTTPAddress != nil && proxy.HTTPAddress.URL != ""
}
