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

// material is what the files of a volume are made of.
type material struct {
	*offer

	input render.Input
	// minted says whether the driver requested the token; otherwise it is the kubelet's.
	minted bool
}

// material asks the cluster for what the files of a volume are made of. live is the token that the driver requested for it earlier.
func (n *node) material(ctx context.Context, w wish, live target.Credential, watch *stopwatch) (*material, error) {
	connector, err := n.connector(ctx, w, watch)
	if err != nil {
		return nil, err
	}
	offered, err := n.offer(ctx, w, connector, watch)
	if err != nil {
		return nil, err
	}
	answered := watch.asking()
	volumeToken, minted, err := n.config.Tokens.For(ctx, w.Pod, w.Expiration, w.tokens, live)
	answered()
	if err != nil {
		return nil, questionFailure(err)
	}
	return &material{offer: offered, minted: minted, input: render.Input{
		Connector: offered.connector, Names: w.Configurations, Params: w.Params, Token: volumeToken,
		SystemCAs: n.config.SystemCAs(), Bundle: &n.bundle,
	}}, nil
}

// origin says from what files would be made; it is false where that cannot be told.
func (m *material) origin(group string) (origin, bool) {
	files, ok := m.input.Origin()
	return origin{
		Origin: files, class: m.class.UID, generation: m.class.Generation, group: group, minted: m.minted,
	}, ok && m.class.UID != ""
}

// kept is the token that is kept for the next call: one that the driver requested.
func (m *material) kept() target.Credential {
	if m.minted {
		return m.input.Token
	}
	return target.Credential{}
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

// offer is a class that has what a Pod wants, and the Connector as templates see it, with the defaults of the class.
type offer struct {
	compiled  *render.Class
	class     *v1alpha1.ConnectorClass
	connector *v1alpha1.Connector
}

// offer gives that of the Connector's class. It fails before a token is requested for a volume that cannot be.
func (n *node) offer(ctx context.Context, w wish, connector *v1alpha1.Connector, watch *stopwatch) (*offer, error) {
	name := connector.Spec.ConnectorClassName
	answered := watch.asking()
	compiled, class, err := n.config.Classes.Get(ctx, name)
	answered()
	if err != nil {
		return nil, classFailure(w.Connector, name, err)
	}
	if class.Spec.Proxy != nil && !hasProxyAddress(connector) {
		return nil, refusal(codes.Unavailable,
			"Connector %s has no proxy address yet: see its condition ProxyServiceReady", named(w.Connector.String()))
	}
	if err := compiled.Check(w.Configurations, w.Params); err != nil {
		return nil, renderFailure(w.Connector, name, err)
	}
	seen := target.Effective(connector, class)
	seen.Status = connector.Status
	return &offer{compiled: compiled, class: class, connector: seen}, nil
}

func hasProxyAddress(connector *v1alpha1.Connector) bool {
	proxy := connector.Status.Proxy
	return proxy != nil && proxy.HTTPAddress != nil && proxy.HTTPAddress.URL != ""
}
