// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package socket

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"k8s.io/apimachinery/pkg/util/wait"
)

// patience is long for a busy machine.
const patience = time.Minute

// start serves at path until the test ends, or the function that it returns is called, which tells how Serve has ended.
func start(t *testing.T, path string) (end func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	s, err := Listen(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	t.Cleanup(server.Stop)
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, server) }()
	t.Cleanup(cancel)
	return func() error {
		cancel()
		return <-ended
	}
}

// answers says whether a gRPC server answers at path, which it does even to a method that it does not have.
func answers(ctx context.Context, path string) error {
	connection, err := grpc.NewClient("unix://"+path, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer connection.Close()
	if err := connection.Invoke(ctx, "/none/none", nil, nil); status.Code(err) == codes.Unavailable {
		return err
	}
	return nil
}

func eventually(t *testing.T, what string, ask func(context.Context) error) {
	t.Helper()
	var last error
	err := wait.PollUntilContextTimeout(t.Context(), 10*time.Millisecond, patience, true, func(ctx context.Context) (bool, error) {
		last = ask(ctx)
		return last == nil, nil
	})
	if err != nil {
		t.Fatalf("%s: %v", what, last)
	}
}

func TestServe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "csi.sock")
	end := start(t, path)
	eventually(t, "the server answers", func(ctx context.Context) error { return answers(ctx, path) })
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != mode {
		t.Errorf("mode %v, error %v", info.Mode(), err)
	}
	if err := end(); err != nil {
		t.Error(err)
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the socket is left: %v", err)
	}
}

func TestServeMakesARemovedSocketAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "csi.sock")
	end := start(t, path)
	for range 2 {
		eventually(t, "the server answers", func(ctx context.Context) error { return answers(ctx, path) })
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "the server answers again", func(ctx context.Context) error { return answers(ctx, path) })
	if err := end(); err != nil {
		t.Error(err)
	}
}

func TestServeEndsWithItsDirectory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "registration")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	s, err := Listen(t.Context(), filepath.Join(dir, "reg.sock"))
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	t.Cleanup(server.Stop)
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(t.Context(), server) }()
	// All at once: a socket that was removed is made again as long as there is a directory.
	if err := os.Rename(dir, dir+".gone"); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "making the socket") {
		t.Errorf("error %v", err)
	}
}

func TestServeSaysThatTheServerHasStopped(t *testing.T) {
	s, err := Listen(t.Context(), filepath.Join(t.TempDir(), "csi.sock"))
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	server.Stop()
	if err := s.Serve(t.Context(), server); !errors.Is(err, grpc.ErrServerStopped) {
		t.Errorf("error %v", err)
	}
}

// The driver of an upgrade takes the place of the former one, which must leave it what it has.
func TestTheLaterProcessKeepsTheSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "csi.sock")
	endFormer := start(t, path)
	endLater := start(t, path)
	if err := endFormer(); err != nil {
		t.Error(err)
	}
	eventually(t, "the later one answers", func(ctx context.Context) error { return answers(ctx, path) })
	if err := endLater(); err != nil {
		t.Error(err)
	}
}
