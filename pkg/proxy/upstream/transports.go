// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package upstream

import (
	"container/list"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	defaultCacheSize     = 256
	defaultHeaderTimeout = 60 * time.Second

	maxIdlePerHost        = 128
	idleTimeout           = 90 * time.Second
	tlsHandshakeTimeout   = 10 * time.Second
	expectContinueTimeout = time.Second
	// maxHeaderBytes bounds the header of an answer, 1 MiB: a tool cannot make us hold more.
	maxHeaderBytes = 1 << 20
	// defaultBufferBytes is the size of the buffers of a connection. Larger ones save system calls on bulk data, but
	// every idle connection keeps its two.
	defaultBufferBytes = 32 << 10
	// pingAfter and pingTimeout find HTTP/2 connections whose other end has gone without a word.
	pingAfter   = 30 * time.Second
	pingTimeout = 15 * time.Second
)

// ErrClosed is what a closed Transports answers.
var ErrClosed = errors.New("the transports are closed: the process is shutting down")

// Use is what a request is sent for.
type Use int

const (
	// UseGeneral is an ordinary request to a tool; HTTP/2 where the tool offers it.
	UseGeneral Use = iota
	// UseUpgrade is a request that asks for another protocol, which HTTP/2 cannot carry.
	UseUpgrade
	// UseRedirect is a request to a host that a tool's redirect led to.
	UseRedirect
	// UsePassthrough is a request to a host that a client named and that belongs to no Connector.
	UsePassthrough
	// UseH2C is a request to a tool that speaks HTTP/2 without TLS and without being asked whether it does, as gRPC does.
	UseH2C

	uses = 5
)

// Options configure Transports.
type Options struct {
	// Guard judges every address; required.
	Guard *Guard
	// HeaderTimeout is how long a tool may take from the end of the request to the end of its answer's header; 60
	// seconds when zero. Bodies, watches and upgraded connections may take any time. Tools with long polls that hold
	// the header back need more.
	HeaderTimeout time.Duration
	// DialTimeout is ten seconds when zero.
	DialTimeout time.Duration
	// CacheSize is how many sets of authorities keep their connections, 256 when zero.
	CacheSize int
	// Resolver is Go's own resolver when nil.
	Resolver *net.Resolver
	// MaxIdle is how many idle connections a set of authorities keeps in all, without a limit when zero. One who asks
	// ten thousand hosts once a minute needs one.
	MaxIdle int
	// BufferBytes is the size of each of the two buffers of a connection, 32 KiB when zero.
	BufferBytes int
	// Locate gives what to dial for the host:port of a request; what it returns is judged by the guard. No host is
	// dialled at another place when nil.
	Locate func(hostPort string) string
	// ClientCertificate gives the certificate that this process shows to servers which ask for one, as
	// tls.Config.GetClientCertificate does; none is shown when nil. It is called with every handshake, concurrently. What
	// a connection was opened with stays with it: see Renew.
	ClientCertificate func(*tls.CertificateRequestInfo) (*tls.Certificate, error)
}

// Transports are the connections to tools, shared by requests that trust the same authorities and go out for the same
// use. It is safe for concurrent use.
type Transports struct {
	options Options
	dialers [policies]*Dialer

	mu     sync.Mutex
	closed bool
	byID   map[string]*list.Element
	// recent holds *set, the last used first.
	recent list.List
}

// set holds the transports of one pool of authorities, each made when it is first asked for.
type set struct {
	id         string
	transports [uses]*http.Transport
}

// NewTransports completes the options. It starts nothing.
func NewTransports(options Options) (*Transports, error) {
	if options.Guard == nil {
		return nil, errors.New("upstream.Options: Guard is missing, and nothing may be dialled without one")
	}
	if options.HeaderTimeout == 0 {
		options.HeaderTimeout = defaultHeaderTimeout
	}
	if options.CacheSize == 0 {
		options.CacheSize = defaultCacheSize
	}
	if options.BufferBytes == 0 {
		options.BufferBytes = defaultBufferBytes
	}
	t := &Transports{options: options, byID: map[string]*list.Element{}}
	for policy := range Policy(policies) {
		t.dialers[policy] = options.Guard.NewDialer(policy, options.DialTimeout, options.Resolver)
	}
	return t, nil
}

// For returns the transport for requests to a tool that roots vouch for. rootsID names the content of roots: equal IDs
// share connections. The least recently used set makes room for a new one; its idle connections are closed, those in
// use when they become idle. For fails with ErrClosed only.
func (t *Transports) For(use Use, rootsID string, roots *x509.CertPool) (http.RoundTripper, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return nil, ErrClosed
	}
	s := t.set(rootsID)
	if s.transports[use] == nil {
		s.transports[use] = t.newTransport(use, roots)
	}
	return s.transports[use], nil
}

func (t *Transports) set(id string) *set {
	if element, ok := t.byID[id]; ok {
		t.recent.MoveToFront(element)
		return element.Value.(*set)
	}
	for t.recent.Len() >= t.options.CacheSize {
		oldest := t.recent.Remove(t.recent.Back()).(*set)
		delete(t.byID, oldest.id)
		oldest.closeIdle()
	}
	s := &set{id: id}
	t.byID[id] = t.recent.PushFront(s)
	return s
}

// Close closes idle connections and refuses new requests. Those under way end by themselves; their connections are
// closed then.
func (t *Transports) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed = true
	t.forget()
}

// Renew has later requests dial new connections. Call it when there is another client certificate: a connection that is
// never idle, as one of HTTP/2 may be, would show the old one until long after it has expired. Requests under way end on
// the connections that they have.
func (t *Transports) Renew() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.forget()
}

func (t *Transports) forget() {
	for _, element := range t.byID {
		element.Value.(*set).closeIdle()
	}
	clear(t.byID)
	t.recent.Init()
}

func (s *set) closeIdle() {
	for _, transport := range s.transports {
		if transport != nil {
			transport.CloseIdleConnections()
		}
	}
}

func (t *Transports) newTransport(use Use, roots *x509.CertPool) *http.Transport {
	var protocols http.Protocols
	protocols.SetHTTP1(use != UseH2C)
	protocols.SetHTTP2(use != UseH2C && use != UseUpgrade)
	protocols.SetUnencryptedHTTP2(use == UseH2C)
	return &http.Transport{
		// No Proxy: requests go to the address that was matched, not to what the environment says.
		DialContext: t.dialContext(use.policy()),
		TLSClientConfig: &tls.Config{
			MinVersion:           tls.VersionTLS12,
			RootCAs:              roots,
			ClientSessionCache:   tls.NewLRUClientSessionCache(0),
			GetClientCertificate: t.options.ClientCertificate,
		},
		Protocols:              &protocols,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: pingAfter, PingTimeout: pingTimeout},
		TLSHandshakeTimeout:    tlsHandshakeTimeout,
		ResponseHeaderTimeout:  t.options.HeaderTimeout,
		ExpectContinueTimeout:  expectContinueTimeout,
		MaxResponseHeaderBytes: maxHeaderBytes,
		MaxIdleConns:           t.options.MaxIdle,
		MaxIdleConnsPerHost:    maxIdlePerHost,
		IdleConnTimeout:        idleTimeout,
		ReadBufferSize:         t.options.BufferBytes,
		WriteBufferSize:        t.options.BufferBytes,
		// Bytes pass as the tool sent them.
		DisableCompression: true,
	}
}

func (t *Transports) dialContext(policy Policy) func(ctx context.Context, network, address string) (net.Conn, error) {
	dial := t.dialers[policy].DialContext
	if t.options.Locate == nil {
		return dial
	}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		return dial(ctx, network, t.options.Locate(address))
	}
}

func (u Use) policy() Policy {
	switch u {
	case UseRedirect:
		return PolicyRedirect
	case UsePassthrough:
		return PolicyPassthrough
	default:
		return PolicyTool
	}
}
