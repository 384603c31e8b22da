// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clients_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"os"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/metadata"
)

// The environment of the gRPC program: where the server is, what it is called if that is not its address, the token to send, and
// the file with the authorities to trust, empty for a server without TLS.
const (
	grpcTarget    = "CLIENTS_GRPC_TARGET"
	grpcAuthority = "CLIENTS_GRPC_AUTHORITY"
	grpcToken     = "CLIENTS_GRPC_TOKEN"
	grpcCA        = "CLIENTS_GRPC_CA"
)

func isGRPCProgram() bool { return os.Getenv(grpcTarget) != "" }

// grpcProgram makes calls of each kind, and returns the code of the process.
func grpcProgram() int {
	ctx, cancel := context.WithTimeout(context.Background(), programTimeout)
	defer cancel()
	if err := call(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func call(ctx context.Context) error {
	options := []grpc.DialOption{grpc.WithTransportCredentials(insecure.NewCredentials())}
	if file := os.Getenv(grpcCA); file != "" {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(text)
		options = []grpc.DialOption{grpc.WithTransportCredentials(credentials.NewTLS(&tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}))}
	}
	if authority := os.Getenv(grpcAuthority); authority != "" {
		options = append(options, grpc.WithAuthority(authority))
	}
	conn, err := grpc.NewClient(os.Getenv(grpcTarget), options...)
	if err != nil {
		return err
	}
	client := grpc_testing.NewTestServiceClient(conn)
	ctx = metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+os.Getenv(grpcToken))
	payload := &grpc_testing.Payload{Body: make([]byte, 100_000)}
	return errors.Join(unary(ctx, client, payload), serverStream(ctx, client, payload), bothWays(ctx, client, payload), conn.Close())
}

func unary(ctx context.Context, client grpc_testing.TestServiceClient, payload *grpc_testing.Payload) error {
	var header, trailer metadata.MD
	answer, err := client.UnaryCall(ctx, &grpc_testing.SimpleRequest{Payload: payload}, grpc.Header(&header), grpc.Trailer(&trailer))
	if err != nil {
		return fmt.Errorf("a unary call: %w", err)
	}
	show(header)
	if got := trailer.Get("ended"); len(got) != 1 || got[0] != "well" {
		return fmt.Errorf("a unary call ended with the trailer %v", trailer)
	}
	return same("a unary call", answer.GetPayload(), payload)
}

func serverStream(ctx context.Context, client grpc_testing.TestServiceClient, payload *grpc_testing.Payload) error {
	stream, err := client.StreamingOutputCall(ctx, &grpc_testing.StreamingOutputCallRequest{Payload: payload})
	if err != nil {
		return fmt.Errorf("a stream of the server: %w", err)
	}
	for range parts {
		answer, err := stream.Recv()
		if err != nil {
			return fmt.Errorf("a stream of the server: %w", err)
		}
		if err := same("a stream of the server", answer.GetPayload(), payload); err != nil {
			return err
		}
	}
	return ended(stream)
}

// bothWays sends the next message after the answer to the one before.
func bothWays(ctx context.Context, client grpc_testing.TestServiceClient, payload *grpc_testing.Payload) error {
	stream, err := client.FullDuplexCall(ctx)
	if err != nil {
		return fmt.Errorf("a stream both ways: %w", err)
	}
	for range parts {
		if err := stream.Send(&grpc_testing.StreamingOutputCallRequest{Payload: payload}); err != nil {
			return fmt.Errorf("a stream both ways: %w", err)
		}
		answer, err := stream.Recv()
		if err != nil {
			return fmt.Errorf("a stream both ways: %w", err)
		}
		if err := same("a stream both ways", answer.GetPayload(), payload); err != nil {
			return err
		}
	}
	return errors.Join(stream.CloseSend(), ended(stream))
}

// ended wants the end of a stream.
func ended(stream grpc.ServerStreamingClient[grpc_testing.StreamingOutputCallResponse]) error {
	if _, err := stream.Recv(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("a stream ended with %w", err)
	}
	header, err := stream.Header()
	show(header)
	return err
}

func same(what string, got, want *grpc_testing.Payload) error {
	if string(got.GetBody()) != string(want.GetBody()) {
		return fmt.Errorf("%s: %d bytes came back of %d", what, len(got.GetBody()), len(want.GetBody()))
	}
	return nil
}

// show prints the header of an answer, in which the test looks for the credential.
func show(header metadata.MD) {
	for name, values := range header {
		fmt.Fprintf(os.Stdout, "%s: %s\n", name, values)
	}
}
