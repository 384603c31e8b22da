// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/csi/attributes"
	"connectors.alauda.io/pkg/csi/publish"
	"connectors.alauda.io/pkg/csi/render"
)

const (
	// maxText bounds a text in bytes: an Event of the kubelet has 1 KiB for it and what stands around it.
	maxText = 690
	// maxName bounds the name of an object in a text, so that there is room for what is said of it.
	maxName = 120
)

// refusal is an answer that has room in an Event.
func refusal(code codes.Code, format string, args ...any) error {
	return status.Error(code, cut(fmt.Sprintf(format, args...), maxText))
}

// keep says which files a volume has that could not be brought up to date, because of cause. The code is one that the kubelet takes for "ask again", for every
// cause: at any other some of its releases take the volume away from a Pod that runs.
func keep(changed bool, cause error) error {
	which := "the files stay as they were"
	if changed {
		which = "the files are the new ones, but those before could not be removed"
	}
	return refusal(codes.Unavailable, "%s: %s", which, status.Convert(cause).Message())
}

// cut shortens a text to so many bytes.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most-len("…")], "") + "…"
}

// named is how an object is called in a text.
func named(name string) string { return strconv.Quote(cut(name, maxName)) }

// accountOf is how the account of a Pod is called.
func accountOf(pod attributes.Pod) string { return named(pod.Namespace + "/" + pod.ServiceAccount) }

// connectorFailure says why a Pod's account does not get a Connector.
func connectorFailure(pod attributes.Pod, key types.NamespacedName, err error) error {
	switch {
	case apierrors.IsForbidden(err):
		return refusal(codes.PermissionDenied,
			"serviceaccount %s may not get Connector %s: bind the ClusterRole connectors-connector-viewer-role to it in namespace %q",
			accountOf(pod), named(key.String()), key.Namespace)
	case apierrors.IsNotFound(err):
		return refusal(codes.NotFound,
			"Connector %s does not exist: create it, or correct the volume attributes connector.name and connector.namespace", named(key.String()))
	case apierrors.IsUnauthorized(err):
		return refusal(codes.Unauthenticated,
			"the API server does not accept the token that the kubelet handed over for serviceaccount %s: is the account or the Pod gone?",
			accountOf(pod))
	}
	return questionFailure(err)
}

// classFailure says why the class of a Connector cannot be had.
func classFailure(key types.NamespacedName, class string, err error) error {
	switch {
	case apierrors.IsNotFound(err):
		return refusal(codes.FailedPrecondition,
			"ConnectorClass %s of Connector %s does not exist: create it, or correct the Connector's connectorClassName",
			named(class), named(key.String()))
	case apierrors.IsForbidden(err), apierrors.IsUnauthorized(err):
		return refusal(codes.FailedPrecondition,
			"connectors-csi may not read ConnectorClass %s: apply artifacts/deploy/rbac again", named(class))
	}
	return questionFailure(err)
}

// questionFailure is a question to the cluster that failed. The errors of lookup and token say what was asked, and hold neither
// addresses nor tokens.
func questionFailure(err error) error {
	code := codes.FailedPrecondition // refused for a reason that somebody has to mend
	var decided apierrors.APIStatus
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		code = status.FromContextError(err).Code()
	case !errors.As(err, &decided), apierrors.IsServiceUnavailable(err):
		code = codes.Unavailable
	}
	return refusal(code, "%s", err)
}

// renderFailure says whose mistake it is that files cannot be made.
func renderFailure(key types.NamespacedName, class string, err error) error {
	code := codes.FailedPrecondition
	switch {
	case errors.Is(err, render.ErrNotOffered):
		code = codes.InvalidArgument
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		code = status.FromContextError(err).Code()
	}
	return refusal(code, "ConnectorClass %s of Connector %s: %s", named(class), named(key.String()), err)
}

// volumeFailure is one on the node.
func volumeFailure(err error) error {
	code := codes.Internal
	switch {
	case errors.Is(err, publish.ErrTarget):
		code = codes.InvalidArgument
	case errors.Is(err, publish.ErrName), errors.Is(err, publish.ErrForeign), errors.Is(err, publish.ErrFull):
		code = codes.FailedPrecondition
	}
	return refusal(code, "%s", err)
}

// memoryFailure is told when a volume would be one too many for the node.
func memoryFailure(most int64) error {
	return refusal(codes.ResourceExhausted,
		"the volumes of this node may take %d MiB of memory, and with this one would take more: have fewer of them in Pods here, or raise --volume-memory",
		most>>20)
}
