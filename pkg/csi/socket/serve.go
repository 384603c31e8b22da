// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package socket

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"google.golang.org/grpc"
	"k8s.io/klog/v2"
)

// lookEvery is how often it is looked whether the file is still there.
const lookEvery = time.Second

// ending says that server takes no more connections from listener.
type ending struct {
	listener net.Listener
	err      error
}

// Serve lets server answer at the socket until ctx ends, and then removes the socket. Calls that are under way go on: the server
// is the caller's to stop. A socket that was removed is made again; one in whose place another process has put its own is left.
// Serve fails when the socket cannot be made again, because its directory is gone, and when the server is stopped before ctx ends.
func (s *Socket) Serve(ctx context.Context, server *grpc.Server) error {
	endings := make(chan ending)
	serve := func(listener net.Listener) {
		end := ending{listener, server.Serve(listener)}
		select {
		case endings <- end:
		case <-ctx.Done():
		}
	}
	go serve(s.listener)
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return s.Close()
		case end := <-endings:
			if end.listener == s.listener {
				return errors.Join(fmt.Errorf("the server at the socket %s has stopped: %w", s.path, end.reason()), s.Close())
			}
		case <-ticker.C:
			before := s.listener
			if err := s.restore(ctx); err != nil {
				return errors.Join(err, s.Close())
			}
			if s.listener != before {
				go serve(s.listener)
			}
		}
	}
}

// reason is why a server has stopped, which it does not say when it was told to.
func (e ending) reason() error {
	if e.err == nil {
		return grpc.ErrServerStopped
	}
	return e.err
}

// restore makes the socket anew if it is missing. Connections that were made before live on.
func (s *Socket) restore(ctx context.Context) error {
	found, err := s.look()
	if err != nil || found != missing {
		return err
	}
	klog.FromContext(ctx).Info("The socket was removed, making it again", "path", s.path)
	former := s.listener
	if err := s.listen(ctx); err != nil {
		return err
	}
	return former.Close()
}
