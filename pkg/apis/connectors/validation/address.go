// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"errors"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// addressExample is what a message shows as a good address.
const addressExample = "https://tool.example.com/prefix"

// address is the URL of a tool in a form in which equal places are equal values.
type address struct {
	scheme, host, path string
	port               uint16
}

// isHTTP says whether the address is spoken to by HTTP.
func (a address) isHTTP() bool { return a.scheme == "http" || a.scheme == "https" }

// validateAddress checks the URL of a tool, of any scheme. It gives the address when there is nothing to refuse.
func validateAddress(text string, path *field.Path) (address, field.ErrorList) {
	if len(text) > maxURLBytes {
		return address{}, field.ErrorList{field.TooLong(path, nil, maxURLBytes)}
	}
	a, err := parseAddress(text)
	if err != nil {
		return address{}, field.ErrorList{field.Invalid(path, shownURL(text), err.Error())}
	}
	return a, nil
}

// validateHTTPAddress is validateAddress for places that only HTTP can reach.
func validateHTTPAddress(text string, path *field.Path) (address, field.ErrorList) {
	a, errs := validateAddress(text, path)
	if len(errs) == 0 && !a.isHTTP() {
		errs = append(errs, field.Invalid(path, shownURL(text), "must have the scheme http or https, such as "+addressExample))
	}
	return a, errs
}

// parseAddress says in its errors what would be right. They never repeat the text, which may hold a password.
func parseAddress(text string) (address, error) {
	if strings.ContainsFunc(text, notInURL) {
		return address{}, errors.New("must hold no spaces, control characters, backslashes or damaged characters; " +
			"percent-encode what belongs to the path")
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return address{}, errors.New("must be a valid URL, such as " + addressExample)
	case u.Scheme == "" || u.Host == "" || u.Opaque != "":
		return address{}, errors.New("must be an absolute URL with scheme and host, such as " + addressExample)
	case u.User != nil:
		return address{}, errors.New("must hold no user name or password; put them into a Secret and refer to it in spec.auth.secretRef")
	case u.RawQuery != "" || u.ForceQuery:
		return address{}, errors.New("must have no query; leave out the question mark and what follows it")
	case strings.Contains(text, "#"):
		return address{}, errors.New("must have no fragment; leave out the number sign and what follows it")
	}
	host, err := parseHost(u.Hostname(), strings.HasPrefix(u.Host, "["))
	if err != nil {
		return address{}, err
	}
	port, err := parsePort(u)
	if err != nil {
		return address{}, err
	}
	path := strings.TrimSuffix(u.EscapedPath(), "/")
	if strings.Contains(path, "//") || strings.HasSuffix(path, "/") {
		return address{}, errors.New("must have no two slashes in a row in its path")
	}
	return address{scheme: u.Scheme, host: host, port: port, path: path}, checkPath(path)
}

func notInURL(r rune) bool {
	return unicode.IsControl(r) || unicode.IsSpace(r) || r == '\\' || r == unicode.ReplacementChar
}

// parsePort gives the port, or the one that the scheme implies; zero for a scheme that implies none.
func parsePort(u *url.URL) (uint16, error) {
	text := u.Port()
	switch {
	case text == "" && strings.HasSuffix(u.Host, ":"):
		return 0, errors.New("must have a port after the colon, or no colon")
	case text == "" && u.Scheme == "http":
		return 80, nil
	case text == "" && u.Scheme == "https":
		return 443, nil
	case text == "":
		return 0, nil
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil || port == 0 {
		return 0, errors.New("must have a port from 1 to 65535, or none")
	}
	return uint16(port), nil
}

// parseHost gives a host in lower case ASCII without the dot of an absolute name, or an IP address in its usual form.
func parseHost(host string, bracketed bool) (string, error) {
	if bracketed {
		ip, err := netip.ParseAddr(host)
		if err != nil || !ip.Is6() || ip.Zone() != "" {
			return "", errors.New("must have a valid IPv6 address without a zone in its brackets, such as [2001:db8::1]")
		}
		return ip.String(), nil
	}
	if strings.ContainsFunc(host, func(r rune) bool { return r > unicode.MaxASCII }) {
		ascii, err := idna.Lookup.ToASCII(host)
		if err != nil {
			return "", errors.New("must have a host that is a valid international domain name")
		}
		host = ascii
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if endsInNumber(host) {
		// Resolvers read such texts as IPv4 addresses in octal or hexadecimal or with parts left out, and disagree.
		ip, err := netip.ParseAddr(host)
		if err != nil {
			return "", errors.New("must have a host that is a DNS name or an IPv4 address of four decimal numbers")
		}
		return ip.String(), nil
	}
	return host, checkDNSName(host)
}

// endsInNumber says whether the last label is a number, so that the host can only be an IPv4 address.
func endsInNumber(host string) bool {
	label := host[strings.LastIndexByte(host, '.')+1:]
	if digits, hexadecimal := strings.CutPrefix(label, "0x"); hexadecimal {
		return strings.Trim(digits, "0123456789abcdef") == ""
	}
	return label != "" && strings.Trim(label, "0123456789") == ""
}

// checkDNSName admits underscores, which some private networks use.
func checkDNSName(host string) error {
	if len(host) > maxDNSNameBytes {
		return errors.New("must have a host of at most 253 characters")
	}
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > maxDNSLabelBytes || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") ||
			strings.ContainsFunc(label, notInName) {
			return errors.New("must have a host whose parts between dots are 1 to 63 letters, digits, hyphens or underscores, " +
				"with no hyphen at either end")
		}
	}
	return nil
}
