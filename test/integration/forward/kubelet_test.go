// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward_test

import (
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strconv"
	"sync"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/streaming/pkg/httpstream"
	"k8s.io/streaming/pkg/httpstream/spdy"
)

// upgrade takes a request over and gives the streams that come in.
func upgrade(w http.ResponseWriter, r *http.Request, protocol string) (httpstream.Connection, <-chan httpstream.Stream) {
	if _, err := httpstream.Handshake(r, w, []string{protocol}); err != nil {
		return nil, nil
	}
	const plenty = 100
	streams := make(chan httpstream.Stream, plenty)
	conn := spdy.NewResponseUpgrader().UpgradeResponse(w, r, func(stream httpstream.Stream, replied <-chan struct{}) error {
		go func() {
			<-replied
			streams <- stream
		}()
		return nil
	})
	return conn, streams
}

// exec runs a command of this machine.
func (n *node) exec(w http.ResponseWriter, r *http.Request) {
	conn, incoming := upgrade(w, r, "v4.channel.k8s.io")
	if conn == nil {
		return
	}
	defer func() { _ = conn.Close() }()
	query := r.URL.Query()
	streams := map[string]httpstream.Stream{}
	for range 1 + len(query["input"]) + len(query["output"]) + len(query["error"]) {
		select {
		case stream := <-incoming:
			streams[stream.Headers().Get("streamType")] = stream
		case <-conn.CloseChan():
			return
		}
	}
	command := exec.CommandContext(r.Context(), query["command"][0], query["command"][1:]...)
	if out, ok := streams["stdout"]; ok {
		command.Stdout = out
	}
	if out, ok := streams["stderr"]; ok {
		command.Stderr = out
	}
	if in, ok := streams["stdin"]; ok {
		pipe, err := command.StdinPipe()
		if err != nil {
			return
		}
		go func() {
			_, _ = io.Copy(pipe, in)
			_ = pipe.Close()
		}()
	}
	status, err := json.Marshal(statusOf(command.Run()))
	if err != nil {
		return
	}
	_, _ = streams["error"].Write(status)
}

// statusOf says how a command has ended.
func statusOf(err error) metav1.Status {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return metav1.Status{Status: metav1.StatusSuccess}
	case errors.As(err, &exit):
		return metav1.Status{
			Status: metav1.StatusFailure, Reason: "NonZeroExitCode", Message: err.Error(),
			Details: &metav1.StatusDetails{Causes: []metav1.StatusCause{{Type: "ExitCode", Message: strconv.Itoa(exit.ExitCode())}}},
		}
	}
	return metav1.Status{Status: metav1.StatusFailure, Reason: metav1.StatusReasonInternalError, Message: err.Error()}
}

// portForward connects to ports of this machine.
func (n *node) portForward(w http.ResponseWriter, r *http.Request) {
	conn, incoming := upgrade(w, r, "portforward.k8s.io")
	if conn == nil {
		return
	}
	defer func() { _ = conn.Close() }()
	failures, data := map[string]httpstream.Stream{}, map[string]httpstream.Stream{}
	for {
		select {
		case stream := <-incoming:
			// The two streams of a connection come in any order.
			id, of := stream.Headers().Get("requestID"), data
			if stream.Headers().Get("streamType") == "error" {
				of = failures
			}
			of[id] = stream
			if failures[id] != nil && data[id] != nil {
				go join(data[id], failures[id], data[id].Headers().Get("port"))
			}
		case <-conn.CloseChan():
			return
		}
	}
}

// join copies between a stream and a port of this machine.
func join(stream, failure httpstream.Stream, port string) {
	defer func() { _ = stream.Close() }()
	defer func() { _ = failure.Close() }()
	conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", port))
	if err != nil {
		return
	}
	defer func() { _ = conn.Close() }()
	var both sync.WaitGroup
	both.Go(func() {
		_, _ = io.Copy(conn, stream)
		_ = conn.(*net.TCPConn).CloseWrite()
	})
	both.Go(func() {
		_, _ = io.Copy(stream, conn)
		_ = stream.Close()
	})
	both.Wait()
}
