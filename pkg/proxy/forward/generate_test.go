// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// generator makes inputs out of parts, most of them good and some of them not, so that most inputs have one fault.
type generator struct{ *rand.Rand }

// pick gives one of the bad texts now and then, else one of the good ones.
func (g generator) pick(good, bad []string) string {
	const faulty = 6
	if g.IntN(faulty) == 0 {
		return bad[g.IntN(len(bad))]
	}
	return good[g.IntN(len(good))]
}

func (g generator) host(good ...string) string {
	return g.pick(good, []string{
		"evil.example", "tool.example.evil.example", "tool.example.", "TOOL.Example", "tool..example", "tool%2Eexample", "%74ool.example",
		"tool.example%00.evil.example", "tool.example@evil.example", "evil.example@tool.example", "a:b@tool.example", "tool.example#@evil.example",
		"tool.example\\@evil.example", "evil.example\\.tool.example", "tool.example/", "tool.example?", "127.0.0.1", "127.1", "0x7f000001",
		"2130706433", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[2001:db8::1]", "[2001:DB8:0:0:0:0:0:1]", "[2001:db8::1%25eth0]",
		"2001:db8::1", "[2001:db8::1", "[tool.example]", "169.254.169.254", "localhost", "", " ", "tool.example ", "tool\t.example", "tóol.example",
		"tool。example", "secure.example", "xn--tool.example", "unix:/run/docker.sock", "tool.example,evil.example",
	})
}

func (g generator) port(good ...string) string {
	return g.pick(good, []string{
		":", ":0", ":65536", ":65616", ":-1", ":+80", ":080", ":8 0", ":80:80", ":443", ":80", ":8080", ":8081", ":99999999999999999999", ":http", ":80@evil.example:80",
		":%38%30", ":80#", ":80/", ":８０",
	})
}

func (g generator) path(prefix string) string {
	return prefix + g.pick([]string{"", "/", "/a", "/a/b?c=d", "/a%2Fb", "//a"}, []string{
		"/..", "/../", "/%2e%2e/", "/..%2f", "/%252e%252e/", "/..;/", "/\\..\\", "/a/../../x", "/.", "/%00", "/%", "/%zz", "/\x7f", "/a b", "ment", "*", "/http://evil.example/",
		"//evil.example/", "/%c0%ae%c0%ae/", "/a#b", "/a\tb", "/?x=\r", "/..\\", "/%5c..%5c",
	})
}

// headers are those beside Host. They say how long the body is, and more than one thing about it now and then.
func (g generator) headers() string {
	return g.pick([]string{
		"", "Authorization: Bearer fake-token\r\n", "Content-Length: 2\r\n", "Transfer-Encoding: chunked\r\n", "Cookie: a=b\r\n", "Proxy-Connection: keep-alive\r\n",
	}, []string{
		"Host: evil.example\r\n", "host: tool.example\r\n", " Host: evil.example\r\n", "Host : evil.example\r\n", "X: y\r\n Host: evil.example\r\n", "X: y\r\n\tz\r\n",
		"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 90\r\n", "Content-Length: 2\r\nContent-Length: 3\r\n",
		"Content-Length: 2, 2\r\n", "Content-Length: +2\r\n", "Content-Length: 0x2\r\n", "Content-Length: -1\r\n", "Content-Length: 99999999999999999999\r\n", "Content-Length:\r\n",
		"Transfer-Encoding: xchunked\r\n", "Transfer-Encoding: chunked, identity\r\n", "Transfer-Encoding: identity\r\n", "Transfer-Encoding:\x0bchunked\r\n",
		"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding : chunked\r\n", "Transfer-Encoding\r\n : chunked\r\n", "transfer_encoding: chunked\r\n",
		"X: a\rHost: evil.example\r\n", "X: a\nHost: evil.example\r\n", "X: \x00\r\n", ": y\r\n", "X-Forwarded-Host: evil.example\r\n", "X-HTTP-Method-Override: DELETE\r\n",
		"Connection: Host, Authorization\r\n", "Connection: close\r\n", "Connection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n", "Upgrade: websocket\r\nConnection: Upgrade\r\n",
		"Expect: 100-continue\r\nContent-Length: 2\r\n", "Trailer: Authorization\r\nTransfer-Encoding: chunked\r\n", "TE: trailers\r\n", "Proxy_Authorization: Basic x\r\n",
	})
}

func (g generator) body(headers string) string {
	const smuggled = "GET /smuggled HTTP/1.1\r\nHost: evil.example\r\nAuthorization: Bearer forged\r\n\r\n"
	switch {
	case strings.Contains(headers, "chunked"):
		return g.pick([]string{"2\r\nok\r\n0\r\n\r\n", "0\r\n\r\n"}, []string{
			"0\r\n\r\n" + smuggled, "2;x=y\r\nok\r\n0\r\n\r\n", "2\nok\n0\n\n", "2\r\nok0\r\n\r\n", "0x2\r\nok\r\n0\r\n\r\n", "2\r\nokXX0\r\n\r\n", "ffffffffffffffff1\r\nok\r\n0\r\n\r\n",
			"0\r\nAuthorization: Bearer forged\r\nHost: evil.example\r\n\r\n", "-2\r\nok\r\n0\r\n\r\n", "2\r\nok\r\n00\r\n\r\n" + smuggled, "2 \r\nok\r\n0\r\n\r\n", " 2\r\nok\r\n0\r\n\r\n",
		})
	case strings.Contains(headers, "Content-Length: "):
		return g.pick([]string{"ok"}, []string{"ok" + smuggled, "ok\r\n" + smuggled, smuggled, "ok" + smuggled + smuggled})
	}
	return g.pick([]string{"", "", ""}, []string{smuggled, "\r\n" + smuggled, "ok"})
}

func (g generator) method() string {
	return g.pick([]string{"GET", "POST", "PUT", "DELETE"}, []string{
		"get", "TRACE", "CONNECT", "PRI", "G ET", "OPTIONS", "GET\x00", "", "PROPFIND", "GET http://evil.example/ HTTP/1.1\r\nX:",
	})
}

// caller is a Proxy-Authorization header.
func (g generator) caller() string {
	good := "Proxy-Authorization: " + basic("team/tool", token) + "\r\n"
	return g.pick([]string{good, "Proxy-Authorization: " + basic("team%2Ftool", token) + "\r\n"}, []string{
		"", good + good, "Proxy-Authorization: Bearer x\r\n", "Proxy-Authorization: " + basic("team/other", token) + "\r\n", "Proxy-Authorization: Basic ====\r\n",
		"Authorization: " + basic("team/tool", token) + "\r\n", "Proxy-Authorization:\r\n " + basic("team/tool", token) + "\r\n",
	})
}

// places are the good ones: those of the Connector of the test.
func (g generator) place() (scheme, host, port, prefix string) {
	switch g.IntN(4) {
	case 0:
		return "http", "tool.example", "", ""
	case 1:
		return "http", "tool.example", ":8080", "/base"
	case 2:
		return "http", "[2001:db8::1]", ":8081", ""
	default:
		return "https", "secure.example", "", "/base"
	}
}

// absolute is a request in absolute form to the proxy itself.
func (g generator) absolute() string {
	scheme, host, port, prefix := g.place()
	scheme = g.pick([]string{scheme, strings.ToUpper(scheme)}, []string{"http", "https", "ftp", "", "file", "javascript", "http:", "https+http"})
	user := g.pick([]string{""}, []string{"a@", "a:b@", "evil.example@", "tool.example:80@", "%40@", "@"})
	headers := g.headers()
	return fmt.Sprintf("%s %s://%s%s%s%s HTTP/1.%d\r\nHost: %s\r\n%s%s\r\n%s", g.method(), scheme, user, g.host(host), g.port(port),
		g.path(prefix), 1-g.IntN(20)/19, g.host(host, "x"), g.caller(), headers, g.body(headers))
}

// connect is a CONNECT, and what a client says without waiting for its answer.
func (g generator) connect() string {
	_, host, port, _ := g.place()
	if port == "" {
		port = ":80"
	}
	authority := g.host(host) + g.port(port)
	return fmt.Sprintf("CONNECT %s HTTP/1.1\r\nHost: %s\r\n%s%s\r\n%s", authority, g.pick([]string{authority}, []string{"evil.example", ""}),
		g.caller(), g.pick([]string{""}, []string{"Content-Length: 9\r\n", "Transfer-Encoding: chunked\r\n", "Upgrade: websocket\r\nConnection: Upgrade\r\n"}),
		g.inside(host, port, "/base"))
}

// inside is a request in a tunnel.
func (g generator) inside(host, port, prefix string) string {
	headers := g.headers()
	authority := g.host(host) + g.port(port)
	target := g.path(prefix)
	if g.IntN(8) == 0 {
		target = g.pick([]string{"http", "https"}, []string{"ftp", ""}) + "://" + g.host(host) + g.port(port) + target
	}
	return fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\n%s\r\n%s", g.method(), target, authority, headers, g.body(headers))
}

// fields are those of an HTTP/2 request.
func (g generator) fields(host, prefix string) []string {
	fields := []string{":method", g.pick([]string{"GET", "POST"}, []string{"CONNECT", "get", "TRACE", ""})}
	fields = append(fields, ":scheme", g.pick([]string{"https"}, []string{"http", "ftp", ""}))
	fields = append(fields, ":path", g.pick([]string{""}, []string{"https://evil.example", "evil.example", "//evil.example"})+g.path(prefix))
	if g.IntN(8) != 0 {
		fields = append(fields, ":authority", g.host(host)+g.port("", ":443"))
	}
	if g.IntN(4) == 0 {
		fields = append(fields, "host", g.host(host)+g.port("", ":443"))
	}
	if g.IntN(8) == 0 {
		fields = append(fields, g.pick([]string{"cookie"}, []string{"host", ":authority", "Host", "proxy-authorization", "content-length", "transfer-encoding"}),
			g.pick([]string{"a=b"}, []string{"evil.example", "5", "chunked", "x\r\nHost: evil.example"}))
	}
	return fields
}
