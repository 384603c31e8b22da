// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"context"
	"fmt"
	"path"
	"runtime"
	"runtime/debug"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/recovery"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"k8s.io/klog/v2"
	"k8s.io/utils/clock"
)

// observe logs and counts calls. Of a request it looks at the volume's id and nothing else: volume contexts and secrets hold tokens.
func observe(metrics *Metrics, clock clock.PassiveClock) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, request any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
		logger := klog.FromContext(ctx).WithValues("method", path.Base(info.FullMethod))
		if of, ok := request.(interface{ GetVolumeId() string }); ok {
			logger = logger.WithValues("volume", of.GetVolumeId())
		}
		begun := clock.Now()
		answer, err := handle(klog.NewContext(ctx, logger), request)
		took, code := clock.Since(begun), status.Code(err)
		if info.FullMethod == csi.Node_NodePublishVolume_FullMethodName {
			metrics.answered(code, took)
		}
		logger.V(4).Info("Answered", "code", code, "took", took)
		return answer, err
	}
}

// recovered answers calls that panic, which are errors of ours: the driver goes on for all other Pods of the node.
func recovered(metrics *Metrics) grpc.UnaryServerInterceptor {
	return recovery.UnaryServerInterceptor(recovery.WithRecoveryHandlerContext(func(ctx context.Context, value any) error {
		metrics.vectors.panics.Inc()
		klog.FromContext(ctx).Error(nil, "Observed a panic", "panic", describe(value), "stack", string(debug.Stack()))
		return status.Error(codes.Internal, "connectors-csi has failed: its log on this node says where")
	}))
}

// describe says what a panic is about. Only the texts of the runtime are known to hold nothing of a request.
func describe(value any) string {
	if known, ok := value.(runtime.Error); ok {
		return known.Error()
	}
	return fmt.Sprintf("a value of type %T", value)
}
