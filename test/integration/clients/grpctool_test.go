// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clients_test

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/metadata"
)

// parts is how many messages a stream of the server has.
const parts = 5

// grpcTool is a gRPC server with a listener of its own: nothing of net/http is in it.
func grpcTool(*testing.T, *room) tool {
	tl := bearerTool(rand.Text(), nil)
	tl.serve = func(t *testing.T, listener net.Listener, config *tls.Config, w *witness) {
		options := []grpc.ServerOption{
			grpc.UnaryInterceptor(func(ctx context.Context, in any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
				if err := grpc.SetHeader(ctx, w.noteCall(ctx, info.FullMethod)); err != nil {
					return nil, err
				}
				return next(ctx, in)
			}),
			grpc.StreamInterceptor(func(server any, stream grpc.ServerStream, info *grpc.StreamServerInfo, next grpc.StreamHandler) error {
				if err := stream.SetHeader(w.noteCall(stream.Context(), info.FullMethod)); err != nil {
					return err
				}
				return next(server, stream)
			}),
		}
		if config != nil {
			options = append(options, grpc.Creds(credentials.NewTLS(config)))
		}
		server := grpc.NewServer(options...)
		grpc_testing.RegisterTestServiceServer(server, echoService{})
		t.Cleanup(server.Stop)
		go func() { _ = server.Serve(listener) }()
	}
	return tl
}

// noteCall notes a call and gives the header that tries to tell the client the credential.
func (w *witness) noteCall(ctx context.Context, method string) metadata.MD {
	in, _ := metadata.FromIncomingContext(ctx)
	header := http.Header{}
	for name, values := range in {
		header[http.CanonicalHeaderKey(name)] = values
	}
	w.note(http.MethodPost, method, header)
	return metadata.MD{"x-seen": header["Authorization"]}
}

// echoService answers with what it got.
type echoService struct {
	grpc_testing.UnimplementedTestServiceServer
}

// UnaryCall implements grpc_testing.TestServiceServer.
func (echoService) UnaryCall(ctx context.Context, in *grpc_testing.SimpleRequest) (*grpc_testing.SimpleResponse, error) {
	return &grpc_testing.SimpleResponse{Payload: in.GetPayload()}, grpc.SetTrailer(ctx, metadata.Pairs("ended", "well"))
}

// StreamingOutputCall implements grpc_testing.TestServiceServer.
func (echoService) StreamingOutputCall(
	in *grpc_testing.StreamingOutputCallRequest, stream grpc.ServerStreamingServer[grpc_testing.StreamingOutputCallResponse],
) error {
	for range parts {
		if err := stream.Send(&grpc_testing.StreamingOutputCallResponse{Payload: in.GetPayload()}); err != nil {
			return err
		}
	}
	return nil
}

// FullDuplexCall implements grpc_testing.TestServiceServer.
func (echoService) FullDuplexCall(
	stream grpc.BidiStreamingServer[grpc_testing.StreamingOutputCallRequest, grpc_testing.StreamingOutputCallResponse],
) error {
	for {
		in, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := stream.Send(&grpc_testing.StreamingOutputCallResponse{Payload: in.GetPayload()}); err != nil {
			return err
		}
	}
}
