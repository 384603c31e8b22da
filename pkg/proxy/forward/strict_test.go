// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httputil"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"connectors.alauda.io/pkg/target"
)

// witness collects what went where. It reads bytes with a parser of its own, much stricter than net/http: a message that two
// servers could read in two ways is an offence, whatever net/http would make of it.
type witness struct {
	mu sync.Mutex
	// arrived counts the requests with the credential, abroad the connections to places that are none of the Connector's.
	arrived, abroad int
	offences        []string
}

func (w *witness) accuse(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.offences) < 10 {
		w.offences = append(w.offences, fmt.Sprintf(format, args...))
	}
}

func (w *witness) count(n *int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	*n++
}

// testimony is what was counted so far, and the offences since it was last asked for.
func (w *witness) testimony() (arrived, abroad int, offences []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	offences, w.offences = w.offences, nil
	return w.arrived, w.abroad, offences
}

// serve calls handle for each connection to a new listener, and gives its address.
func (w *witness) serve(t testing.TB, config *tls.Config, handle func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			if config != nil {
				conn = tls.Server(conn, config)
			}
			go func() {
				defer func() { _ = conn.Close() }()
				handle(conn)
			}()
		}
	}()
	return listener.Addr().String()
}

// own handles connections to an address of the Connector.
func (w *witness) own(address target.Address) func(net.Conn) {
	return func(conn net.Conn) {
		reader := bufio.NewReader(conn)
		for {
			head, err := readHead(reader)
			if err != nil {
				if !errors.Is(err, io.EOF) {
					w.accuse("%s: %v in %q", address, err, head)
				}
				return
			}
			if err := judge(address, head); err != nil {
				w.accuse("%s: %v in %q", address, err, head)
				return
			}
			w.count(&w.arrived)
			if err := skipBody(reader, head); err != nil {
				return // The client has gone, and the proxy after it.
			}
			if _, err := io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"); err != nil {
				return
			}
		}
	}
}

// evil handles connections to all other places. It is told anything but secrets, and answers to keep the talk going.
func (w *witness) evil(conn net.Conn) {
	w.count(&w.abroad)
	var heard bytes.Buffer
	buffer := make([]byte, 4096)
	for {
		n, err := conn.Read(buffer)
		heard.Write(buffer[:n])
		if bytes.Contains(heard.Bytes(), []byte(credential)) || bytes.Contains(heard.Bytes(), []byte(token)) ||
			bytes.Contains(heard.Bytes(), []byte("Proxy-Authorization")) {
			w.accuse("a stranger has heard %q", heard.String())
		}
		if err != nil {
			return
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")
	}
}

// readHead reads a request's header. Only the end of the connection before it is io.EOF.
func readHead(reader *bufio.Reader) (string, error) {
	var head strings.Builder
	for {
		line, err := reader.ReadString('\n')
		head.WriteString(line)
		switch {
		case err != nil && head.Len() > 0:
			return head.String(), fmt.Errorf("it ends in the middle: %v", err)
		case err != nil:
			return "", io.EOF
		case !strings.HasSuffix(line, "\r\n") || strings.ContainsAny(line[:len(line)-2], "\r\x00"):
			return head.String(), errors.New("a line does not end as it must")
		case line == "\r\n":
			return head.String(), nil
		}
	}
}

// isIn says whether a text is not empty and all of it is from first to last, or one of the others.
func isIn(text string, first, last byte, others string) bool {
	for i := range len(text) {
		if c := text[i]; (c < first || c > last) && strings.IndexByte(others, c) < 0 {
			return false
		}
	}
	return text != ""
}

// requestPath reads the first line of a request in origin form.
func requestPath(line string) (path string, ok bool) {
	parts := strings.Split(line, " ")
	if len(parts) != 3 || !isIn(parts[0], 'A', 'Z', "") || !isIn(parts[1], '!', '~', "") || parts[1][0] != '/' || parts[2] != "HTTP/1.1" {
		return "", false
	}
	path, _, _ = strings.Cut(parts[1], "?")
	return path, true
}

// field reads a header line that has no blanks but one after the colon.
func field(line string) (name, value string, ok bool) {
	name, value, ok = strings.Cut(line, ": ")
	const others = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	return strings.ToLower(name), value, ok && isIn(name, 'a', 'z', others) && (value == "" || isIn(value, ' ', 0xff, "\t")) && !strings.Contains(value, "\x7f")
}

// judge says what is wrong with a request that has arrived at an address of the Connector.
func judge(address target.Address, head string) error {
	lines := strings.Split(strings.TrimSuffix(head, "\r\n\r\n"), "\r\n")
	path, ok := requestPath(lines[0])
	if !ok {
		return errors.New("the first line is none of a request in origin form")
	}
	plain, err := url.PathUnescape(path)
	if err != nil {
		return err
	}
	u := &url.URL{Scheme: address.Scheme(), Host: address.Authority(), Path: plain, RawPath: path}
	if !address.Matches(u, "") || u.EscapedPath() != path {
		return errors.New("the path leads out of the address")
	}
	header := map[string][]string{}
	for _, line := range lines[1:] {
		name, value, ok := field(line)
		if !ok {
			return fmt.Errorf("%q is no header", line)
		}
		name = strings.ReplaceAll(name, "_", "-")
		header[name] = append(header[name], value)
	}
	framing := slices.Concat(header["content-length"], header["transfer-encoding"])
	switch {
	case len(header["host"]) != 1 || header["host"][0] != address.Authority():
		return errors.New("Host is not that of the address")
	case len(header["authorization"]) != 1 || header["authorization"][0] != "Bearer "+credential:
		return errors.New("there is not the one credential")
	case len(framing) > 1 || len(header["transfer-encoding"]) > 0 && header["transfer-encoding"][0] != "chunked":
		return errors.New("its length can be read in two ways")
	case strings.Contains(head, token) || len(header["proxy-authorization"]) > 0 || len(header["proxy-connection"]) > 0:
		return errors.New("it holds what is for the proxy")
	}
	return nil
}

func skipBody(reader *bufio.Reader, head string) error {
	lower := strings.ToLower(head)
	if strings.Contains(lower, "\r\ntransfer-encoding: chunked\r\n") {
		if _, err := io.Copy(io.Discard, httputil.NewChunkedReader(reader)); err != nil {
			return err
		}
		for { // trailers
			line, err := reader.ReadString('\n')
			if err != nil || line == "\r\n" {
				return err
			}
		}
	}
	_, after, ok := strings.Cut(lower, "\r\ncontent-length: ")
	if !ok {
		return nil
	}
	text, _, _ := strings.Cut(after, "\r\n")
	length, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return err
	}
	_, err = io.CopyN(io.Discard, reader, length)
	return err
}
