// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"connectors.alauda.io/pkg/classapi/failure"
)

const (
	service = "git-upload-pack"
	// refsPath is where, below a repository, a server says what it speaks.
	refsPath = "/info/refs"
	// versionHeader asks for version 2. Servers that do not know it ignore it.
	versionHeader, versionTwo = "Git-Protocol", "version=2"

	// maxCapabilityBytes bounds the first answer in version 2, and maxReferenceBytes references in any version.
	maxCapabilityBytes = 1 << 20
	maxReferenceBytes  = 256 << 20
)

// Repository is a repository whose server has said what it speaks. It is for one goroutine, and must be closed.
type Repository struct {
	sender Sender
	// base is the URL of the repository, as the server called it at last.
	base         *url.URL
	capabilities capabilities
	// advertised is the rest of the first answer in version 0 and 1; nil in version 2.
	advertised *advertisement
	body       io.Closer
}

// Open asks the server of a repository what it speaks. The URL is the one that git clone would be given. Its errors, and those
// of all that a Repository does, are *apierrors.StatusError, or what the sender failed with.
func Open(ctx context.Context, sender Sender, repository *url.URL) (*Repository, error) {
	asked, err := withPath(repository, strings.TrimSuffix(repository.EscapedPath(), "/")+refsPath)
	if err != nil {
		return nil, err
	}
	asked.RawQuery = "service=" + service
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, asked.String(), http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("asking a Git server what it speaks: %w", err)
	}
	request.Header.Set(versionHeader, versionTwo)
	response, err := sender.send(request, "application/x-git-upload-pack-advertisement") //nolint:bodyclose // Close does
	if err != nil {
		return nil, err
	}
	r := &Repository{sender: sender, capabilities: capabilities{}, body: response.Body}
	if err := errors.Join(r.settle(response.Request.URL), r.readAdvertisement(response.Body)); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// Close ends the connection if the server still has something to say. It never fails: nothing more is wanted.
func (r *Repository) Close() { _ = r.body.Close() }

// settle makes later requests go to where the first was redirected to, as git does.
func (r *Repository) settle(answered *url.URL) error {
	path, ok := strings.CutSuffix(answered.EscapedPath(), refsPath)
	if !ok {
		return failure.BadGateway("Redirected", "the Git server redirects to what is no repository")
	}
	base, err := withPath(answered, path)
	if err != nil {
		return err
	}
	base.RawQuery, base.ForceQuery, base.Fragment = "", false, ""
	r.base = base
	return nil
}

// withPath is a URL with another path, which is escaped.
func withPath(u *url.URL, escapedPath string) (*url.URL, error) {
	path, err := url.PathUnescape(escapedPath)
	if err != nil {
		return nil, malformed("a URL is not validly percent-encoded")
	}
	other := *u
	other.Path, other.RawPath = path, escapedPath
	return &other, nil
}
