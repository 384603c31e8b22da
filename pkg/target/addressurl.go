// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"errors"
	"net/url"
	"strings"
)

// URL is what to ask for at the address: an escaped path joined to it (see Join), and a query that goes out byte by byte, but
// for blanks and number signs. Its errors are the fault of whoever wrote path and query, and repeat neither.
func (a Address) URL(escapedPath, rawQuery string) (url.URL, error) {
	joined, err := a.Join(escapedPath)
	if err != nil {
		return url.URL{}, err
	}
	path, err := url.PathUnescape(joined)
	if err != nil {
		return url.URL{}, errors.New("the path is not validly percent-encoded")
	}
	query, err := wireQuery(rawQuery)
	if err != nil {
		return url.URL{}, err
	}
	return url.URL{Scheme: a.scheme, Host: a.authority, Path: path, RawPath: joined, RawQuery: query}, nil
}

// wireQuery encodes the two bytes of a query that would end the request target for some servers. A client can send them over
// HTTP/2, where nothing delimits the target, and HTTP/1.1 would carry them on. Every other byte stays as it is.
func wireQuery(query string) (string, error) {
	for i := range len(query) {
		if c := query[i]; c < ' ' || c == 0x7f {
			return "", errors.New("the query holds a control character")
		}
	}
	if strings.ContainsAny(query, " #") {
		query = strings.ReplaceAll(strings.ReplaceAll(query, " ", "%20"), "#", "%23")
	}
	return query, nil
}
