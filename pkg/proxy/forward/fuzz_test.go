// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"crypto/tls"
	"io"
	"math/rand/v2"
	"net"
	"testing"
	"time"
)

// FuzzOneAuthority sends bytes to the proxy, into a plain tunnel and into one with TLS, and wants what TestOneAuthority wants.
func FuzzOneAuthority(f *testing.F) {
	g := generator{rand.New(rand.NewPCG(1, 2))}
	for range 20 {
		f.Add([]byte(g.absolute()))
		f.Add([]byte(g.inside("tool.example", ":8080", "/base")))
		f.Add([]byte(g.inside("secure.example", "", "/base")))
	}
	court, w := newCourt(f)
	f.Fuzz(func(t *testing.T, input []byte) {
		outside, err := net.Dial("tcp", court.address)
		if err != nil {
			t.Fatal(err)
		}
		secure := tls.Client(court.tunnel("secure.example:443"), court.quickTLS("http/1.1"))
		for _, conn := range []net.Conn{outside, court.tunnel("tool.example:8080"), secure} {
			_ = conn.SetDeadline(time.Now().Add(20 * time.Millisecond))
			_, _ = conn.Write(input)
			_, _ = io.Copy(io.Discard, conn)
			_ = conn.Close()
		}
		if _, _, offences := w.testimony(); len(offences) > 0 {
			t.Error(offences)
		}
	})
}
