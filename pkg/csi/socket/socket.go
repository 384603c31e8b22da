// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package socket

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
)

// mode lets root connect and nobody else.
const mode = 0o600

// A Socket is a file to which clients connect. Its methods must not be called concurrently.
type Socket struct {
	path     string
	listener *net.UnixListener
	// file is what path was when listening began.
	file os.FileInfo
}

// Listen makes the socket at path, in the place of one that a killed process has left there. It fails when something else is
// there, or path is too long for a socket (108 bytes on Linux).
func Listen(ctx context.Context, path string) (*Socket, error) {
	s := &Socket{path: path}
	if err := s.listen(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Socket) listen(ctx context.Context) error {
	if err := removeStale(s.path); err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "unix", s.path)
	if err != nil {
		return fmt.Errorf("making the socket %s: %w", s.path, err)
	}
	unix, ok := listener.(*net.UnixListener)
	if !ok {
		return errors.Join(fmt.Errorf("the socket %s is a %T", s.path, listener), listener.Close())
	}
	// The file at the path may be another's by the time that this one is closed.
	unix.SetUnlinkOnClose(false)
	if err := s.own(); err != nil {
		return errors.Join(err, unix.Close())
	}
	s.listener = unix
	return nil
}

// own makes the file at the path ours alone, and notes which one it is.
func (s *Socket) own() error {
	err := os.Chmod(s.path, mode)
	if err == nil {
		s.file, err = os.Lstat(s.path)
	}
	if err != nil {
		return fmt.Errorf("keeping the socket %s for root: %w", s.path, err)
	}
	return nil
}

// Close stops listening and removes the file, if it is still the one that Listen made.
func (s *Socket) Close() error {
	err := s.listener.Close()
	if errors.Is(err, net.ErrClosed) {
		err = nil
	}
	if state, lookErr := s.look(); lookErr != nil || state != ours {
		return errors.Join(err, lookErr)
	}
	if removeErr := os.Remove(s.path); removeErr != nil && !errors.Is(removeErr, fs.ErrNotExist) {
		err = errors.Join(err, fmt.Errorf("removing the socket: %w", removeErr))
	}
	return err
}

// state is whose file is at the path.
type state int

const (
	missing state = iota
	ours
	anothers
)

func (s *Socket) look() (state, error) {
	found, err := os.Lstat(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return missing, nil
	case err != nil:
		return missing, fmt.Errorf("looking at the socket: %w", err)
	case os.SameFile(found, s.file):
		return ours, nil
	}
	return anothers, nil
}

// removeStale removes a socket, and nothing else.
func removeStale(path string) error {
	found, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("looking for an old socket: %w", err)
	case found.Mode().Type() != fs.ModeSocket:
		return fmt.Errorf("%s is no socket but %s, which is not ours to remove: remove it, or choose another path",
			path, describe(found.Mode()))
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing the socket of a former process: %w", err)
	}
	return nil
}

func describe(mode fs.FileMode) string {
	switch {
	case mode.IsRegular():
		return "a file"
	case mode.IsDir():
		return "a directory"
	case mode.Type() == fs.ModeSymlink:
		return "a symbolic link"
	}
	return "a special file"
}
