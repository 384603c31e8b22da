// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"bytes"
	"context"
	"fmt"

	"github.com/go-git/go-git/v5/plumbing/format/pktline"

	"connectors.alauda.io/pkg/classapi/failure"
)

// References hands every reference whose name begins with one of the prefixes to visit, and may hand over others: a server is
// free to send more. The order is the server's. An error of visit ends it. It may be called once.
func (r *Repository) References(ctx context.Context, prefixes []string, visit func(Reference) error) error {
	if r.advertised != nil {
		return r.advertised.references(r.capabilities[capabilitySymref], visit)
	}
	if !r.capabilities.has("ls-refs") {
		return failure.Unsupported("the Git server does not list references")
	}
	content, err := r.lsRefs(prefixes)
	if err != nil {
		return err
	}
	packets, body, err := r.post(ctx, content, maxReferenceBytes)
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }()
	for {
		what, payload, err := packets.next()
		switch {
		case err != nil:
			return err
		case what == flush:
			packets.end()
			return nil
		case what != data:
			return unexpected()
		}
		reference, err := parseReference(line(payload))
		if err != nil {
			return err
		}
		if err := visit(reference); err != nil {
			return err
		}
	}
}

// lsRefs is the request of version 2 for references.
func (r *Repository) lsRefs(prefixes []string) ([]byte, error) {
	arguments := []string{"peel\n", "symrefs\n"}
	for _, prefix := range prefixes {
		arguments = append(arguments, "ref-prefix "+prefix+"\n")
	}
	return r.command("ls-refs", arguments)
}

// command is a request of version 2: a command, capabilities, a delimiter, arguments, a flush.
func (r *Repository) command(name string, arguments []string) ([]byte, error) {
	var request bytes.Buffer
	encoder := pktline.NewEncoder(&request)
	head := []string{"command=" + name + "\n"}
	if format := r.capabilities.format(); format != "" {
		head = append(head, format+"\n")
	}
	if err := encoder.EncodeString(head...); err != nil {
		return nil, fmt.Errorf("writing command %s: %w", name, err)
	}
	request.WriteString("0001")
	if err := encoder.EncodeString(append(arguments, pktline.FlushString)...); err != nil {
		return nil, fmt.Errorf("writing command %s: %w", name, err)
	}
	return request.Bytes(), nil
}

func (a *advertisement) references(head string, visit func(Reference) error) error {
	listed := lister{visit: visit, head: []byte(head)}
	if a.first == nil {
		return nil
	}
	if err := listed.add(a.first); err != nil {
		return err
	}
	for {
		what, payload, err := a.packets.next()
		switch {
		case err != nil:
			return err
		case what == flush:
			return listed.flush()
		case what != data:
			return unexpected()
		}
		if err := listed.add(line(payload)); err != nil {
			return err
		}
	}
}
