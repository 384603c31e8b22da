// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"maps"
	"net/http"
	"net/url"
	"strings"

	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/target"
)

// maxRedirects is how many redirects are followed for one request.
const maxRedirects = 10

// trail is where a chain of redirects has led.
type trail struct {
	// trusted is true while the request is at the Connector's own address. Once false it stays so.
	trusted bool
	// abroad is true once the host has changed: from then on the guard lets nothing inside the cluster be dialled, and
	// pooled connections to such places are out of reach. Once true it stays so.
	abroad bool
}

func isRedirect(res *http.Response) bool {
	return res.StatusCode >= 300 && res.StatusCode <= 399 && res.Header.Get("Location") != ""
}

// followAll answers redirects in the client's stead: the kube-apiserver would turn them into errors.
func (t *roundTripper) followAll(x *exchange, out *http.Request, res *http.Response) (*http.Response, error) {
	at := trail{trusted: true}
	for hops := 0; isRedirect(res); hops++ {
		if !isFollowed(res.StatusCode) {
			// Nobody follows these by themselves; without a Location the kube-apiserver passes them.
			res.Header.Del("Location")
			return res, nil
		}
		next, err := x.judgeRedirect(out, res, &at, hops)
		_ = res.Body.Close()
		if err != nil {
			return nil, err
		}
		x.url = *next
		if res, err = t.sendOnward(x, out, at); err != nil {
			return nil, err
		}
	}
	return res, nil
}

func isFollowed(code int) bool {
	switch code {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// judgeRedirect says where a redirect leads, and updates the trail.
func (x *exchange) judgeRedirect(out *http.Request, res *http.Response, at *trail, hops int) (*url.URL, error) {
	next, origin, err := x.resolveRedirect(res.Header.Get("Location"))
	switch {
	case err != nil:
		return nil, err
	case out.Method != http.MethodGet && out.Method != http.MethodHead:
		return nil, redirectRefused("the tool redirected a " + safeMethod(out.Method) + " request" + x.where(origin) +
			", and redirects are followed only for GET and HEAD: use the address that the tool redirects to")
	case out.Body != nil || isUpgrade(out.Header):
		return nil, redirectRefused("the tool redirected a request with a body or an upgrade" + x.where(origin) +
			", which cannot be sent again")
	case hops >= maxRedirects:
		return nil, redirectRefused("the tool redirected more than 10 times: it redirects in a loop, or it wants cookies")
	}
	at.trusted = at.trusted && x.Address.Matches(next, "")
	at.abroad = at.abroad || origin.Host() != x.Address.Host()
	if !at.trusted {
		next.RawQuery = x.withoutCredential(next.RawQuery)
		if x.reveals(next.String()) || x.reveals(next.Path) {
			return nil, redirectRefused("the tool redirected" + x.where(origin) + " with the credential in the URL")
		}
	}
	return next, nil
}

// resolveRedirect brings a Location into canonical form.
func (x *exchange) resolveRedirect(location string) (*url.URL, target.Address, error) {
	next, err := x.url.Parse(location)
	if err != nil {
		return nil, target.Address{}, redirectRefused("the tool redirected to something that is no URL")
	}
	origin, err := target.ParseAddress(next.Scheme + "://" + next.Host)
	if err != nil || next.User != nil || next.Opaque != "" {
		return nil, target.Address{}, redirectRefused("the tool redirected to something that is no http or https URL with a plain host")
	}
	next.Host = origin.Authority()
	next.Fragment, next.RawFragment = "", ""
	if next.Path == "" {
		next.Path = "/"
	}
	return next, origin, nil
}

// where names the place a redirect leads to, unless that would show the credential.
func (x *exchange) where(origin target.Address) string {
	if x.reveals(origin.String()) {
		return ""
	}
	return " to " + origin.String()
}

// withoutCredential drops the parameters of a query that hold what was injected.
func (x *exchange) withoutCredential(rawQuery string) string {
	if rawQuery == "" || !x.revealsPair(rawQuery) {
		return rawQuery
	}
	var kept []string
	for pair := range strings.SplitSeq(rawQuery, "&") {
		if !x.revealsPair(pair) {
			kept = append(kept, pair)
		}
	}
	return strings.Join(kept, "&")
}

func (x *exchange) revealsPair(pair string) bool {
	if x.reveals(pair) {
		return true
	}
	_, value, _ := strings.Cut(pair, "=")
	unescaped, err := url.QueryUnescape(value)
	return err == nil && x.reveals(unescaped)
}

func (t *roundTripper) sendOnward(x *exchange, out *http.Request, at trail) (*http.Response, error) {
	switch {
	case at.trusted:
		return t.sendWithCredential(x, out)
	case at.abroad:
		return t.send(upstream.UseRedirect, x, x.upstreamRequest(out, onwardHeaders(out.Header)))
	default:
		return t.send(upstream.UseGeneral, x, x.upstreamRequest(out, onwardHeaders(out.Header)))
	}
}

// onwardHeaders are what a place other than the Connector's address learns of the request: what describes the wanted
// answer. Every other header may be a credential that the client meant for the tool.
func onwardHeaders(headers http.Header) http.Header {
	onward := maps.Clone(headers)
	for name := range onward {
		switch name {
		case "Accept", "Accept-Encoding", "Accept-Language", "Cache-Control", "If-Match", "If-Modified-Since",
			"If-None-Match", "If-Range", "If-Unmodified-Since", "Pragma", "Range", "User-Agent":
		default:
			delete(onward, name)
		}
	}
	return onward
}
