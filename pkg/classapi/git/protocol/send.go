// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"

	"connectors.alauda.io/pkg/classapi/failure"
)

// Sender sends the requests to a Git server.
type Sender struct {
	// Client decides where requests may go, which credential they carry, and which redirects are followed.
	Client *http.Client
	// Refused says what an answer means that is no success; nil for one that is.
	Refused func(*http.Response) error
}

// send gives an answer that is of the Git protocol and has the media type. The caller must close its body.
func (s Sender) send(request *http.Request, mediaType string) (*http.Response, error) {
	request.Header.Set("Accept", mediaType)
	// Nothing is to grow while it is read. References hardly get smaller anyway: they are hashes.
	request.Header.Set("Accept-Encoding", "identity")
	response, err := s.Client.Do(request) //nolint:gosec // the client sends to the Connector's address only
	if err != nil {
		return nil, fmt.Errorf("asking the Git server: %w", err)
	}
	if err := s.check(response, mediaType); err != nil {
		_ = response.Body.Close()
		return nil, err
	}
	return response, nil
}

func (s Sender) check(response *http.Response, mediaType string) error {
	if err := s.Refused(response); err != nil {
		return err
	}
	if encoding := response.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return malformed("it is compressed, which was not asked for")
	}
	// A parameter that cannot be read is no reason to refuse an answer.
	given, _, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		given = ""
	}
	switch given {
	case mediaType:
		return nil
	case "text/html", "application/xhtml+xml":
		return failure.BadGateway("NotAGitServer", "a web page came instead of an answer of a Git server: "+
			"is the address that of a Git server, the repository spelled as for git clone, and no login page in between?")
	}
	return failure.BadGateway("NotAGitServer",
		"this is no answer of a Git server over smart HTTP: the dumb protocol, which serves files, is not supported")
}

// post sends a request of the service. The packets come from the body, which the caller must close.
func (r *Repository) post(ctx context.Context, content []byte, limit int64) (*packets, io.Closer, error) {
	at, err := withPath(r.base, r.base.EscapedPath()+"/"+service)
	if err != nil {
		return nil, nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, at.String(), bytes.NewReader(content))
	if err != nil {
		return nil, nil, fmt.Errorf("asking the Git server: %w", err)
	}
	request.Header.Set("Content-Type", "application/x-git-upload-pack-request")
	if r.advertised == nil {
		request.Header.Set(versionHeader, versionTwo)
	}
	response, err := r.sender.send(request, "application/x-git-upload-pack-result")
	if err != nil {
		return nil, nil, err
	}
	return newPackets(&limited{r: response.Body, limit: limit}), response.Body, nil
}

// limited gives up once more than limit bytes are there.
type limited struct {
	r           io.Reader
	limit, read int64
}

// Read implements io.Reader.
func (l *limited) Read(p []byte) (int, error) {
	if l.read >= l.limit {
		return 0, tooLarge(l.limit)
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.limit-l.read)])
	l.read += int64(n)
	return n, err
}
