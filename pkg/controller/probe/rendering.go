// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"golang.org/x/net/http/httpguts"

	"connectors.alauda.io/pkg/template"
)

// planTime bounds all templates of a probe together.
const planTime = 2 * time.Second

// rendering is one planning's way of executing templates.
type rendering struct {
	ctx context.Context
	// bare is the header of a request that needs none.
	bare http.Header
	// data is what templates see; without is the same but for .Secret, and nil when there is no .Secret anyway.
	data, without map[string]any
}

func newRendering(ctx context.Context, in Input, withSecret bool, bare http.Header) rendering {
	r := rendering{ctx: ctx, bare: bare, data: in.data(withSecret)}
	if _, ok := r.data["Secret"]; ok {
		r.without = map[string]any{"Connector": r.data["Connector"]}
	}
	return r
}

// rendered is what a template gave.
type rendered struct {
	text string
	// secret is true when the Secret has a part in the text: without it the template fails or gives another one.
	secret bool
}

func (r rendering) execute(s source) (rendered, error) {
	text, err := s.template.Execute(r.ctx, r.data)
	if err != nil {
		return rendered{}, err
	}
	result := rendered{text: strings.Trim(text, " \t\r\n")}
	if r.without != nil {
		other, err := s.template.Execute(r.ctx, r.without)
		result.secret = err != nil || other != text
	}
	return result, nil
}

// lacksSecret is true for a template that fails because there is no .Secret, and not because it never ends.
func (r rendering) lacksSecret(s source, err error) bool {
	return r.without == nil && s.namesSecret && r.ctx.Err() == nil && !errors.Is(err, template.ErrLimit)
}

// headerSet is what the headers of a class were rendered to.
type headerSet struct {
	// all go to the origin, onward everywhere.
	all, onward http.Header
	// secrets are the values that the Secret has a part in.
	secrets []string
}

func (r rendering) headers(sources []headerSource) (headerSet, error) {
	set := headerSet{all: http.Header{}, onward: http.Header{}}
	for _, header := range sources {
		value, err := r.execute(header.value)
		switch {
		case err != nil && r.lacksSecret(header.value, err):
			// Without a credential there is no header for it, and the tool decides.
		case err != nil:
			return headerSet{}, err
		case !httpguts.ValidHeaderFieldValue(value.text):
			return headerSet{}, fmt.Errorf(
				"%s: the value has a line break or another control character within, which no header can carry", header.field)
		case value.text != "":
			set.add(header.name, value)
		}
	}
	set.all, set.onward = r.completed(set.all), r.completed(set.onward)
	return set, nil
}

// completed names the sender. Headers that hold nothing else are the same one for all Connectors.
func (r rendering) completed(header http.Header) http.Header {
	if len(header) == 0 {
		return r.bare
	}
	return completed(header)
}

func (s *headerSet) add(name string, value rendered) {
	s.all.Add(name, value.text)
	switch {
	case value.secret:
		s.secrets = append(s.secrets, value.text)
	case isHarmless(name):
		s.onward.Add(name, value.text)
	}
}
