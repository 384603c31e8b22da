// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// Address is where a tool is: scheme, host, port and path prefix in one canonical spelling, so that what is matched is
// what is dialled. Addresses are immutable values that may be compared with ==; the zero Address matches nothing.
type Address struct {
	// scheme is http or https.
	scheme string
	// host is lower case ASCII without a trailing dot, or an IP address without brackets.
	host string
	port uint16
	// authority is host and port as a Host header has them: brackets around IPv6, no port that the scheme implies.
	authority string
	// prefix is the escaped path prefix without its trailing slash, empty for a whole host.
	prefix string
	// slash is true when the prefix was written with a trailing slash.
	slash bool
}

// ParseAddress reads an absolute http or https URL that has a host and no user information, query or fragment. Its
// errors say what would be right and never repeat the text, which may hold a password.
func ParseAddress(text string) (Address, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return Address{}, errors.New("not a valid URL: write it as https://host[:port][/path]")
	case u.Scheme != "http" && u.Scheme != "https":
		return Address{}, errors.New("the scheme must be http or https: write the address as https://host[:port][/path]")
	case u.Opaque != "" || u.Host == "":
		return Address{}, errors.New("the host is missing: write the address as https://host[:port][/path]")
	case u.User != nil:
		return Address{}, errors.New("user information does not belong into an address: put the credential into a Secret")
	case u.RawQuery != "" || u.ForceQuery:
		return Address{}, errors.New("an address has no query: remove what follows the question mark")
	case strings.Contains(text, "#"):
		return Address{}, errors.New("an address has no fragment: remove what follows the number sign")
	}
	host, port, err := canonicalAuthority(u.Scheme, u.Host)
	if err != nil {
		return Address{}, err
	}
	prefix, slash, err := parsePrefix(u.EscapedPath())
	if err != nil {
		return Address{}, err
	}
	return Address{
		scheme: u.Scheme, host: host, port: port, authority: joinAuthority(u.Scheme, host, port),
		prefix: prefix, slash: slash,
	}, nil
}

// IsZero says whether a is the zero Address.
func (a Address) IsZero() bool { return a == Address{} }

// Scheme is http or https.
func (a Address) Scheme() string { return a.scheme }

// Host is the canonical host without a port; an IPv6 address has no brackets.
func (a Address) Host() string { return a.host }

// Port is the port, that of the scheme where none was written.
func (a Address) Port() uint16 { return a.port }

// Authority is the host as URLs and Host headers have it, with a port only where the scheme does not imply it.
func (a Address) Authority() string { return a.authority }

// Prefix is the escaped path prefix without its trailing slash, empty where the address is a whole host.
func (a Address) Prefix() string { return a.prefix }

// HostPort is what to dial: host and port, always both.
func (a Address) HostPort() string {
	return net.JoinHostPort(a.host, strconv.FormatUint(uint64(a.port), 10))
}

// String is the address as a URL in its canonical spelling.
func (a Address) String() string {
	if a.IsZero() {
		return ""
	}
	text := a.scheme + "://" + a.authority + a.prefix
	if a.slash {
		text += "/"
	}
	return text
}

// Matches says whether a request to u with the given Host header (empty where the URL's host is sent) goes to this
// address and nowhere else: scheme, host, port and path prefix agree, and nothing in the path leads out of the prefix.
func (a Address) Matches(u *url.URL, hostHeader string) bool {
	return a.SameOrigin(u) && u.User == nil && u.Opaque == "" &&
		(hostHeader == "" || a.isAuthority(hostHeader)) && a.covers(u.EscapedPath())
}

// SameOrigin says whether scheme, host and port of u are those of the address.
func (a Address) SameOrigin(u *url.URL) bool {
	return a.scheme != "" && u.Scheme == a.scheme && a.isAuthority(u.Host)
}

func (a Address) isAuthority(authority string) bool {
	if authority == a.authority {
		return true
	}
	host, port, err := canonicalAuthority(a.scheme, authority)
	return err == nil && host == a.host && port == a.port
}

func joinAuthority(scheme, host string, port uint16) string {
	if port == defaultPort(scheme) {
		if strings.Contains(host, ":") {
			return "[" + host + "]"
		}
		return host
	}
	return net.JoinHostPort(host, strconv.FormatUint(uint64(port), 10))
}

func defaultPort(scheme string) uint16 {
	if scheme == "https" {
		return 443
	}
	return 80
}

// canonicalAuthority splits host[:port] and brings both into their canonical form.
func canonicalAuthority(scheme, authority string) (host string, port uint16, err error) {
	host, portText := splitAuthority(authority)
	if host, err = canonicalHost(host); err != nil {
		return "", 0, err
	}
	if portText == "" {
		return host, defaultPort(scheme), nil
	}
	number, err := strconv.ParseUint(portText, 10, 16)
	if err != nil || number == 0 {
		return "", 0, errors.New("the port must be a number from 1 to 65535")
	}
	return host, uint16(number), nil
}

// splitAuthority keeps the brackets of an IPv6 address, so that canonicalHost can tell it from a name.
func splitAuthority(authority string) (host, port string) {
	if colon := strings.LastIndexByte(authority, ':'); colon > strings.LastIndexByte(authority, ']') {
		return authority[:colon], authority[colon+1:]
	}
	return authority, ""
}

func canonicalHost(host string) (string, error) {
	if strings.ContainsAny(host, "[]:") {
		return canonicalIPv6(host)
	}
	ascii, err := asciiHost(host)
	if err != nil {
		return "", err
	}
	if endsInNumber(ascii) {
		// Resolvers read such texts as IPv4 addresses in octal, hexadecimal or with parts left out, and disagree.
		ip, err := netip.ParseAddr(ascii)
		if err != nil {
			return "", errors.New("the host ends in a number but is no IPv4 address: write four decimal numbers without leading zeros")
		}
		return ip.String(), nil
	}
	return ascii, checkLabels(ascii)
}

func canonicalIPv6(host string) (string, error) {
	inner, opened := strings.CutPrefix(host, "[")
	inner, closed := strings.CutSuffix(inner, "]")
	ip, err := netip.ParseAddr(inner)
	switch {
	case !opened || !closed || err != nil || !ip.Is6():
		return "", errors.New("the host is no valid IPv6 address: write it in brackets, as in [2001:db8::1]")
	case ip.Zone() != "":
		return "", errors.New("an IPv6 address with a zone means another host on every machine: use one without")
	}
	return ip.String(), nil
}

// asciiHost lowers the case, applies IDNA and drops the trailing dot of an absolute name.
func asciiHost(host string) (string, error) {
	for i := range len(host) {
		if host[i] >= 0x80 {
			ascii, err := idna.Lookup.ToASCII(host)
			if err != nil {
				return "", errors.New("the host is no valid international domain name")
			}
			host = ascii
			break
		}
	}
	return strings.TrimSuffix(strings.ToLower(host), "."), nil
}

// endsInNumber is true when the last label is a number, decimal or hexadecimal: then the whole can only be IPv4.
func endsInNumber(host string) bool {
	label := host[strings.LastIndexByte(host, '.')+1:]
	if digits, isHex := strings.CutPrefix(label, "0x"); isHex {
		return strings.Trim(digits, "0123456789abcdef") == ""
	}
	return label != "" && strings.Trim(label, "0123456789") == ""
}

func checkLabels(host string) error {
	if host == "" {
		return errors.New("the host is missing: write the address as https://host[:port][/path]")
	}
	if len(host) > 253 {
		return fmt.Errorf("the host has %d characters: a DNS name has at most 253", len(host))
	}
	for label := range strings.SplitSeq(host, ".") {
		switch {
		case label == "" || len(label) > 63:
			return errors.New("each part of the host between dots must have 1 to 63 characters")
		case strings.ContainsFunc(label, notInHost):
			return errors.New("the host may hold letters, digits, hyphens, underscores and dots only")
		case label[0] == '-' || label[len(label)-1] == '-':
			return errors.New("no part of the host may begin or end with a hyphen")
		}
	}
	return nil
}

func notInHost(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_'
}
