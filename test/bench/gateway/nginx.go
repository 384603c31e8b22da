// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"

	"connectors.alauda.io/hack/local/port"
	"connectors.alauda.io/hack/local/process"
)

const (
	startPatience = 10 * time.Second
	startPause    = 20 * time.Millisecond
	stopGrace     = 5 * time.Second
)

// nginx is one nginx process, which has one worker: itself.
type nginx struct {
	process *process.Process
	// addresses are host:port of its servers, in the order of the configuration.
	addresses []string
}

// startNginx runs nginx with the configuration of this name in a new directory dir. Besides data the configuration is
// given Dir, Root, and Addresses, of which there are as many as servers.
func startNginx(dir, name string, servers int, data map[string]any) (*nginx, error) {
	program, err := findNginx()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	n := &nginx{}
	for range servers {
		number, err := port.Free()
		if err != nil {
			return nil, err
		}
		n.addresses = append(n.addresses, fmt.Sprintf("%s:%d", loopback, number))
	}
	data["Dir"], data["Addresses"], data["Root"] = dir, n.addresses, os.Geteuid() == 0
	text, err := configuration(name, data)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return nil, err
	}
	n.process, err = process.Start(process.Command{
		Path: program, Args: []string{"-p", dir, "-c", file, "-e", filepath.Join(dir, "error.log")},
		RecordFile: filepath.Join(dir, "record"), LogFile: filepath.Join(dir, "log"), Attached: true,
	})
	return n, err
}

// findNginx looks where distributions put it as well, which is not in the path of every user.
func findNginx() (string, error) {
	program, err := exec.LookPath("nginx")
	if err == nil {
		return program, nil
	}
	const usual = "/usr/sbin/nginx"
	if _, statErr := os.Stat(usual); statErr == nil {
		return usual, nil
	}
	return "", err
}

// await returns when all servers listen.
func (n *nginx) await(ctx context.Context) error {
	for _, address := range n.addresses {
		err := wait.PollUntilContextTimeout(ctx, startPause, startPatience, true, func(ctx context.Context) (bool, error) {
			connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
			if err != nil {
				return false, nil //nolint:nilerr // it does not listen yet
			}
			return true, connection.Close()
		})
		if err != nil {
			return fmt.Errorf("nginx does not listen on %s: %w", address, err)
		}
	}
	return nil
}

func (n *nginx) stop(ctx context.Context) error {
	return n.process.Stop(context.WithoutCancel(ctx), stopGrace)
}

// requireTools says which programs are missing, and where they come from.
func requireTools() error {
	var errs []error
	if _, err := findNginx(); err != nil {
		errs = append(errs, errors.New("nginx is the peer and the tool: apt-get install nginx-light"))
	}
	if _, err := exec.LookPath("wrk"); err != nil {
		errs = append(errs, errors.New("wrk is the client: apt-get install wrk"))
	}
	if len(errs) > 0 {
		return fmt.Errorf("programs are missing: %w", errors.Join(errs...))
	}
	return nil
}
