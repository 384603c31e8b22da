// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"context"
	"net"
	"net/netip"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// serveNames gives a resolver that asks a server on a real socket. Each question for a name is answered with the next of its
// addresses, the last one from then on.
func serveNames(t *testing.T, names map[string][]string) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		buffer := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buffer)
			if err != nil {
				return
			}
			var query dnsmessage.Message
			if query.Unpack(buffer[:n]) != nil || len(query.Questions) != 1 {
				continue
			}
			if packed, err := answerTo(query, names).Pack(); err == nil {
				_, _ = conn.WriteTo(packed, from)
			}
		}
	}()
	t.Cleanup(func() { _ = conn.Close(); <-done })
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp4", conn.LocalAddr().String())
	}}
}

func answerTo(query dnsmessage.Message, names map[string][]string) *dnsmessage.Message {
	question := query.Questions[0]
	answer := &dnsmessage.Message{Questions: query.Questions}
	answer.ID, answer.Response, answer.Authoritative = query.ID, true, true
	addresses, known := names[question.Name.String()]
	if !known {
		answer.RCode = dnsmessage.RCodeNameError
		return answer
	}
	address := netip.MustParseAddr(addresses[0])
	header := dnsmessage.ResourceHeader{Name: question.Name, Class: dnsmessage.ClassINET, Type: question.Type}
	switch {
	case address.Is4() && question.Type == dnsmessage.TypeA:
		answer.Answers = []dnsmessage.Resource{{Header: header, Body: &dnsmessage.AResource{A: address.As4()}}}
		if len(addresses) > 1 {
			names[question.Name.String()] = addresses[1:]
		}
	case address.Is6() && question.Type == dnsmessage.TypeAAAA:
		answer.Answers = []dnsmessage.Resource{{Header: header, Body: &dnsmessage.AAAAResource{AAAA: address.As16()}}}
	}
	return answer
}
