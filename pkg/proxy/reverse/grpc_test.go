// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// grpcTool says in trailers what it was authorized with.
type grpcTool struct {
	grpc_testing.UnimplementedTestServiceServer
}

func withAuthorization(ctx context.Context) metadata.MD {
	in, _ := metadata.FromIncomingContext(ctx)
	if got := in["authorization"]; len(got) == 1 && got[0] == "Bearer "+canary {
		return metadata.Pairs("authorized", "yes")
	}
	return metadata.Pairs("authorized", "no", "reflected", "Bearer "+canary)
}

// UnaryCall implements grpc_testing.TestServiceServer. It fails, which is told in trailers only.
func (grpcTool) UnaryCall(ctx context.Context, _ *grpc_testing.SimpleRequest) (*grpc_testing.SimpleResponse, error) {
	if err := grpc.SetTrailer(ctx, withAuthorization(ctx)); err != nil {
		return nil, err
	}
	return nil, status.Error(codes.FailedPrecondition, "not now")
}

// FullDuplexCall implements grpc_testing.TestServiceServer: every message is answered before the next is read.
func (grpcTool) FullDuplexCall(stream grpc.BidiStreamingServer[grpc_testing.StreamingOutputCallRequest, grpc_testing.StreamingOutputCallResponse]) error {
	stream.SetTrailer(withAuthorization(stream.Context()))
	for {
		message, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := stream.Send(&grpc_testing.StreamingOutputCallResponse{Payload: message.GetPayload()}); err != nil {
			return err
		}
	}
}

// dialGRPC gives a client of a gRPC server behind an engine, all without TLS.
func dialGRPC(t *testing.T) grpc_testing.TestServiceClient {
	t.Helper()
	server := grpc.NewServer()
	grpc_testing.RegisterTestServiceServer(server, grpcTool{})
	f := newFixture(t, serveGRPC(t, server), bearer())
	front := startH2C(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.engine.Serve(w, r, Request{Target: f.target, Address: f.target.Address, EscapedPath: r.URL.EscapedPath()})
	}))
	conn, err := grpc.NewClient(front.Listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return grpc_testing.NewTestServiceClient(conn)
}

func TestGRPCStream(t *testing.T) {
	stream, err := dialGRPC(t).FullDuplexCall(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		body := []byte{byte(i)}
		if err := stream.Send(&grpc_testing.StreamingOutputCallRequest{Payload: &grpc_testing.Payload{Body: body}}); err != nil {
			t.Fatal(err)
		}
		answer, err := stream.Recv()
		if err != nil || string(answer.GetPayload().GetBody()) != string(body) {
			t.Fatalf("%v, %v", answer, err)
		}
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); !errors.Is(err, io.EOF) {
		t.Errorf("the stream ended with %v", err)
	}
	if got := stream.Trailer()["authorized"]; len(got) != 1 || got[0] != "yes" {
		t.Errorf("trailers %v", stream.Trailer())
	}
}

func TestGRPCFailure(t *testing.T) {
	var trailer metadata.MD
	_, err := dialGRPC(t).UnaryCall(t.Context(), &grpc_testing.SimpleRequest{}, grpc.Trailer(&trailer))
	if status.Code(err) != codes.FailedPrecondition || status.Convert(err).Message() != "not now" {
		t.Errorf("got %v", err)
	}
	if got := trailer["authorized"]; len(got) != 1 || got[0] != "yes" {
		t.Errorf("trailers %v", trailer)
	}
}

func TestIsGRPC(t *testing.T) {
	for _, test := range []struct {
		contentType string
		major       int
		want        bool
	}{
		{"application/grpc", 2, true},
		{"application/grpc+proto", 2, true},
		{"application/grpc; charset=utf-8", 2, true},
		{"application/grpc", 1, false},
		{"application/grpc-web", 2, false},
		{"application/json", 2, false},
		{"", 2, false},
	} {
		req := &http.Request{ProtoMajor: test.major, Header: http.Header{"Content-Type": {test.contentType}}}
		if got := isGRPC(req); got != test.want {
			t.Errorf("%q over HTTP/%d: %t", test.contentType, test.major, got)
		}
	}
}

func serveGRPC(t *testing.T, server *grpc.Server) string {
	t.Helper()
	listener := listen(t)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	return "http://" + listener.Addr().String()
}
