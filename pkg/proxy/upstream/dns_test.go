// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package upstream

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// nameServer is a DNS server on a real socket that knows a few names.
type nameServer struct {
	conn  net.PacketConn
	names map[string][]netip.Addr

	mu    sync.Mutex
	asked map[string]bool
}

// serveNames starts a name server and returns a resolver that asks no other.
func serveNames(t *testing.T, names map[string][]string) (*nameServer, *net.Resolver) {
	t.Helper()
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &nameServer{conn: conn, names: map[string][]netip.Addr{}, asked: map[string]bool{}}
	for name, addresses := range names {
		for _, address := range addresses {
			server.names[name] = append(server.names[name], netip.MustParseAddr(address))
		}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		server.serve()
	}()
	t.Cleanup(func() { _ = conn.Close(); <-done })
	return server, &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp4", conn.LocalAddr().String())
	}}
}

func (s *nameServer) serve() {
	buffer := make([]byte, 1500)
	for {
		n, from, err := s.conn.ReadFrom(buffer)
		if err != nil {
			return
		}
		var query dnsmessage.Message
		if query.Unpack(buffer[:n]) != nil || len(query.Questions) != 1 {
			continue
		}
		if answer, err := s.answer(query).Pack(); err == nil {
			_, _ = s.conn.WriteTo(answer, from)
		}
	}
}

func (s *nameServer) answer(query dnsmessage.Message) *dnsmessage.Message {
	question := query.Questions[0]
	name := question.Name.String()
	s.mu.Lock()
	s.asked[name] = true
	s.mu.Unlock()
	answer := &dnsmessage.Message{Questions: query.Questions}
	answer.ID, answer.Response, answer.Authoritative = query.ID, true, true
	addresses, known := s.names[name]
	if !known {
		answer.RCode = dnsmessage.RCodeNameError
	}
	for _, address := range addresses {
		header := dnsmessage.ResourceHeader{Name: question.Name, Class: dnsmessage.ClassINET, Type: question.Type}
		switch {
		case address.Is4() && question.Type == dnsmessage.TypeA:
			answer.Answers = append(answer.Answers, dnsmessage.Resource{Header: header, Body: &dnsmessage.AResource{A: address.As4()}})
		case address.Is6() && question.Type == dnsmessage.TypeAAAA:
			answer.Answers = append(answer.Answers, dnsmessage.Resource{Header: header, Body: &dnsmessage.AAAAResource{AAAA: address.As16()}})
		}
	}
	return answer
}

func (s *nameServer) askedFor() map[string]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	asked := map[string]bool{}
	for name := range s.asked {
		asked[name] = true
	}
	return asked
}
