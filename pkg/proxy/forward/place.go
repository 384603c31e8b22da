// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"

	"connectors.alauda.io/pkg/target"
)

// schemes are those that the addresses of a Connector have.
const (
	schemeHTTP  = "http"
	schemeHTTPS = "https"
)

// place is host and port in the one spelling that package target gives them.
type place struct {
	host string
	port uint16
}

// String is what to dial.
func (p place) String() string {
	return net.JoinHostPort(p.host, strconv.FormatUint(uint64(p.port), 10))
}

// parsePlace reads the target of a CONNECT: a host and a port, and nothing else. Its errors do not repeat the text.
func parsePlace(authority string) (place, error) {
	if strings.ContainsAny(authority, "/\\@?#%") || strings.ContainsFunc(authority, isControl) {
		return place{}, errors.New("CONNECT must name a host and a port, and nothing else: write host:port")
	}
	_, port, err := net.SplitHostPort(authority)
	if err != nil {
		return place{}, errors.New("CONNECT must name a host and a port: write host:port, or [address]:port for IPv6")
	}
	if number, err := strconv.ParseUint(port, 10, 16); err != nil || number == 0 {
		return place{}, errors.New("the port of CONNECT must be a number from 1 to 65535")
	}
	origin, err := target.ParseAddress(schemeHTTPS + "://" + authority)
	if err != nil {
		return place{}, err
	}
	return placeOf(origin), nil
}

func placeOf(a target.Address) place { return place{host: a.Host(), port: a.Port()} }

// addressAt gives an address that a Connector has at a place, for a scheme; the zero Address if there is none.
func addressAt(t *target.Target, at place, scheme string) (target.Address, bool) {
	for _, address := range addresses(t) {
		if address.Scheme() == scheme && placeOf(address) == at {
			return address, true
		}
	}
	return target.Address{}, false
}

// find gives the address of a Connector below which a path of an origin lies, and what follows the address in the path. Of
// several it is the one with the longest prefix.
func find(t *target.Target, origin target.Address, escapedPath string) (found target.Address, rest string, ok bool) {
	for _, address := range addresses(t) {
		if address.Scheme() != origin.Scheme() || placeOf(address) != placeOf(origin) {
			continue
		}
		below, covered := address.CutPrefix(escapedPath)
		if covered && (!ok || len(address.Prefix()) > len(found.Prefix())) {
			found, rest, ok = address, below, true
		}
	}
	return found, rest, ok
}

// addresses are the address of a Connector and its extensions.
func addresses(t *target.Target) []target.Address {
	all := make([]target.Address, 0, 1+len(t.Extensions))
	if !t.Address.IsZero() {
		all = append(all, t.Address)
	}
	for _, extension := range t.Extensions {
		if !extension.IsZero() {
			all = append(all, extension)
		}
	}
	return all
}

// isFor says whether a Host or :authority is that of an origin.
func isFor(origin target.Address, authority string) bool {
	return authority != "" && origin.SameOrigin(&url.URL{Scheme: origin.Scheme(), Host: authority})
}
