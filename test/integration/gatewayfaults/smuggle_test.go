// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gatewayfaults

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sync/errgroup"
	"k8s.io/apimachinery/pkg/util/sets"
)

// What a client uploads may be written by somebody else. Where a tool answers before it has all of it, the rest is never
// read as requests, least of all as some that the client's token pays for.
func TestBodiesAreNoRequests(t *testing.T) {
	t.Parallel()
	const uploads = 300
	r := newRoom(t)
	var mu sync.Mutex
	asked := sets.New[string]()
	connector := r.connect(t, newTool(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		asked.Insert(r.Method + " " + r.URL.Path)
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
	}).URL)
	head := " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + r.token + "\r\n"
	upload := "PUT " + r.pathOf(connector) + "/upload" + head + "Transfer-Encoding: chunked\r\n\r\n"
	content := strings.Repeat("GET "+r.pathOf(connector)+"/smuggled"+head+"\r\n", 4)
	var clients errgroup.Group
	clients.SetLimit(8)
	for range uploads {
		conn := first.dial(t)
		clients.Go(func() error {
			defer func() { _ = conn.Close() }()
			go sendForEver(conn, upload, fmt.Sprintf("%x\r\n%s\r\n", len(content), content))
			// A reset is as good an end as any other.
			got, _ := io.ReadAll(conn)
			if answers := strings.Count(string(got), "HTTP/1.1 "); answers > 1 {
				return fmt.Errorf("%d answers to one request", answers)
			}
			return nil
		})
	}
	if err := clients.Wait(); err != nil {
		t.Error(err)
	}
	mu.Lock()
	defer mu.Unlock()
	if !asked.Equal(sets.New("PUT /upload")) {
		t.Errorf("the tool was asked for %v", sets.List(asked))
	}
}

// sendForEver sends a beginning, and then a chunk over and over until the connection ends.
func sendForEver(conn net.Conn, beginning, chunk string) {
	_, err := io.WriteString(conn, beginning)
	for err == nil {
		_, err = io.WriteString(conn, chunk)
	}
}
